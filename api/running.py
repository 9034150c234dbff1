"""Turns that are under way: each runs once, however often it is asked for, and whoever hangs up."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from actions.replies import Reply


@dataclass(frozen=True)
class Answered:
    """What was said to a message.

    Attributes:
        turn: Number of the turn in its conversation; None when it is not kept.
    """

    turn: int | None
    replies: list[Reply]


class RunningTurns:
    """Runs the turn of a message once at a time."""

    def __init__(self) -> None:
        self._turns: dict[tuple[str, str], asyncio.Task[Answered]] = {}

    async def run(
        self, session_id: str, message_id: str, start: Callable[[], Coroutine[Any, Any, Answered]]
    ) -> Answered:
        """Run a turn, or wait for the one of the same message; if that fails, run it after all.

        It runs to its end even when nobody waits for it any longer.
        """
        name = (session_id, message_id)
        while running := self._turns.get(name):
            try:
                return await asyncio.shield(running)
            except Exception:  # whoever began that one hears of it
                continue
        turn = self._turns[name] = asyncio.create_task(self._run(name, start))
        return await asyncio.shield(turn)

    async def _run(
        self, name: tuple[str, str], start: Callable[[], Coroutine[Any, Any, Answered]]
    ) -> Answered:
        try:
            return await start()
        finally:
            # As it ends: whoever found an ended turn here would wait for it without a pause, and for good.
            del self._turns[name]

    async def finish(self) -> None:
        """Wait for every turn that is under way."""
        await asyncio.gather(*self._turns.values(), return_exceptions=True)
