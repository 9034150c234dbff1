"""Second stage of `make evaluate`: how good search, answers and conversations are, on the judged questions.

``make evaluate ONLY=retrieval,answers`` measures these parts alone.
"""

import datetime as dt
import os
import signal
import sys
from collections.abc import Callable

from knowledge.errors import KnowledgeError
from launch.benchmarks.figures import NotMeasured
from launch.console import SetupFailed, say
from launch.environments import ROOT
from launch.evaluation.answers import measure_abstention, measure_answering
from launch.evaluation.conversation import measure_conversation
from launch.evaluation.material import Material
from launch.evaluation.retrieval import measure_retrieval
from launch.evaluation.sections import Section, print_sections, write_json
from launch.evaluation.understanding import measure_understanding
from launch.run import prepare

FIGURES = ROOT / "var" / "evaluation.json"

# In the order in which they run; a part is named in ONLY as it is here.
PARTS: dict[str, Callable[[Material], list[Section]]] = {
    "retrieval": measure_retrieval,
    "answers": measure_answering,
    "abstention": measure_abstention,
    "understanding": measure_understanding,
    "conversation": measure_conversation,
}


def main() -> int:
    """Measure, print and write each part; returns 1 when one could not be measured, after all of them ran."""
    for sign in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs with SIGINT ignored
        signal.signal(sign, signal.default_int_handler)
    try:
        names = read_parts(os.environ.get("ONLY", ""))
        _, knowledge, settings = prepare()
        material = Material(knowledge, settings, ROOT / "var" / "evaluation")
        failed = [name for name in names if not _measure(name, material)]
    except (SetupFailed, KnowledgeError) as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    say(f"\nFigures with 95 % intervals; also in {FIGURES.relative_to(ROOT)}.")
    return 1 if failed else 0


def read_parts(only: str) -> list[str]:
    """The parts that a list with commas names; all of an empty one.

    Raises:
        SetupFailed: One is unknown.
    """
    wanted = [name.strip() for name in only.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        raise SetupFailed(f"ONLY takes {', '.join(PARTS)}; got {', '.join(unknown)}")
    return [name for name in PARTS if not wanted or name in wanted]


def _measure(name: str, material: Material) -> bool:
    try:
        sections = PARTS[name](material)
    except (NotMeasured, SetupFailed) as error:
        say(f"\nNot measured: {name}: {error}")
        return False
    print_sections(sections)
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    write_json(FIGURES, name, {"measured": moment, "index": material.parts.index.version}, sections)
    return True


if __name__ == "__main__":
    sys.exit(main())
