"""Thumbs below an answer, and the way into the channel for what only one has seen."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from actions.replies import NoticeReply, Reply, TextReply
from api.channels.slack import response_urls
from api.channels.slack.calling import CallFailed, Refused
from api.channels.slack.deliveries import make_key
from api.channels.slack.interactions import read_place
from api.channels.slack.people import ask_who
from api.channels.slack.rendering import Post, RenderContext, elements, render
from api.channels.slack.rendering.limits import BLOCKS, Block, shorten
from api.channels.slack.rendering.mrkdwn import unescape
from api.channels.slack.rendering.posts import small
from api.channels.slack.slack import Slack
from api.channels.slack.talking import Said, whisper
from api.conversing import read_kept
from tutor.conversations import Verdict
from tutor.deliveries import Delivery
from tutor.errors import TurnNotFound

_log = structlog.get_logger(__name__)
_KIND, _MODAL = "share", "rate_word"
_VERDICTS: dict[str, Verdict] = {elements.RATE_UP: "up", elements.RATE_DOWN: "down"}
# As over HTTP.
_MOST_WORDS = 500
_MOST_ASKED = 300
# What was asked is worth telling; what was answered in a quiz is not.
_ASKED = ("answer", "comparison", "worked_question", "notice")


def register(app: AsyncApp, slack: Slack) -> None:
    """Listen for thumbs, for words about an answer, and for what is shared."""

    async def rate(
        ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await ack()
        await take_rating(slack, body, action, context)

    async def explain(ack: AsyncAck, view: dict[str, Any]) -> None:
        await ack()
        await take_word(slack, view)

    async def share(
        ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        said = read_place(body, action, context, unescape(str(action["value"])))
        # Shared once, however often the button is pressed.
        once = replace(said, message_id=make_key(_KIND, said.place.team, said.user, said.text))
        await slack.inbox.take(once.pack(_KIND))
        await ack()

    async def post(delivery: Delivery) -> None:
        await share_reply(slack, Said.unpack(delivery))

    app.action(re.compile(rf"^(?:{elements.RATE_UP}|{elements.RATE_DOWN})(?::|$)"))(rate)
    app.action(re.compile(rf"^{elements.SHARE}(?::|$)"))(share)
    app.view(_MODAL)(explain)
    slack.inbox.handle(_KIND, post)


async def take_rating(
    slack: Slack, body: Mapping[str, Any], action: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Keep a thumb; one that points down may be explained in a view, for which Slack gives three seconds."""
    said = read_place(body, action, context, unescape(str(action["value"])))
    verdict = _VERDICTS[elements.name_of(action["action_id"])]
    try:
        if verdict == "down":
            await _ask_why(slack, said, body["trigger_id"])
        try:
            await asyncio.to_thread(_rate, slack, said.speaker.identity, said.text, verdict, None)
        except TurnNotFound as error:
            await whisper(slack, said, NoticeReply(kind="bad_input", text=error.sentence))
            return
        await _thank(slack, said, body, action)
    except CallFailed as error:
        _log.warning("slack_rating_not_shown", error=str(error))


async def take_word(slack: Slack, view: Mapping[str, Any]) -> None:
    """Keep why an answer was not helpful."""
    kept = json.loads(view["private_metadata"])
    written = view["state"]["values"][elements.WORDS][elements.WORDS].get("value") or ""
    word = unescape(str(written)).strip()[:_MOST_WORDS]
    if not word:
        return
    try:
        await asyncio.to_thread(_rate, slack, kept["way"], kept["rated"], "down", word)
    except TurnNotFound:
        _log.info("slack_rated_turn_gone")


async def share_reply(slack: Slack, said: Said) -> None:
    """Post an answer that one person has seen, with their name."""
    sentences = slack.services.parts.sentences
    found = await asyncio.to_thread(_find_reply, slack, said)
    if found is None:
        await whisper(slack, said, NoticeReply(kind="bad_input", text=sentences.say("utter_slack_not_kept")))
        return
    message, reply = found
    person = await ask_who(slack, said.place.target, said.user)
    about = f"Shared by {person.name}"
    if reply.type in _ASKED:
        about = f"{about}, who asked: {shorten(message, _MOST_ASKED)}"
    context = RenderContext(slack.public_url, today=slack.services.parts.clock().date())
    posts = _sign(about, render([reply.model_copy(update={"suggestions": []})], context))

    async def note(n_done: int) -> None:
        await slack.inbox.note(said.message_id, n_done)

    try:
        await slack.posting.post(said.place.target, posts, said.n_done, note)
    except Refused as error:
        _log.info("slack_not_shared_by_post", error=str(error))
        try:
            await response_urls.respond(said.response_url, posts, in_channel=True)
        except CallFailed:
            await whisper(slack, said, TextReply(text=sentences.say("utter_slack_not_shared")))


def _sign(about: str, posts: Sequence[Post]) -> list[Post]:
    head = list(small(about).blocks)
    first, *others = posts
    if len(first.blocks) + len(head) > BLOCKS:
        return [Post(first.text, head), *posts]
    return [replace(first, blocks=[*head, *first.blocks], chart=None), *others]


def _find_reply(slack: Slack, said: Said) -> tuple[str, Reply] | None:
    """The message that was asked, and the reply that a value names."""
    message_id, _, place = said.text.partition("/")
    memory = slack.services.parts.tutor.conversations
    kept_by = memory.whereabouts(said.speaker.identity, message_id)
    turn = memory.find(kept_by, message_id) if kept_by else None
    reply = read_kept(turn).get(int(place)) if turn else None
    return (turn.message, reply) if turn and reply else None


def _rate(slack: Slack, way: str, rated: str, verdict: Verdict, word: str | None) -> None:
    message_id, _, place = rated.partition("/")
    parts = slack.services.parts
    memory = parts.tutor.conversations
    kept_by = memory.whereabouts(way, message_id) or way
    memory.rate(kept_by, message_id, int(place), verdict, word, parts.clock())


async def _ask_why(slack: Slack, said: Said, trigger_id: str) -> None:
    view = {
        "type": "modal",
        "callback_id": _MODAL,
        "private_metadata": json.dumps({"way": said.speaker.identity, "rated": said.text}),
        "title": elements.plain_text("Not helpful", 24),
        "submit": elements.plain_text("Send", 24),
        "close": elements.plain_text("Leave it at that", 24),
        "blocks": [
            {
                "type": "input",
                "block_id": elements.WORDS,
                "optional": True,
                "label": elements.plain_text("What was wrong with it?", 100),
                "element": {
                    "type": "plain_text_input",
                    "action_id": elements.WORDS,
                    "multiline": True,
                    "max_length": _MOST_WORDS,
                },
            }
        ],
    }
    try:
        await slack.posting.call(said.place.target, "views.open", trigger_id=trigger_id, view=view)
    except CallFailed as error:
        _log.warning("slack_modal_not_opened", error=str(error))


async def _thank(slack: Slack, said: Said, body: Mapping[str, Any], action: Mapping[str, Any]) -> None:
    """Show which thumb counts; where Slack does not tell what stands around it, say so."""
    message = body.get("message") or {}
    if not message.get("blocks"):
        text = slack.services.parts.sentences.say("utter_feedback_noted")
        await whisper(slack, said, TextReply(text=text))
        return
    blocks = [_mark(block, str(action["action_id"]), str(action["value"])) for block in message["blocks"]]
    ts = body["container"]["message_ts"]
    await slack.posting.update(said.place.target, ts, Post(message.get("text") or "Answer", blocks))


def _mark(block: Block, action_id: str, value: str) -> Block:
    """A block of buttons with one of its thumbs pressed."""
    if block.get("type") != "actions" or not any(
        one.get("action_id") == action_id and one.get("value") == value for one in block["elements"]
    ):
        return block
    marked = []
    for one in block["elements"]:
        shown = {key: said for key, said in one.items() if key != "style"}
        marked.append(shown | {"style": "primary"} if one.get("action_id") == action_id else shown)
    return {**block, "elements": marked}
