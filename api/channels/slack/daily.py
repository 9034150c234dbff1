"""A question a day, for who asked for it, at an hour of their own."""

import asyncio
import re

import structlog

from actions.quizzing import compose_judging, compose_question
from actions.replies import NoticeReply, Reply, TextReply
from actions.wiring import Parts
from api.channels.slack.calling import CallFailed
from api.channels.slack.deliveries import make_key
from api.channels.slack.people import ask_who
from api.channels.slack.slack import Place, Slack
from api.channels.slack.talking import Said, Told, keep, locate, show
from tutor.deliveries import Delivery
from tutor.errors import NoItems
from tutor.item_bank import Scope
from tutor.learners import Learner
from tutor.questions import Question
from tutor.reminders import Reminder

_log = structlog.get_logger(__name__)
_KIND = "daily"
_TITLE = "Question of the day"
_DEFAULT_HOUR = 9
_LOOK_SECONDS = 30.0
_HOUR = re.compile(
    r"^(?:at )?(?P<hour>\d{1,2})(?:[:.]00)?\s*(?:h|o'?clock)?\s*(?P<half>[ap]\.?m\.?)?$", re.IGNORECASE
)


def register(slack: Slack) -> None:
    """Have questions of the day sent that were taken on."""

    async def send(delivery: Delivery) -> None:
        await send_question(slack, delivery)

    slack.inbox.handle(_KIND, send)


async def keep_sending(slack: Slack) -> None:
    """Look again and again who is due."""
    while True:
        try:
            await send_due(slack)
        except Exception:
            _log.error("slack_reminders_not_read", exc_info=True)
        await asyncio.sleep(_LOOK_SECONDS)


async def send_due(slack: Slack) -> None:
    """Take on what is to be sent now: once for a day, whatever is restarted in between."""
    reminders, now = slack.services.parts.tutor.reminders, slack.services.parts.clock()
    for reminder, day in await asyncio.to_thread(reminders.due, now):
        if not reminder.identity.startswith("slack:"):
            continue
        address = reminder.address
        said = Said(
            Place(address["enterprise"], address["team"], ""),
            address["user"],
            _TITLE,
            make_key(_KIND, reminder.learner_id, day.isoformat()),
        )
        # In this order: what is taken on is not lost, and not taken on twice.
        await slack.inbox.take(said.pack(_KIND))
        await asyncio.to_thread(reminders.take, reminder.learner_id, day)


async def send_question(slack: Slack, delivery: Delivery) -> None:
    """Send a question of the day, unless it was turned off meanwhile."""
    said = Said.unpack(delivery)
    parts = slack.services.parts
    if not await asyncio.to_thread(_is_on, parts, said):
        return
    said = await locate(slack, said)
    await show(slack, said, Told(await keep(slack, said, lambda: _ask(parts, said))))


async def set_daily(slack: Slack, said: Said, wish: str) -> Reply:
    """Turn the question of the day on, at the hour that is named, or off.

    Args:
        wish: An hour, "off", or nothing for the hour that it had before.
    """
    if wish.lower() == "off":
        return await mute(slack, said)
    hour = read_hour(wish)
    if wish and wish.lower() != "on" and hour is None:
        return NoticeReply(kind="bad_input", text=slack.services.parts.sentences.say("utter_daily_hour"))
    reminder = await turn_on(slack, said, hour)
    text = slack.services.parts.sentences.say(
        "utter_daily_on", hour=str(reminder.hour), zone=reminder.time_zone
    )
    return TextReply(text=text)


async def turn_on(slack: Slack, said: Said, hour: int | None) -> Reminder:
    """Turn the question of the day on, in the time zone that Slack knows.

    Args:
        hour: From 0 to 23; None for the one that it had before.
    """
    parts = slack.services.parts
    try:
        zone = (await ask_who(slack, said.place.target, said.user)).time_zone
    except CallFailed as error:
        _log.warning("slack_time_zone_not_told", error=str(error))
        zone = ""

    def write() -> Reminder:
        now = parts.clock()
        learner = parts.tutor.learners.get(said.speaker.identity, now)
        if zone and learner.time_zone != zone:
            learner = parts.tutor.learners.set_aims(learner.id, time_zone=zone)
        known = parts.tutor.reminders.find(learner.id)
        chosen = hour if hour is not None else known.hour if known else _DEFAULT_HOUR
        place = said.place
        address = {"enterprise": place.enterprise, "team": place.team, "user": said.user}
        return parts.tutor.reminders.set(
            learner.id, said.speaker.identity, address, chosen, learner.time_zone, now
        )

    return await asyncio.to_thread(write)


async def mute(slack: Slack, said: Said) -> Reply:
    """Turn the question of the day off."""
    was_on = await asyncio.to_thread(_turn_off, slack.services.parts, said)
    name = "utter_daily_off" if was_on else "utter_daily_is_off"
    return TextReply(text=slack.services.parts.sentences.say(name))


async def stop(slack: Slack, said: Said) -> list[Reply] | None:
    """Take "stop" for the question of the day, where no other quiz or exam is there to be stopped."""
    parts = slack.services.parts
    if not await asyncio.to_thread(_stop, parts, said):
        return None
    return [TextReply(text=parts.sentences.say("utter_daily_off"))]


def read_hour(text: str) -> int | None:
    """The hour from 0 to 23 that a text names."""
    found = _HOUR.match(text.strip())
    if found is None:
        return None
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour if hour <= 23 else None


def _ask(parts: Parts, said: Said) -> list[Reply]:
    """The question that waits for the learner, or else a new one: nobody's quiz is stopped for it."""
    say, now = parts.sentences.say, parts.clock()
    learner = parts.tutor.learners.get(said.speaker.identity, now)
    pending = parts.tutor.quizzes.pending(learner.id)
    if pending and pending.is_to_judge:
        return [TextReply(text=say("utter_daily_open")), compose_judging(pending, parts)]
    is_open = pending is not None and pending.title != _TITLE
    question = pending if pending and is_open else _start(parts, learner)
    begun = say("utter_daily_open" if is_open else "utter_daily_begun")
    return [TextReply(text=begun), compose_question(question, parts.tutor.exams, now)]


def _start(parts: Parts, learner: Learner) -> Question:
    now = parts.clock()
    try:
        return parts.tutor.start_quiz(learner, Scope(exam=learner.exam), _TITLE, 1, now, parts.rng)
    except NoItems:
        return parts.tutor.start_quiz(learner, Scope(), _TITLE, 1, now, parts.rng)


def _find(parts: Parts, said: Said) -> Learner | None:
    return parts.tutor.learners.find(said.speaker.identity)


def _is_on(parts: Parts, said: Said) -> bool:
    learner = _find(parts, said)
    reminder = parts.tutor.reminders.find(learner.id) if learner else None
    return reminder is not None and reminder.is_on


def _turn_off(parts: Parts, said: Said) -> bool:
    learner = _find(parts, said)
    return learner is not None and parts.tutor.reminders.turn_off(learner.id)


def _stop(parts: Parts, said: Said) -> bool:
    learner = _find(parts, said)
    if learner is None or not _is_on(parts, said):
        return False
    pending = parts.tutor.quizzes.pending(learner.id)
    if pending and pending.title != _TITLE:
        return False
    if pending is None and parts.tutor.mock_exams.running(learner.id, parts.clock()):
        return False
    parts.tutor.quizzes.stop(learner.id, parts.clock())
    return parts.tutor.reminders.turn_off(learner.id)
