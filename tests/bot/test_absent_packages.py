"""Stand-ins are tried in a process of their own: they would stay in this one."""

import subprocess
import sys
from textwrap import dedent

from conftest import ROOT


def run(code):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", dedent(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_left_out_package_can_be_imported_and_refuses_use():
    done = run(
        """
        from bot.absent_packages import PackageLeftOut, leave_out, refuse_use
        leave_out("heavy")
        import heavy.layers as layers
        from heavy.types.special import Tensor

        @layers.function(retracing=True)
        def double(x: Tensor[int]) -> heavy.float32: return x * 2

        class Layer(layers.Dense): pass
        refuse_use()
        assert not isinstance(3, Tensor)
        for use in (Layer, double, lambda: heavy.zeros(3)):
            try: use()
            except PackageLeftOut as error: print(error)
        import json
        print(json.dumps("others are left alone"))
        """.replace("import heavy.layers as layers", "import heavy, heavy.layers as layers")
    )
    assert done.stderr == ""
    assert done.stdout.count("which `python -m bot` leaves out: use `rasa run`") == 3
    assert "others are left alone" in done.stdout


def test_rasas_server_can_be_imported_without_tensorflow():
    done = run(
        """
        import sys
        from bot.absent_packages import leave_out, refuse_use
        leave_out("tensorflow", "keras")
        import rasa.core.run, rasa.engine.recipes.default_recipe
        import bot.channel, bot.intent_classifier, bot.sentence_featurizer
        refuse_use()
        print(getattr(sys.modules["tensorflow"], "__file__", None))
        """
    )
    assert (done.returncode, done.stdout.strip()) == (0, "None"), done.stderr
