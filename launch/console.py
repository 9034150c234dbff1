"""What people see while things are set up. Runs on any Python 3.8: nothing is installed yet."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


class SetupFailed(Exception):
    """Something stops the set-up; the message says what to do."""


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Step:
    """Shows that something long is going on, and for how long.

    On a terminal the seconds count up in place; in a file a line is written at the start and at the end.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self._done = threading.Event()
        self._started = 0.0
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Step:
        self._started = time.monotonic()
        if sys.stdout.isatty():
            self._thread.start()
        else:
            say(f"  {self.title} ...")
        return self

    def __exit__(self, kind: object, _value: object, _trace: object) -> None:
        self._done.set()
        seconds = time.monotonic() - self._started
        mark = "stopped" if kind else f"done in {seconds:.0f} s"
        if self._thread.is_alive():
            self._thread.join()
            sys.stdout.write("\r\033[K")
        say(f"  {self.title}: {mark}")

    def _tick(self) -> None:
        while not self._done.wait(0.5):
            seconds = time.monotonic() - self._started
            sys.stdout.write(f"\r\033[K  {self.title} ... {seconds:.0f} s")
            sys.stdout.flush()


def run_logged(
    command: Sequence[str], log: Path, cwd: Path, env: Mapping[str, str] | None = None, way_out: str = ""
) -> None:
    """Run a command with its output in a log file.

    Raises:
        SetupFailed: It failed; the message ends with the log's last lines and the way out.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        code = subprocess.call(
            list(command),
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=str(cwd),
            env=dict(env) if env is not None else None,
        )
    if code:
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
        raise SetupFailed(f"{tail}\n\nThat failed (full log: {log}). {way_out}".rstrip())
