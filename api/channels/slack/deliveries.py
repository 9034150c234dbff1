"""What Slack sent and we took on: once, in its order, and not lost when we are stopped in the middle."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog

from api.channels.slack.calling import Refused, Undelivered
from tutor.deliveries import Deliveries, Delivery

Handler = Callable[[Delivery], Awaitable[None]]
T = TypeVar("T")

_log = structlog.get_logger(__name__)
# Later, an answer would surprise more than help.
_WORTH_IT = dt.timedelta(hours=1)
# A thread in which nobody spoke for so long has to mention us again.
_REMEMBERED = dt.timedelta(days=90)
_STOP_SECONDS = 5.0
# How long work waits for deliveries that are just coming in.
_PATIENCE_SECONDS = 1.0


class Inbox:
    """Takes what Slack delivers and has it worked on.

    What was taken is written before Slack is told so, since Slack sends again only what was not taken. What
    could not be finished is tried again every so often, and after a start: an answer that was found by then
    is in the learner store under the same id.
    """

    def __init__(self, deliveries: Deliveries, clock: Callable[[], dt.datetime]) -> None:
        self._deliveries = deliveries
        self._clock = clock
        self._handlers: dict[str, Handler] = {}
        self._coming: list[tuple[Delivery, asyncio.Future[Delivery | None]]] = []
        self._taking: asyncio.Task[None] | None = None
        # Of each lane the last, and all.
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        # A thread of its own: Slack waits three seconds, however long the others are busy with answers.
        self._writer = ThreadPoolExecutor(1, "slack-inbox")

    def handle(self, kind: str, handler: Handler) -> None:
        """Say who works on a kind of delivery; they are called again for one that they did not finish."""
        self._handlers[kind] = handler

    async def take(self, delivery: Delivery) -> bool:
        """Take a delivery on and have it worked on behind those of its lane; False when it is known."""
        taken = await self._take(delivery)
        if taken is None:
            return False
        before = self._lanes.get(taken.lane)
        task = asyncio.create_task(self._work(taken, before))
        self._lanes[taken.lane] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._leave(taken.lane, done))
        return True

    async def knows(self, lane: str) -> bool:
        """Whether anything was taken in a lane."""
        return await self._write(self._deliveries.knows, lane)

    async def join(self, lane: str) -> None:
        """Take part in a lane that nobody began by asking us, such as the thread below a post of ours."""
        await self._write(self._deliveries.take, [Delivery(lane, lane, "joined", {})], self._clock())
        await self._write(self._deliveries.finish, lane, self._clock())

    async def note(self, key: str, n_done: int) -> None:
        """Remember how many steps of a delivery are done."""
        await self._write(self._deliveries.note, key, n_done)

    async def start(self) -> None:
        """Go on with what an earlier process left."""
        await self._write(self._deliveries.drop_before, self._clock() - _REMEMBERED)
        await self._write(self._deliveries.release_all)
        await self.go_on()

    async def go_on(self) -> None:
        """Take again what could not be finished, unless it is too old by now."""
        for delivery, taken_at in await self._write(self._deliveries.waiting):
            if self._clock() - taken_at < _WORTH_IT and delivery.kind in self._handlers:
                await self.take(delivery)
            else:
                _log.warning("slack_delivery_dropped", kind=delivery.kind, taken_at=str(taken_at))
                await self._write(self._deliveries.finish, delivery.key, self._clock())

    async def idle(self) -> None:
        """Wait until everything that was taken is finished or put back."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Let go what is not finished in a few seconds; the next start goes on with it."""
        tasks = list(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=_STOP_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._writer.shutdown()

    async def _work(self, delivery: Delivery, before: asyncio.Task[None] | None) -> None:
        if self._taking:  # whom Slack waits for goes first
            await asyncio.wait([self._taking], timeout=_PATIENCE_SECONDS)
        if before:
            await asyncio.wait([before])
        try:
            await self._handlers[delivery.kind](delivery)
        except Undelivered as error:
            _log.warning("slack_undelivered", kind=delivery.kind, error=str(error))
            await self._write(self._deliveries.release, delivery.key)
            return
        except Refused as error:
            _log.error("slack_refused", kind=delivery.kind, error=str(error))
        except Exception:
            _log.error("slack_delivery_failed", kind=delivery.kind, exc_info=True)
        await self._write(self._deliveries.finish, delivery.key, self._clock())

    async def _take(self, delivery: Delivery) -> Delivery | None:
        """Write that a delivery is taken: of those that come while others are written, all in one go."""
        answer: asyncio.Future[Delivery | None] = asyncio.get_running_loop().create_future()
        self._coming.append((delivery, answer))
        if self._taking is None:
            self._taking = asyncio.create_task(self._take_all())
        return await answer

    async def _take_all(self) -> None:
        while self._coming:
            coming, self._coming = self._coming, []
            answers = [answer for _, answer in coming]
            try:
                deliveries = [delivery for delivery, _ in coming]
                taken = await self._write(self._deliveries.take, deliveries, self._clock())
            except Exception as error:
                for answer in answers:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for answer, one in zip(answers, taken, strict=True):
                if not answer.done():
                    answer.set_result(one)
        self._taking = None

    def _leave(self, lane: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._lanes.get(lane) is task:
            del self._lanes[lane]

    async def _write(self, function: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, function, *arguments)


def make_key(*names: str) -> str:
    """A key of what these names name together; it tells nothing of them, and is fit for a message's id."""
    return hashlib.sha256("\0".join(names).encode()).hexdigest()[:40]
