"""Slack's pane for assistants: a greeting with things to ask, and threads that bear their question's name."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.assistant.async_assistant import AsyncAssistant
from slack_bolt.middleware.async_custom_middleware import AsyncCustomMiddleware

from actions.replies import TextReply
from api.channels.slack.calling import CallFailed
from api.channels.slack.events import hear_message
from api.channels.slack.posting import Target
from api.channels.slack.rendering import mrkdwn
from api.channels.slack.rendering.limits import shorten
from api.channels.slack.slack import Slack, place_in

_log = structlog.get_logger(__name__)
# Slack shows four at most.
_PROMPTS = (
    ("Find a service", "Which service finds faces in photos?"),
    ("Compare two", "What is the difference between Amazon Rekognition and Amazon Textract?"),
    ("Take a quiz", "Quiz me"),
    ("See my progress", "How am I doing?"),
)
# What a list of threads shows of a title.
_MOST_TITLE = 80


def register(app: AsyncApp, slack: Slack) -> None:
    """Listen for threads that begin, and for what is said first in them."""
    assistant = AsyncAssistant()

    async def greet(event: dict[str, Any], context: AsyncBoltContext) -> None:
        await greet_thread(slack, event["assistant_thread"], context)

    async def hear(
        event: dict[str, Any], context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
    ) -> None:
        place = place_in(context, event["channel"], event["thread_ts"])
        is_first = not await slack.inbox.knows(place.conversation)
        # Ahead of the listener, before which Bolt tells Slack that the event is taken.
        is_taken = await hear_message(slack, event, context)
        context["title"] = mrkdwn.read(event.get("text", "")) if is_first and is_taken else ""
        await next_()

    async def name(event: dict[str, Any], context: AsyncBoltContext) -> None:
        title = shorten(context["title"].replace("\n", " "), _MOST_TITLE)
        place = place_in(context, event["channel"], event["thread_ts"])
        if title:
            await _call(slack, place.target, "setTitle", title=title)

    async def let_be() -> None:
        """Which channel somebody looks at while they ask does not matter to the sheets."""

    assistant.thread_started(greet)
    hearing = AsyncCustomMiddleware(app_name=app.name, func=hear)
    assistant.user_message(middleware=[hearing])(name)  # type: ignore[arg-type]  # which it takes as a list
    assistant.thread_context_changed(let_be)
    app.assistant(assistant)


async def greet_thread(slack: Slack, thread: dict[str, Any], context: AsyncBoltContext) -> None:
    """Say hello in a new thread, and what may be asked."""
    place = place_in(context, thread["channel_id"], thread["thread_ts"])
    hello = TextReply(text=slack.services.parts.sentences.say("utter_slack_hello"))
    posts = slack.render([hello], place.speaker(thread["user_id"]), "")
    prompts = [{"title": title, "message": message} for title, message in _PROMPTS]
    try:
        await slack.posting.post(place.target, posts)
    except CallFailed as error:
        _log.warning("slack_thread_not_greeted", error=str(error))
    await _call(slack, place.target, "setSuggestedPrompts", prompts=prompts)


async def _call(slack: Slack, target: Target, method: str, **arguments: Any) -> None:
    try:
        await slack.posting.call(
            target,
            f"assistant.threads.{method}",
            channel_id=target.channel,
            thread_ts=target.thread,
            **arguments,
        )
    except CallFailed as error:
        # A thread of messages that is none of an assistant's has neither title nor prompts.
        _log.debug("slack_assistant_call_failed", error=str(error))
