"""Pictures of progress: drawn, uploaded to Slack, and shown from there.

Slack fetches a picture with an address of its own accord, from outside; a tutor on somebody's own machine is
not to be reached from there, so pictures are uploaded.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import structlog

from api.channels.slack.calling import CallFailed, Refused
from api.channels.slack.posting import Target
from api.channels.slack.rendering import Post
from api.channels.slack.rendering.chart import ChartData, draw, picture_block
from api.channels.slack.rendering.limits import BLOCKS
from api.channels.slack.slack import Slack

_log = structlog.get_logger(__name__)
_NAME = "progress.png"
_SECONDS = 20
# Slack looks at an upload before a block may show it, and refuses the block until then; ours, in seconds.
_LOOKS = (0.5, 1.0, 2.0, 4.0)

Note = Callable[[int], Awaitable[None]]
Show = Callable[[Sequence[Post], int, Note], Awaitable[Any]]


async def put_in(slack: Slack, target: Target, posts: Sequence[Post]) -> list[Post]:
    """Posts with their pictures; one whose picture cannot be had says the same in words."""
    return [await _put_in(slack, target, post) for post in posts]


async def insist(show: Show, posts: Sequence[Post], n_done: int, note: Note) -> None:
    """Show posts, again after a moment while Slack does not know a picture yet, at last without pictures.

    Args:
        show: Is called with the posts, how many are out, and whom to tell how many are.
        n_done: Posts that are out.
    """
    out = n_done

    async def count(number: int) -> None:
        nonlocal out
        out = number
        await note(number)

    for seconds in _LOOKS if any(post.chart for post in posts) else ():
        try:
            await show(posts, out, count)
        except Refused as error:
            if error.error != "invalid_blocks":
                raise
            await asyncio.sleep(seconds)
        else:
            return
    await show([_without(post) for post in posts], out, count)


async def _put_in(slack: Slack, target: Target, post: Post) -> Post:
    if post.chart is None or len(post.blocks) >= BLOCKS:
        return replace(post, chart=None)
    try:
        block = picture_block(post.chart, await _upload(slack, target, post.chart))
    except (CallFailed, aiohttp.ClientError, TimeoutError, OSError) as error:
        _log.warning("slack_picture_failed", error=str(error))
        return replace(post, chart=None)
    buttons = next(
        (place for place, one in enumerate(post.blocks) if one["type"] == "actions"), len(post.blocks)
    )
    return replace(post, blocks=[*post.blocks[:buttons], block, *post.blocks[buttons:]])


def _without(post: Post) -> Post:
    if post.chart is None:
        return post
    return replace(post, blocks=[block for block in post.blocks if "slack_file" not in block], chart=None)


async def _upload(slack: Slack, target: Target, chart: ChartData) -> str:
    """Id of the uploaded picture; as `files_upload_v2` does it, over our own patient calls."""
    content = await asyncio.to_thread(draw, chart)
    place = await slack.posting.call(
        target,
        "files.getUploadURLExternal",
        filename=_NAME,
        length=len(content),
        alt_txt=chart.alt[:1000],
    )
    wait = aiohttp.ClientTimeout(total=_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=wait) as web,
        web.post(place["upload_url"], data=content) as told,
    ):
        told.raise_for_status()
    file_id = str(place["file_id"])
    await slack.posting.call(
        target, "files.completeUploadExternal", files=[{"id": file_id, "title": chart.title}]
    )
    return file_id
