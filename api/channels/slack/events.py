"""Messages and mentions: which of them are for us, and answering those."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from api.channels.slack import words
from api.channels.slack.deliveries import make_key
from api.channels.slack.rendering import mrkdwn
from api.channels.slack.slack import Slack, place_in
from api.channels.slack.talking import Said, show
from tutor.deliveries import Delivery

_KIND = "message"
# Of all kinds of messages those that a person has said; the others tell of edits, joins, topics and bots.
_SAID = (None, "file_share", "thread_broadcast", "me_message")
_ADDRESSED = re.compile(r"\s*<@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>")
# What a bare mention asks for.
_NOTHING_SAID = "help"
# Slack shows it behind the app's name.
_WORKING = "is looking it up…"
_HINT_SECONDS = 1.0


def register(app: AsyncApp, slack: Slack) -> None:
    """Listen for what people say."""

    async def answer(delivery: Delivery) -> None:
        await answer_message(slack, delivery)

    async def hear(
        event: dict[str, Any], context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
    ) -> None:
        # Ahead of the listener, before which Bolt tells Slack that the event is taken.
        await hear_message(slack, event, context)
        await next_()

    async def heard() -> None:
        """Nothing is left to do."""

    slack.inbox.handle(_KIND, answer)
    for name in ("app_mention", "message"):
        app.event(name, middleware=[hear])(heard)


async def hear_message(slack: Slack, event: Mapping[str, Any], context: AsyncBoltContext) -> bool:
    """Take a message on if it is for us; returns whether it was, and is new.

    A mention comes twice, as a message and as a mention; it is the same delivery.
    """
    bot_user = context.bot_user_id or ""
    if not is_said(event, bot_user):
        return False
    is_direct = event.get("channel_type") == "im" or str(event["channel"]).startswith("D")
    is_mention = event.get("type") == "app_mention" or f"<@{bot_user}" in event.get("text", "")
    head = event.get("thread_ts") or (None if is_direct else event["ts"])
    place = place_in(context, event["channel"], head)
    if not is_direct and not is_mention:
        addressed = _ADDRESSED.match(event.get("text", ""))
        if not event.get("thread_ts") or addressed or not await slack.inbox.knows(place.conversation):
            return False
    said = Said(
        place,
        event["user"],
        mrkdwn.read(event.get("text", "")) or _NOTHING_SAID,
        make_key(place.team, place.channel, event["ts"]),
        is_begun=bool(event.get("thread_ts")),
    )
    return await slack.inbox.take(said.pack(_KIND))


def is_said(event: Mapping[str, Any], bot_user: str) -> bool:
    """Whether an event is something that a person says, rather than a bot, an edit or a note of Slack's."""
    return (
        event.get("subtype") in _SAID
        and not event.get("bot_id")
        and not event.get("hidden")
        and event.get("user") not in (None, "", bot_user, "USLACKBOT")
        and bool(event.get("channel") and event.get("ts"))
        and bool(event.get("text", "").strip() or event.get("type") == "app_mention")
    )


async def answer_message(slack: Slack, delivery: Delivery) -> None:
    """Answer a message where it was said; the id of the delivery is the message's id."""
    said = Said.unpack(delivery)
    hint = None
    if said.place.thread and said.is_direct:
        hint = asyncio.create_task(slack.posting.hint(said.place.target, _WORKING))
    told = await words.answer(slack, said)
    if hint:  # if it came after the answer, which takes it away, it would stay
        await asyncio.wait([hint], timeout=_HINT_SECONDS)
        hint.cancel()
    await show(slack, said, told)
