"""Second stage of `make test`: everything that must hold before a change lands."""

import os
import subprocess
import sys
import time

from launch.console import SetupFailed, say
from launch.dialogue import dialogue_environment, model_path
from launch.environments import DIALOGUE, ROOT
from launch.run import prepare

_PACKAGES = ["knowledge", "tutor", "actions", "api", "launch", "bot", "tests"]


def main() -> int:
    """Run every check; returns 1 when one fails, after all of them ran."""
    try:
        env, knowledge, settings = prepare()
    except SetupFailed as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    env = {**env, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    dialogue_env = dialogue_environment(
        knowledge, settings, "http://127.0.0.1:1/webhook", env["DIALOGUE_SECRET"]
    )
    dialogue_env["DIALOGUE_MODEL"] = str(model_path(settings))
    tutor, dialogue = sys.executable, str(DIALOGUE.python)
    lint_imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    validate = ["data", "validate", "--fail-on-warnings", "--config", "config.yml", "--domain", "bot/domain"]
    checks: list[tuple[str, list[str], dict[str, str]]] = [
        ("format", [tutor, "-m", "ruff", "format", "--check", *_PACKAGES], env),
        ("lint", [tutor, "-m", "ruff", "check", *_PACKAGES], env),
        ("types", [tutor, "-m", "mypy"], env),
        ("imports", [tutor, "-c", lint_imports], env),
        ("sheets", [tutor, "-m", "knowledge", "check"], env),
        ("items", [tutor, "-m", "tutor", "check"], env),
        (
            "dialogue data",
            [dialogue, "-m", "rasa", *validate, "--data", "bot/data", str(settings.nlu)],
            dialogue_env,
        ),
        ("tests of the tutor", [tutor, "-m", "pytest", *sys.argv[1:]], env),
        (
            "tests of the dialogue",
            [dialogue, "-m", "pytest", "-c", "tests/bot/pytest.ini", "tests/bot"],
            dialogue_env,
        ),
    ]
    failed = [name for name, command, variables in checks if not _passes(name, command, variables)]
    say(f"\nFailed: {', '.join(failed)}." if failed else "\nEverything holds.")
    return 1 if failed else 0


def _passes(name: str, command: list[str], env: dict[str, str]) -> bool:
    say(f"\n== {name}")
    started = time.monotonic()
    code = subprocess.call(command, cwd=ROOT, env={**os.environ, **env}, stdin=subprocess.DEVNULL)
    say(f"== {name}: {'ok' if code == 0 else f'failed ({code})'} in {time.monotonic() - started:.0f} s")
    return code == 0


if __name__ == "__main__":
    sys.exit(main())
