"""One message of a conversation at a time, in the order they came.

Rasa's own lock asks every second whether its turn has come, so the second of two quick messages waits a
second for nothing. Here a waiting message is woken the moment the one before it is done.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from contextlib import asynccontextmanager
from typing import AsyncGenerator, Awaitable

from rasa.constants import ENV_SANIC_WORKERS
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig


class SeveralWorkers(RasaException):
    """Rasa was told to run several processes, between which this lock does not hold."""


class InProcessLockStore(LockStore):
    """Locks of one process, handed on first come, first served."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:  # noqa: ARG002 (Rasa's)
        n_workers = os.environ.get(ENV_SANIC_WORKERS, "1")
        if n_workers != "1":
            raise SeveralWorkers(f"{ENV_SANIC_WORKERS} must be 1 with {type(self).__name__}, got {n_workers}")
        self._locks: dict[str, asyncio.Lock] = {}
        self._n_users: Counter[str] = Counter()

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
        # asyncio.Lock wakes those who wait in the order in which they came.
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._n_users[conversation_id] += 1
        try:
            await wait_for_turn(lock.acquire(), conversation_id, lock_lifetime)
            try:
                yield
            finally:
                lock.release()
        finally:
            self._n_users[conversation_id] -= 1
            if not self._n_users[conversation_id]:
                del self._n_users[conversation_id], self._locks[conversation_id]


async def wait_for_turn(turn: Awaitable[object], conversation_id: str, lock_lifetime: float) -> None:
    """Wait for a conversation to be free.

    Raises:
        LockError: It was not free within `lock_lifetime` seconds.
    """
    try:
        await asyncio.wait_for(turn, lock_lifetime)
    except asyncio.TimeoutError as error:
        raise LockError(f"conversation '{conversation_id}' was busy for {lock_lifetime} seconds") from error
