"""Keeps the two processes running until told to stop."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launch.console import SetupFailed, say
from launch.environments import ROOT

# A process that dies this often within a minute will not get better by itself.
_MAX_FAILURES = 5
_STOP_SECONDS = 8.0


@dataclass
class Process:
    """One process of ours: its command, its log, and how it fared.

    Attributes:
        failures: Moments (monotonic seconds) at which it died by itself.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    failures: list[float] = field(default_factory=list)
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a process group of its own, with its output in its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as file:
            self.running = subprocess.Popen(
                list(self.command),
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                env=dict(self.env),
                start_new_session=True,
            )

    def has_died(self) -> bool:
        """Whether it ended by itself."""
        return self.running is not None and self.running.poll() is not None

    def stop(self) -> None:
        """End it and its children: asked first, then by force."""
        if self.running is None:
            return
        for sign, seconds in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, 2.0)):
            if self.running.poll() is not None:
                break
            try:
                os.killpg(self.running.pid, sign)
                self.running.wait(seconds)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        self.running = None


class Supervisor:
    """Starts processes, restarts what dies, stops them all."""

    def __init__(self, processes: Sequence[Process]) -> None:
        self.processes = list(processes)
        self.stopping = threading.Event()

    def start(self) -> None:
        """Start every process."""
        for process in self.processes:
            process.start()

    def watch(self) -> None:
        """Restart what dies until told to stop.

        Raises:
            SetupFailed: A process dies again and again.
        """
        while not self.stopping.wait(0.25):
            self.revive()

    def revive(self) -> None:
        """Restart every process that has died, a little later each time."""
        for process in self.processes:
            if not process.has_died():
                continue
            now = time.monotonic()
            process.failures = [moment for moment in process.failures if now - moment < 60] + [now]
            if len(process.failures) > _MAX_FAILURES:
                raise SetupFailed(
                    f"The {process.name} process stopped {len(process.failures)} times in a minute; "
                    f"its log says why: {process.log}"
                )
            say(f"The {process.name} process stopped; starting it again.")
            self.stopping.wait(0.2 * 2 ** (len(process.failures) - 1))
            process.start()

    def stop(self) -> None:
        """Stop every process, the last started first."""
        self.stopping.set()
        for process in reversed(self.processes):
            process.stop()


def require_free_port(host: str, port: int, variable: str) -> None:
    """Check that a port can be bound.

    Raises:
        SetupFailed: Something else listens there.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SetupFailed(
                f"Port {port} on {host} cannot be used ({error.strerror}); stop what listens there or choose "
                f"another: {variable}={port + 1} make run"
            ) from error
