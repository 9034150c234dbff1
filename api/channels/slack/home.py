"""The app's home in Slack: what the learner knows, what to do next, and what may be set."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from actions.progress import compose_progress, tell_progress
from actions.replies import NoticeReply, ProgressReply, Reply, TextReply
from actions.wiring import Parts
from api.channels.slack import daily
from api.channels.slack.calling import CallFailed
from api.channels.slack.linking import link
from api.channels.slack.people import UTC, ask_who
from api.channels.slack.rendering import elements
from api.channels.slack.rendering.elements import Element
from api.channels.slack.rendering.limits import Block
from api.channels.slack.slack import Slack, place_in
from api.channels.slack.talking import Said
from tutor.errors import TutorError
from tutor.learners import Learner
from tutor.reminders import Reminder

_log = structlog.get_logger(__name__)
_EXAM, _DAY, _HOUR, _LINK = "home_exam", "home_day", "home_hour", "home_link"
_NONE = "none"
# Of a home tab's hundred blocks, those that progress may take.
_MOST_PROGRESS = 80
_TEXT = 3_000


@dataclass(frozen=True)
class Shown:
    """What a home shows.

    Attributes:
        is_known: The learner has done or set something before.
        n_due: Reviews that are due.
    """

    reply: Reply
    learner: Learner | None
    reminder: Reminder | None
    n_due: int = 0


def register(app: AsyncApp, slack: Slack) -> None:
    """Listen for who comes home, and for what they set there."""

    async def come(event: dict[str, Any], context: AsyncBoltContext) -> None:
        if event.get("tab") == "home":
            said = _said(context, event["user"])
            await _follow_time_zone(slack, said)
            await publish(slack, said)

    app.event("app_home_opened")(come)
    for action_id, change in _CHANGES.items():
        app.action(action_id)(_listen(slack, change))


async def publish(slack: Slack, said: Said, note: Reply | None = None) -> None:
    """Show somebody their home.

    Args:
        note: Something to tell there until it is shown anew.
    """
    shown = await asyncio.to_thread(_look, slack.services.parts, said.speaker.identity)
    view = {"type": "home", "blocks": compose(slack, said, shown, note)}
    try:
        await slack.posting.call(said.place.target, "views.publish", user_id=said.user, view=view)
    except CallFailed as error:
        _log.warning("slack_home_not_published", error=str(error))


def compose(slack: Slack, said: Said, shown: Shown, note: Reply | None = None) -> list[Block]:
    """The blocks of a home."""
    progress, noted = _blocks(slack, said, shown.reply), _blocks(slack, said, *([note] if note else []))
    ways = [("quiz", "Quiz me", "Quiz me"), ("exam", "Mock exam", "Start a mock exam")]
    if shown.n_due:
        ways.insert(0, ("review", f"Review {shown.n_due}", "What should I review today?"))
    buttons = [
        elements.button(
            label, f"{elements.SAY}:home-{name}", message, style="" if place else "primary", label=message
        )
        for place, (name, label, message) in enumerate(ways)
    ]
    return [
        *progress[:1],
        *elements.actions(buttons),  # within sight, above what is longer than a telephone
        *progress[1:_MOST_PROGRESS],
        {"type": "divider"},
        {"type": "header", "text": elements.plain_text("Settings", 150)},
        *_settings(slack.services.parts, shown),
        *noted,
    ]


def _blocks(slack: Slack, said: Said, *replies: Reply) -> list[Block]:
    return [block for post in slack.render(replies, said.speaker, "") for block in post.blocks]


def _settings(parts: Parts, shown: Shown) -> list[Block]:
    learner, reminder = shown.learner, shown.reminder
    exams = [elements.option("No exam yet", _NONE)]
    exams += [elements.option(f"{exam.id} · {exam.name}", exam.id) for exam in parts.tutor.exams]
    chosen = (learner.exam if learner else None) or _NONE
    hours = [elements.option("Off", _NONE)]
    hours += [elements.option(f"{hour}:00", str(hour)) for hour in range(24)]
    is_on = reminder is not None and reminder.is_on
    hour = str(reminder.hour) if reminder and is_on else _NONE
    zone = reminder.time_zone if reminder else learner.time_zone if learner else UTC
    day = learner.exam_day if learner else None
    picker: Element = {"type": "datepicker", "action_id": _DAY}
    if day:
        picker["initial_date"] = day.isoformat()
    return [
        _setting("Your exam", elements.menu(_EXAM, "Choose an exam", exams, chosen)),
        _setting("The day on which you sit it", picker),
        _setting(f"A question a day, in your time zone ({zone})", elements.menu(_HOUR, "Hour", hours, hour)),
        _setting(
            "One learner here and on the web: take a code and type it in the chat there",
            elements.button("Get a code", _LINK),
        ),
    ]


def _setting(text: str, element: Element) -> Block:
    return {"type": "section", "text": elements.plain_text(text, _TEXT), "accessory": element}


def _look(parts: Parts, identity: str) -> Shown:
    now, learner = parts.clock(), parts.tutor.learners.find(identity)
    if learner is None:
        return Shown(TextReply(text=parts.sentences.say("utter_slack_hello")), None, None)
    reminder = parts.tutor.reminders.find(learner.id)
    exam = learner.exam or parts.tutor.most_answered_exam(learner.id)
    found = parts.tutor.progress(learner, exam, now)
    if not found.n_attempts and learner.exam is None:
        return Shown(TextReply(text=parts.sentences.say("utter_slack_hello")), learner, reminder)
    text = tell_progress(found, parts.sentences) if found.n_attempts else ""
    reply: ProgressReply = compose_progress(found, parts.tutor.plan(learner, now), learner, text, parts)
    return Shown(reply.model_copy(update={"suggestions": []}), learner, reminder, found.n_due)


Change = Callable[[Slack, Said, dict[str, Any]], Awaitable[Reply | None]]


def _listen(slack: Slack, change: Change) -> Callable[..., Awaitable[None]]:
    async def take(
        ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await ack()
        said = _said(context, body["user"]["id"])
        try:
            note = await change(slack, said, action)
        except TutorError as error:  # a home that was shown long ago offers what there is no more
            note = NoticeReply(kind="bad_input", text=error.sentence)
        await publish(slack, said, note)

    return take


async def _set_exam(slack: Slack, said: Said, action: dict[str, Any]) -> None:
    chosen = action["selected_option"]["value"]
    if chosen == _NONE:
        await _set_aims(slack, said, exam=None, exam_day=None)
    else:
        await _set_aims(slack, said, exam=slack.services.parts.tutor.exams.get(chosen).id)


async def _set_day(slack: Slack, said: Said, action: dict[str, Any]) -> None:
    chosen = action.get("selected_date")
    await _set_aims(slack, said, exam_day=dt.date.fromisoformat(chosen) if chosen else None)


async def _set_hour(slack: Slack, said: Said, action: dict[str, Any]) -> None:
    chosen = action["selected_option"]["value"]
    if chosen == _NONE:
        await daily.mute(slack, said)
    else:
        await daily.turn_on(slack, said, int(chosen))


async def _give_code(slack: Slack, said: Said, _: dict[str, Any]) -> Reply:
    return await link(slack, said.speaker, "")


async def _set_aims(slack: Slack, said: Said, **aims: Any) -> None:
    parts = slack.services.parts

    def write() -> None:
        learner = parts.tutor.learners.get(said.speaker.identity, parts.clock())
        parts.tutor.learners.set_aims(learner.id, **aims)

    await asyncio.to_thread(write)


async def _follow_time_zone(slack: Slack, said: Said) -> None:
    """Take the time zone from Slack while none is set, and keep up with who has moved."""
    tutor = slack.services.parts.tutor
    learner = await asyncio.to_thread(tutor.learners.find, said.speaker.identity)
    if learner is None:
        return
    reminder = await asyncio.to_thread(tutor.reminders.find, learner.id)
    is_ours = reminder is not None and reminder.is_on and reminder.identity == said.speaker.identity
    if not is_ours and learner.time_zone != UTC:
        return
    try:
        zone = (await ask_who(slack, said.place.target, said.user)).time_zone
    except CallFailed as error:
        _log.warning("slack_time_zone_not_told", error=str(error))
        return
    if zone == learner.time_zone:
        return
    if reminder and is_ours:
        await daily.turn_on(slack, said, reminder.hour)
    else:
        await _set_aims(slack, said, time_zone=zone)


def _said(context: AsyncBoltContext, user: str) -> Said:
    return Said(place_in(context, ""), user, "", "")


_CHANGES: dict[str, Change] = {_EXAM: _set_exam, _DAY: _set_day, _HOUR: _set_hour, _LINK: _give_code}
