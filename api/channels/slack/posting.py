"""Posting: the one place from which Slack is told what to show."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import structlog

from api.channels.slack.calling import Caller, CallFailed, Undelivered
from api.channels.slack.installations import Workspaces
from api.channels.slack.rendering import Post

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Target:
    """Where something is posted.

    Attributes:
        enterprise: Id of the organisation, as Bolt's context tells it.
        team: Id of the workspace.
        thread: Timestamp of the message that heads the thread; None posts in the channel itself.
    """

    enterprise: str | None
    team: str | None
    channel: str
    thread: str | None = None


class Posting:
    """Posts, one at a time in each channel: Slack takes about one a second there and keeps no order."""

    def __init__(self, caller: Caller, workspaces: Workspaces) -> None:
        self._caller = caller
        self._workspaces = workspaces
        self._turns: WeakValueDictionary[tuple[str | None, str], asyncio.Lock] = WeakValueDictionary()

    async def post(
        self,
        target: Target,
        posts: Sequence[Post],
        n_done: int = 0,
        note: Callable[[int], Awaitable[None]] | None = None,
    ) -> list[str]:
        """Post what everybody in the place may see.

        Args:
            n_done: Posts that went out before, in a try that was broken off.
            note: Told how many are out, after each but the last.

        Returns:
            Timestamps of the posts that went out now.

        Raises:
            Undelivered: Slack was not reached; what is out was noted.
            Refused: Slack takes no such post, or none there.
        """
        sent = []
        async with self._turn(target):
            for number, post in enumerate(posts[n_done:], n_done + 1):
                arguments = {**_show(post), "thread_ts": target.thread, "unfurl_links": False}
                told = await self.call(target, "chat.postMessage", channel=target.channel, **arguments)
                sent.append(str(told["ts"]))
                if note and number < len(posts):
                    await note(number)
        return sent

    async def whisper(self, target: Target, user: str, posts: Sequence[Post]) -> None:
        """Post what only one person sees, until they load Slack anew.

        Raises:
            CallFailed: It did not work.
        """
        async with self._turn(target):
            for post in posts:
                arguments = {**_show(post), "thread_ts": target.thread, "user": user}
                await self.call(target, "chat.postEphemeral", channel=target.channel, **arguments)

    async def update(self, target: Target, ts: str, post: Post) -> None:
        """Show something else in place of a post.

        Raises:
            CallFailed: It did not work.
        """
        await self.call(target, "chat.update", channel=target.channel, ts=ts, **_show(post))

    async def hint(self, target: Target, status: str) -> None:
        """Say beside the thread of an assistant that its answer is on the way; it does not matter if not."""
        try:
            await self.call(
                target,
                "assistant.threads.setStatus",
                channel_id=target.channel,
                thread_ts=target.thread,
                status=status,
            )
        except CallFailed as error:
            _log.debug("slack_hint_failed", error=str(error))

    async def call(self, target: Target, method: str, /, **arguments: Any) -> dict[str, Any]:
        """Call any method of the Web API as the app in a workspace.

        Args:
            target: Only its workspace counts here.

        Raises:
            Undelivered: Slack was not reached, or the workspace has not installed the app.
            Refused: Slack does not do this.
        """
        workspace = await self._workspaces.find(target.enterprise, target.team)
        if workspace is None:
            raise Undelivered(f"{method}: the app is not installed in workspace {target.team}")
        return await self._caller.call(method, workspace.token, workspace.name, arguments)

    def _turn(self, target: Target) -> asyncio.Lock:
        return self._turns.setdefault((target.team, target.channel), asyncio.Lock())


def _show(post: Post) -> dict[str, Any]:
    return {"text": post.text, "blocks": post.blocks}
