"""What the processes cost: seconds to start, memory at the peak, CPU time so far."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from knowledge.settings import KnowledgeSettings
from launch.benchmarks.figures import Figure, Measured, NotMeasured, median, run_in_turns
from launch.benchmarks.servers import Part, make_environment, make_our_parts, make_stock_part
from launch.console import say
from launch.environments import ROOT
from launch.settings import LaunchSettings

_N_STARTS = 3
_RUN_SECONDS = 240
# What the launcher prints when it is done, and what it prints when it had more to do than to start.
_READY = "Sheetwise is at"
_WORKED = ("training the dialogue", "texts embedded", "exporting the model", "Installing packages")


def bench_starts(folder: Path, knowledge: KnowledgeSettings, settings: LaunchSettings) -> Measured:
    """Measure, print and return the figures of starting."""
    parts = {
        **make_our_parts(folder, knowledge, settings),
        # It calls no action before somebody speaks to it.
        "stock": make_stock_part(folder, knowledge, settings, "http://127.0.0.1:1/webhook"),
    }
    runs = {name: partial(_start_and_stop, part) for name, part in parts.items()}
    seconds = run_in_turns({**runs, "make run": partial(time_make_run, folder)}, _N_STARTS)
    say(f"\n== Start: seconds from spawn to healthy, median of {_N_STARTS}")
    for name, title in (
        ("tutor", "tutor process"),
        ("dialogue", "dialogue process"),
        ("make run", "second `make run`"),
        ("stock", "stock Rasa, same model"),
    ):
        low, high = min(seconds[name]), max(seconds[name])
        say(f"  {title:<24} {median(seconds[name]):6.2f}  ({low:.2f} to {high:.2f})")
    return {Figure.TUTOR_START: median(seconds["tutor"]), Figure.MAKE_RUN: median(seconds["make run"])}


def time_make_run(folder: Path) -> float:
    """Seconds from `python3 -m launch run` to the printed address, with nothing to build or to train.

    Raises:
        NotMeasured: It stopped, took too long, or found something to do.
    """
    own = Path(mkdtemp(dir=folder))
    output = own / "launcher.out"
    python = shutil.which("python3") or sys.executable
    started = time.perf_counter()
    with output.open("wb") as file:
        launcher = subprocess.Popen(
            [python, "-m", "launch", "run"],
            cwd=ROOT,
            env=make_environment(own),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        while _READY not in (text := output.read_text(encoding="utf-8")):
            if launcher.poll() is not None or time.perf_counter() - started > _RUN_SECONDS:
                raise NotMeasured(f"`make run` did not come up:\n{text[-1000:]}")
            time.sleep(0.02)
        seconds = time.perf_counter() - started
    finally:
        _stop(launcher)
    if any(work in text for work in _WORKED):
        raise NotMeasured(f"a source changed while we measured, so `make run` had work to do:\n{text}")
    return seconds


def report_memory(ours: Mapping[str, int], stock: Mapping[str, int]) -> Measured:
    """Print and return the figures of memory, of processes that have served all that was measured."""
    megabytes = {name: read_peak_megabytes(pid) for name, pid in ours.items()}
    total = sum(megabytes.values())
    say("\n== Peak memory (VmHWM) after all turns, MB")
    for name, value in {**megabytes, "ours together": total}.items():
        say(f"  {name:<24} {value:6.0f}")
    for pid in stock.values():
        say(f"  {'stock Rasa, same model':<24} {read_peak_megabytes(pid):6.0f}")
    return {Figure.TUTOR_MEMORY: megabytes["tutor"], Figure.MEMORY: total}


def read_peak_megabytes(pid: int) -> float:
    """The most memory that a process ever held, in MB of 10^6 bytes.

    Raises:
        NotMeasured: The system does not say.
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NotMeasured("peak memory is read from Linux's /proc, which is not there") from error
    kibibytes = next(line for line in lines if line.startswith("VmHWM:")).split()[1]
    return int(kibibytes) * 1024 / 1e6


def read_cpu_seconds(pids: Iterable[int]) -> float | None:
    """CPU time that some processes have used so far; None where the system does not say."""
    try:
        stats = [Path(f"/proc/{pid}/stat").read_text(encoding="utf-8") for pid in pids]
    except OSError:
        return None
    # User and system time stand 12 and 13 places after the name, which may hold anything but `)`.
    fields = [stat.rpartition(")")[2].split() for stat in stats]
    return sum(int(user) + int(system) for *_, user, system in (row[:13] for row in fields)) / os.sysconf(
        "SC_CLK_TCK"
    )


def _start_and_stop(part: Part) -> float:
    try:
        return part.start()
    finally:
        part.process.stop()


def _stop(launcher: subprocess.Popen[bytes]) -> None:
    """End the launcher as Ctrl-C does, and it its processes."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        launcher.send_signal(sign)
        try:
            launcher.wait(30)
            return
        except subprocess.TimeoutExpired:
            continue
