"""The command ``/sheetwise``: its first word says what is wanted; what begins otherwise is a question."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from actions.replies import TextReply
from api.channels.slack import daily, everyone, words
from api.channels.slack.deliveries import make_key
from api.channels.slack.linking import link
from api.channels.slack.rendering import mrkdwn
from api.channels.slack.slack import Slack, place_in
from api.channels.slack.talking import Said, Told, show
from tutor.deliveries import Delivery

NAME = "/sheetwise"
_KIND = "command"
# What a word says to the dialogue, with what stands behind it.
_MESSAGES: dict[str, Callable[[str], str]] = {
    "ask": lambda rest: rest,
    "quiz": lambda rest: f"Quiz me on {rest}" if rest else "Quiz me",
    "exam": lambda rest: f"Start a mock exam {rest}".strip(),
    "progress": lambda rest: f"How am I doing in {rest}?" if rest else "How am I doing?",
    "review": lambda _: "What should I review today?",
    "stop": lambda _: "stop",
}
# These take nothing behind them: "stop words, what are they?" is a question.
_ALONE = ("review", "stop", "mute", "help")
_HELP = "help"


def register(app: AsyncApp, slack: Slack) -> None:
    """Listen for the command."""

    async def take(ack: AsyncAck, command: dict[str, Any], context: AsyncBoltContext) -> None:
        await slack.inbox.take(read_command(command, context).pack(_KIND))
        await ack()

    async def answer(delivery: Delivery) -> None:
        said = Said.unpack(delivery)
        await show(slack, said, await answer_command(slack, said))

    app.command(NAME)(take)
    slack.inbox.handle(_KIND, answer)


def read_command(command: Mapping[str, Any], context: AsyncBoltContext) -> Said:
    """What a command says; in a channel its answer is for who gave it."""
    channel = str(command["channel_id"])
    place = place_in(context, channel)
    return Said(
        place,
        command["user_id"],
        mrkdwn.read(str(command.get("text") or "")),
        make_key(place.team, channel, str(command["trigger_id"])),
        is_private=not channel.startswith("D"),
        response_url=str(command.get("response_url") or ""),
    )


async def answer_command(slack: Slack, said: Said) -> Told:
    """What is said to a command; it never fails."""
    word, _, rest = said.text.strip().partition(" ")
    word, rest = word.lower(), rest.strip()
    if word in _ALONE and rest:
        word, rest = "ask", said.text
    if word in ("", _HELP) or (word == "ask" and not rest):
        return Told([TextReply(text=slack.services.parts.sentences.say("utter_slack_help"))])
    if word == "link" and len(rest.split()) <= 1:
        return Told([await link(slack, said.speaker, rest)])
    if word == "daily" and len(rest.split()) <= 2:
        return Told([await daily.set_daily(slack, said, rest)])
    if word == "quiz" and everyone.FOR_ALL.search(rest) and not said.is_direct:
        topic = everyone.FOR_ALL.sub(" ", rest).strip()
        return Told(await everyone.ask_all(slack, replace(said, text=topic)), is_public=True)
    message = _MESSAGES[word](rest) if word in _MESSAGES else said.text
    return await words.answer(slack, replace(said, text=message))
