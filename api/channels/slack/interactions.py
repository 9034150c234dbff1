"""Buttons, menus and modals: each says what typing it would have said."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from actions.quiz_answers import read_button
from actions.quizzing import compose_question
from actions.replies import NoticeReply, Reply
from api.channels.slack import everyone, response_urls, words
from api.channels.slack.calling import CallFailed, Refused
from api.channels.slack.deliveries import make_key
from api.channels.slack.rendering import Post, elements, mrkdwn, question
from api.channels.slack.rendering.limits import Block, shorten
from api.channels.slack.slack import Place, Slack, place_in
from api.channels.slack.talking import Said, Told, locate, show, whisper
from tutor.deliveries import Delivery
from tutor.open_questions import Asked

_log = structlog.get_logger(__name__)
_KIND = "press"
_SAYING = re.compile(r"^(?:say|answer_choice|answer_checked|answer_match|answer_order)(?::|$)")
_QUIET = re.compile(r"^(?:field|confidence|open_source)(?::|$)")
# A hand that trembles, and no second wish.
_DOUBLE_SECONDS = 3.0
_MOST_SHOWN = 300
_FALLBACK = "Question"
_REFUSALS = ("bad_input", "trouble")


class Doubles:
    """Knows a press that is the second half of a double one."""

    def __init__(self) -> None:
        self._pressed: dict[tuple[str, ...], float] = {}

    def is_double(self, *names: str) -> bool:
        """Whether the same was pressed a moment ago; remembers that it was pressed."""
        now = time.monotonic()
        self._pressed = {key: at for key, at in self._pressed.items() if now - at < _DOUBLE_SECONDS}
        return self._pressed.setdefault(names, now) != now


def register(app: AsyncApp, slack: Slack) -> None:
    """Listen for presses and submitted views."""
    doubles, counting = Doubles(), everyone.Counting()

    async def answer(delivery: Delivery) -> None:
        await answer_press(slack, counting, delivery)

    async def press(
        ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await take_press(slack, ack, body, action, context, doubles)

    async def write(
        ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await ack()
        await open_modal(slack, body, action, context)

    async def submit(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await slack.inbox.take(_read_submission(body, view))
        await ack()

    async def take(ack: AsyncAck) -> None:
        await ack()

    slack.inbox.handle(_KIND, answer)
    app.action(_SAYING)(press)
    app.action(re.compile(rf"^{elements.TEXT}(?::|$)"))(write)
    app.action(_QUIET)(take)
    app.view(question.MODAL)(submit)


async def take_press(
    slack: Slack,
    ack: AsyncAck,
    body: Mapping[str, Any],
    action: Mapping[str, Any],
    context: AsyncBoltContext,
    doubles: Doubles,
) -> None:
    """Take a press on; one that cannot be said yet is told what is lacking."""
    press = elements.read_press(action, (body.get("state") or {}).get("values") or {})
    message, container = body.get("message") or {}, body.get("container") or {}
    said = read_place(body, action, context, press.message or "")
    is_double = doubles.is_double(
        said.place.team, said.user, _name_container(container), action["action_id"], press.message or ""
    )
    if press.message and not is_double:
        await slack.inbox.take(
            said.pack(
                _KIND,
                **_read_message(body),
                blocks=message.get("blocks") or [],
                fallback=message.get("text") or "",
            )
        )
    await ack()
    if press.lack:
        try:
            await whisper(slack, said, NoticeReply(kind="bad_input", text=press.lack))
        except CallFailed as error:
            _log.warning("slack_lack_not_told", error=str(error))


def read_place(
    body: Mapping[str, Any], action: Mapping[str, Any], context: AsyncBoltContext, text: str
) -> Said:
    """Who acted where, and what is said by it."""
    container, user = body.get("container") or {}, body["user"]["id"]
    message = body.get("message") or {}
    channel = container.get("channel_id") or (body.get("channel") or {}).get("id") or ""
    place = place_in(context, channel, container.get("thread_ts") or message.get("thread_ts"))
    key = make_key(
        place.team, user, _name_container(container), action["action_id"], str(action.get("action_ts"))
    )
    return Said(
        place,
        user,
        text,
        key,
        # Whatever stands in a channel, what it leads to is for who pressed it.
        is_private=bool(channel) and not channel.startswith("D"),
        response_url=str(body.get("response_url") or ""),
    )


async def open_modal(
    slack: Slack, body: Mapping[str, Any], action: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open the view in which a question is answered in words; Slack lets us do so for three seconds."""
    said = read_place(body, action, context, "")
    metadata = {
        "place": [said.place.enterprise, said.place.team, said.place.channel, said.place.thread],
        "private": said.is_private,
        "url": said.response_url,
        "message": _read_message(body),
    }
    view = question.compose_modal(mrkdwn.unescape(str(action["value"])), metadata)
    try:
        await slack.posting.call(said.place.target, "views.open", trigger_id=body["trigger_id"], view=view)
    except CallFailed as error:
        _log.warning("slack_modal_not_opened", error=str(error))


async def answer_press(slack: Slack, counting: everyone.Counting, delivery: Delivery) -> None:
    """Answer a press where it was made; one at home in the direct conversation."""
    said = await locate(slack, Said.unpack(delivery))
    if read_button(said.text):
        await _answer_question(slack, counting, said, delivery.content)
        return
    told = await words.answer(slack, said)
    if _is_question(delivery.content["blocks"]):
        await _close(slack, said, delivery.content, None)
    await show(slack, said, told)


async def _answer_question(
    slack: Slack, counting: everyone.Counting, said: Said, pressed: Mapping[str, Any]
) -> None:
    parts = slack.services.parts
    asked = await asyncio.to_thread(everyone.find_asked, parts, said.text)
    if asked and pressed["is_public"] and not await asyncio.to_thread(_is_owner, slack, said, asked):
        replies = await everyone.answer_apart(slack, said, asked)
    elif await asyncio.to_thread(everyone.is_closed, parts, said, asked):
        await whisper(
            slack, said, NoticeReply(kind="bad_input", text=parts.sentences.say("utter_slack_closed"))
        )
        await _close(slack, said, pressed, asked, "This question is closed.")
        return
    else:
        replies = await slack.say(said.speaker, said.text, said.message_id)
    if _is_taken(replies):
        if pressed["is_public"] and asked:
            await _count(slack, counting, said, pressed, asked)
        else:
            await _close(slack, said, pressed, asked)
    await show(slack, said, Told(replies))


async def _count(
    slack: Slack, counting: everyone.Counting, said: Said, pressed: Mapping[str, Any], asked: Asked
) -> None:
    """Show in a channel how many have answered; the next one who answers mends it if this fails."""
    blocks = pressed["blocks"] or await asyncio.to_thread(_compose, slack, said, asked)
    fallback = pressed["fallback"] or _FALLBACK

    async def update() -> None:
        post = await asyncio.to_thread(
            everyone.show_count, slack.services.parts, blocks, fallback, asked.question
        )
        await _update(slack, said, pressed, post)

    try:
        await counting.count(f"{said.place.channel}/{pressed['ts']}", update)
    except CallFailed as error:
        _log.warning("slack_answers_not_counted", error=str(error))


async def _close(
    slack: Slack, said: Said, pressed: Mapping[str, Any], asked: Asked | None, told: str = ""
) -> None:
    """Show what was chosen in place of what could be; if this fails, the tutor still counts once.

    What stands in a channel for everybody stays open for the others.
    """
    if pressed["is_public"]:
        return
    blocks = pressed["blocks"] or await asyncio.to_thread(_compose, slack, said, asked)
    post = Post(pressed["fallback"] or _FALLBACK, question.close(blocks, told or _say_answer(said.text)))
    try:
        await _update(slack, said, pressed, post)
    except CallFailed as error:
        _log.warning("slack_question_not_closed", error=str(error))


async def _update(slack: Slack, said: Said, pressed: Mapping[str, Any], post: Post) -> None:
    """Change what was pressed: the Web API cannot where only one sees it, or where we are not."""
    try:
        if not pressed["is_ephemeral"]:
            await slack.posting.update(said.place.target, pressed["ts"], post)
            return
    except Refused:
        if not said.response_url:
            raise
    await response_urls.replace_original(said.response_url, post)


def _compose(slack: Slack, said: Said, asked: Asked | None) -> list[Block]:
    """The blocks of a question as they were posted: Slack does not send those that only one person sees."""
    if asked is None:
        return []
    parts = slack.services.parts
    shown = compose_question(asked.question, parts.tutor.exams, parts.clock())
    posts = slack.render([shown], said.speaker, said.message_id)
    return posts[-1].blocks


def _is_owner(slack: Slack, said: Said, asked: Asked) -> bool:
    learner = slack.services.parts.tutor.learners.find(said.speaker.identity)
    return learner is not None and learner.id == asked.owner


def _is_question(blocks: Sequence[Block]) -> bool:
    return any(str(block.get("block_id", "")).startswith("q:") for block in blocks)


def _is_taken(replies: Sequence[Reply]) -> bool:
    """Whether an answer was one, rather than refused with a notice."""
    return bool(replies) and not (replies[0].type == "notice" and replies[0].kind in _REFUSALS)


def _say_answer(message: str) -> str:
    button = read_button(message)
    return shorten(f"Your answer: {button[2]}" if button else f"You: {message}", _MOST_SHOWN)


def _read_submission(body: Mapping[str, Any], view: Mapping[str, Any]) -> Delivery:
    message, metadata = question.read_modal(view)
    said = Said(
        Place(*metadata["place"]),
        body["user"]["id"],
        message,
        make_key(body["user"]["id"], view["id"]),
        metadata["private"],
        response_url=metadata["url"],
    )
    return said.pack(_KIND, **metadata["message"], blocks=[], fallback="")


def _read_message(body: Mapping[str, Any]) -> dict[str, Any]:
    """The message that was acted on, and who sees it."""
    container = body.get("container") or {}
    channel, is_ephemeral = str(container.get("channel_id") or ""), bool(container.get("is_ephemeral"))
    return {
        "ts": container.get("message_ts", ""),
        "is_ephemeral": is_ephemeral,
        "is_public": bool(channel) and not channel.startswith("D") and not is_ephemeral,
    }


def _name_container(container: Mapping[str, Any]) -> str:
    return f"{container.get('channel_id', '')}/{container.get('message_ts') or container.get('view_id')}"
