"""The skills as rasa_sdk actions, and the call that Rasa makes to run one."""

import asyncio
import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions import replies
from actions.answer import answer
from actions.compare import compare
from actions.correct import correct
from actions.exam import tell_exam
from actions.feedback import take_feedback
from actions.forget import forget
from actions.list import list_subjects
from actions.mock_exam import mock_exam
from actions.progress import show_progress
from actions.quiz import quiz
from actions.responding import respond
from actions.turns import Outcome, Skill, Turn, identity_of
from actions.wiring import Parts

SKILLS: dict[str, Skill] = {
    "action_answer": answer,
    "action_compare": compare,
    "action_list": list_subjects,
    "action_exam": tell_exam,
    "action_feedback": take_feedback,
    "action_correct": correct,
    "action_quiz": quiz,
    "action_mock_exam": mock_exam,
    "action_progress": show_progress,
    "action_forget": forget,
}

_log = logging.getLogger(__name__)


class SkillAction(Action):  # type: ignore[misc]  # the SDK carries no types
    """Runs one skill in a worker thread, so that the event loop stays free."""

    def __init__(self, name: str, skill: Skill, parts: Parts) -> None:
        self._name = name
        self._skill = skill
        self._parts = parts

    def name(self) -> str:
        """The action's name in the domain."""
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Run the skill and hand its replies and slots to Rasa."""
        del domain  # Rasa sends none: actions say all that they need themselves
        try:
            outcome = await asyncio.to_thread(respond, read_turn(tracker), self._parts, self._skill)
        except Exception:
            _log.exception("skill failed: %s", self._name)
            text = self._parts.sentences.say("utter_trouble")
            outcome = Outcome((replies.NoticeReply(kind="trouble", text=text),))
        for reply in outcome.replies:
            dispatcher.utter_message(json_message=reply.model_dump(mode="json"))
        slots = [SlotSet(name, value) for name, value in outcome.slots.items()]
        # Naming what comes next saves Rasa a second prediction in every turn.
        return [*slots, FollowupAction("action_listen")]


def read_turn(tracker: Tracker) -> Turn:
    """What a skill needs of Rasa's tracker."""
    message = tracker.latest_message or {}
    entities = message.get("entities") or []
    metadata = message.get("metadata") or {}
    return Turn(
        text=message.get("text") or "",
        intent=(message.get("intent") or {}).get("name"),
        entities=tuple(
            str(entity["value"]) for entity in entities if entity.get("entity") in ("service", "concept")
        ),
        subject=tracker.get_slot("subject"),
        aspect=tracker.get_slot("aspect"),
        compared=tuple(tracker.get_slot("compared") or ()),
        asked=tracker.get_slot("asked"),
        others=tuple(tracker.get_slot("others") or ()),
        before=tracker.get_slot("before"),
        options=tuple(tracker.get_slot("options") or ()),
        learner=identity_of(tracker.sender_id, metadata),
        confirming=tracker.get_slot("confirming"),
        message_id=metadata.get("message_id"),
    )


def build_executor(parts: Parts) -> ActionExecutor:
    """An executor with every skill registered."""
    executor = ActionExecutor()
    for name, skill in SKILLS.items():
        executor.register_action(SkillAction(name, skill, parts))
    return executor


async def run_action(executor: ActionExecutor, call: dict[str, Any]) -> dict[str, Any]:
    """Run the action that a call of Rasa names.

    Args:
        call: Rasa's JSON; a selective domain leaves the domain out, which the SDK would refuse.
    """
    call.setdefault("domain", {})
    result = await executor.run(call)
    return dict(result.model_dump()) if result else {"events": [], "responses": []}
