"""One message of a conversation at a time between several processes, in the order they came.

Every message draws a ticket: the next number, which it locks in the conversation's lock file. It waits until
no lower number is locked. The system wakes it at that moment, and drops the locks of a process that dies.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import struct
import threading
import time
import zlib
from contextlib import asynccontextmanager
from pathlib import Path
from typing import AsyncGenerator

from rasa.core.lock_store import LOCK_LIFETIME, LockStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.lock_store import wait_for_turn

# Conversations that share a file wait for each other, so there are far more files than busy conversations.
N_FILES = 1024
# `struct flock` of 64-bit Linux: type, whence, start, length, and a process id that has to be 0.
_FLOCK = struct.Struct("@hhqqi4x")


class LocksNotShared(RasaException):
    """Locks cannot be shared between processes here."""


class SharedLockStore(LockStore):
    """Locks between processes, handed on first come, first served.

    Args:
        endpoint_config: Has the `folder` that the lock files are kept in.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        if not hasattr(fcntl, "F_OFD_SETLK"):
            raise LocksNotShared("this system has no locks for several workers: set DIALOGUE_WORKERS=1")
        self._folder = Path(endpoint_config.kwargs["folder"])
        self._folder.mkdir(parents=True, exist_ok=True)

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,  # noqa: ARG002 (the pause between two looks of Rasa's own lock)
    ) -> AsyncGenerator[None, None]:
        """Wait for the conversation to be free, then hold it.

        Raises:
            LockError: It was not free within `lock_lifetime` seconds.
        """
        ticket = Ticket(self._folder / f"{zlib.crc32(conversation_id.encode()) % N_FILES:03x}")
        try:
            await wait_for_turn(ticket.called(), conversation_id, lock_lifetime)
            yield
        finally:
            ticket.give_back()


class Ticket:
    """A place in the queue of one lock file, held from the first moment on.

    Args:
        path: The lock file; made when missing.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # Numbers are drawn one at a time, so that none can be locked after a higher one.
            fcntl.flock(self._file, fcntl.LOCK_EX)
            # One clock for all processes; this is nanoseconds since the machine started.
            self.number = time.monotonic_ns()
            _set_lock(self._file, fcntl.F_WRLCK, self.number, 1)
            fcntl.flock(self._file, fcntl.LOCK_UN)
        except BaseException:
            os.close(self._file)
            raise

    async def called(self) -> None:
        """Wait until all lower numbers are given back."""
        try:
            _set_lock(self._file, fcntl.F_RDLCK, 0, self.number)
        except (BlockingIOError, PermissionError):
            await self._wait_in_thread()

    def give_back(self) -> None:
        """Let the next one in."""
        # Closing alone would not do while a thread still waits in vain.
        _set_lock(self._file, fcntl.F_UNLCK, 0, 0)
        os.close(self._file)

    async def _wait_in_thread(self) -> None:
        loop = asyncio.get_running_loop()
        woken = loop.create_future()
        # A descriptor of its own: a message that gives up closes its own before this thread is through.
        file = os.dup(self._file)

        def wake() -> None:
            if not woken.done():
                woken.set_result(None)

        def wait() -> None:
            try:
                _set_lock(file, fcntl.F_RDLCK, 0, self.number, wait=True)
            finally:
                os.close(file)
            if not loop.is_closed():
                loop.call_soon_threadsafe(wake)

        # It must not keep a process from ending.
        threading.Thread(target=wait, name="lock", daemon=True).start()
        await woken


def _set_lock(file: int, kind: int, start: int, length: int, *, wait: bool = False) -> None:
    """Lock a range of a file for one open descriptor; a length of 0 has no end.

    Raises:
        BlockingIOError: Another has locked it, and we do not wait.
    """
    command = fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK
    fcntl.fcntl(file, command, _FLOCK.pack(kind, os.SEEK_SET, start, length, 0))
