"""Second stage of `make bench`: what our parts cost beside the bare ones, and whether that is good enough."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.settings import KnowledgeSettings
from launch.benchmarks.builds import bench_builds
from launch.benchmarks.encoding import bench_encoding
from launch.benchmarks.figures import Figure, Measured, NotMeasured, format_figures
from launch.benchmarks.load import bench_load
from launch.benchmarks.processes import bench_starts, report_memory
from launch.benchmarks.queries import bench_queries
from launch.benchmarks.servers import serve_ours, serve_stock
from launch.benchmarks.texts import read_questions
from launch.benchmarks.turns import bench_bursts, bench_long_conversations, bench_turns
from launch.console import SetupFailed, say
from launch.run import prepare
from launch.settings import LaunchSettings


def main() -> int:
    """Measure and print; a figure that is not met fails nothing. `ONLY=large` and the like choose parts."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        # Set for SIGINT too: a shell lets what runs in the background ignore it, and our children with it.
        signal.signal(sign, signal.default_int_handler)
    try:
        _, knowledge, settings = prepare()
    except SetupFailed as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    try:
        measured = bench_parts(choose_parts(os.environ.get("ONLY", "")), knowledge, settings)
    except SetupFailed as error:
        sys.stderr.write(f"\n{error}\n")
        return 2
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    say(f"\n{format_figures(measured)}")
    return 0


def choose_parts(only: str) -> tuple[str, ...]:
    """The parts that `ONLY` names, with commas between them; all that take minutes when it names none.

    Raises:
        SetupFailed: There is no such part.
    """
    wanted = tuple(name.strip() for name in only.split(",") if name.strip())
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        raise SetupFailed(f"ONLY={only} names {unknown[0]!r}; the parts are {', '.join(PARTS)}")
    return wanted or tuple(name for name in PARTS if name != LONG_PART)


def bench_parts(names: Sequence[str], knowledge: KnowledgeSettings, settings: LaunchSettings) -> Measured:
    """Measure some parts, one after the other: they would disturb each other."""
    measured: Measured = {}
    with TemporaryDirectory(prefix="sheetwise-bench-", ignore_cleanup_errors=True) as folder:
        for name in names:
            measured.update(attempt(partial(PARTS[name], Path(folder), knowledge, settings)))
    return measured


def bench_conversations(folder: Path, knowledge: KnowledgeSettings, settings: LaunchSettings) -> Measured:
    """All that is measured of running servers."""
    questions = read_questions()
    with ExitStack() as running:
        ours = running.enter_context(serve_ours(folder, knowledge, settings))
        stock = running.enter_context(serve_stock(folder, knowledge, settings))
        measured = {
            **attempt(partial(bench_turns, (ours, stock), questions)),
            **attempt(partial(bench_long_conversations, ours, stock, questions)),
            **attempt(partial(bench_bursts, (ours, stock), questions)),
            **attempt(partial(report_memory, ours.pids, stock.pids)),
        }
        two = running.enter_context(serve_ours(folder, knowledge, settings, n_workers=2))
        return {**measured, **attempt(partial(bench_load, ours, two, stock, questions))}


def attempt(measure: Callable[[], Measured]) -> Measured:
    """What a measurement gives; nothing when something stood in its way, which is said."""
    try:
        return measure()
    except NotMeasured as error:
        say(f"\nNot measured: {error}")
        return {}


LONG_PART = "large"
PARTS: dict[str, Callable[[Path, KnowledgeSettings, LaunchSettings], Measured]] = {
    "encoding": lambda _folder, knowledge, _settings: bench_encoding(knowledge),
    "queries": lambda _folder, knowledge, _settings: bench_queries(knowledge),
    "starts": bench_starts,
    "conversations": bench_conversations,
    "builds": lambda folder, knowledge, _settings: bench_builds(
        folder, knowledge, 39_000, (Figure.BUILD_39K, Figure.BUILD_39K_MEMORY)
    ),
    # A quarter of an hour and most of a large machine's memory, so it runs when it is asked for by name.
    LONG_PART: lambda folder, knowledge, _settings: bench_builds(
        folder,
        knowledge,
        1_000_000,
        (Figure.BUILD_1M, Figure.BUILD_1M_MEMORY, Figure.LOAD_1M, Figure.SEARCH_1M_P50),
    ),
}


if __name__ == "__main__":
    sys.exit(main())
