"""Addresses that Slack gives out with a command or a press: good for half an hour and five answers.

They work where the Web API does not: in places in which the app is not, and on messages that only one person
sees, which the Web API cannot change.
"""

from collections.abc import Sequence

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from api.channels.slack.calling import Refused, Undelivered
from api.channels.slack.rendering import Post

_MOST = 5


async def respond(url: str, posts: Sequence[Post], in_channel: bool = False) -> None:
    """Show posts, to who acted alone or to everybody; what is beyond Slack's five is left out.

    Raises:
        CallFailed: It did not work.
    """
    for post in posts[:_MOST]:
        kind = "in_channel" if in_channel else "ephemeral"
        await _send(url, post, response_type=kind, replace_original=False)


async def replace_original(url: str, post: Post) -> None:
    """Show something else in place of the message that was acted on.

    Raises:
        CallFailed: It did not work.
    """
    await _send(url, post, replace_original=True)


async def _send(
    url: str, post: Post, response_type: str | None = None, replace_original: bool = False
) -> None:
    client = AsyncWebhookClient(url, timeout=10)
    try:
        answer = await client.send(
            text=post.text,
            blocks=post.blocks,
            response_type=response_type,
            replace_original=replace_original,
        )
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Undelivered(f"response_url: {error!r}") from error
    if answer.status_code >= 500 or answer.status_code == 429:
        raise Undelivered(f"response_url: status {answer.status_code}")
    if answer.status_code != 200:
        raise Refused("response_url", answer.body[:100])
