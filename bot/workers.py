"""Several processes that serve on one port.

Sanic's own workers are not used: its main process goes on when one of them dies, and ends as if all were
well when none could start.
"""

from __future__ import annotations

import ctypes
import gc
import signal
import socket
import sys
from functools import partialmethod
from multiprocessing import connection, get_context
from pathlib import Path
from typing import Callable

from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from bot.shared_lock_store import SharedLockStore

_PR_SET_PDEATHSIG = 1
_BACKLOG = 100


def serve_with_workers(serve: Callable[[], None], n_workers: int, interface: str, port: int) -> int:
    """Serve with several processes until told to stop or until one of them ends.

    What ends by itself is to be started anew by whoever started us, all of it.

    Args:
        serve: Runs a Sanic server.

    Returns:
        The exit code: 0 when told to stop, 1 when a worker ended by itself.
    """
    listening = socket.create_server((interface, port), backlog=_BACKLOG)
    # What is imported by now is shared with the workers as long as nobody writes to it.
    gc.freeze()
    forking = get_context("fork")
    workers = [
        forking.Process(target=_serve_on, args=(serve, listening), name=f"worker {number}", daemon=True)
        for number in range(n_workers)
    ]
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, _stop)
    was_stopped = False
    try:
        for worker in workers:
            worker.start()
        connection.wait([worker.sentinel for worker in workers])
    except _Stopped:
        was_stopped = True
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, signal.SIG_IGN)
    started = [worker for worker in workers if worker.pid is not None]
    for worker in started:
        worker.terminate()
    for worker in started:
        worker.join()
    return 0 if was_stopped else 1


def share_locks(endpoints: AvailableEndpoints) -> None:
    """Name the lock store that holds between processes, its files beside the conversations."""
    trackers = Path(endpoints.tracker_store.kwargs["db"])
    endpoints.lock_store = EndpointConfig(
        type=f"{SharedLockStore.__module__}.{SharedLockStore.__qualname__}",
        folder=str(trackers.with_suffix(".locks")),
    )


class _Stopped(BaseException):
    """We were told to stop."""


def _stop(_signal: int, _frame: object) -> None:
    raise _Stopped


def _serve_on(serve: Callable[[], None], listening: socket.socket) -> None:
    # Sanic sets its own when it is ready.
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, signal.SIG_DFL)
    # A worker whose main process was killed would keep the port from the next one.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # Rasa hands Sanic an address and nothing else.
    Sanic.run = partialmethod(Sanic.run, sock=listening)
    serve()
    sys.exit(0)
