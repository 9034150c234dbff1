"""Answering questions: what a thing is, which one to use, how, and every aspect of it."""

from dataclasses import replace
from typing import Literal

from actions import replies
from actions.composing import aspect_name, compose_answer, compose_comparison, point_to
from actions.focusing import settle
from actions.turns import Outcome, Turn
from actions.wiring import Parts
from knowledge.answering import Answer, NotCovered, Unclear
from knowledge.cues import asks_why_not
from knowledge.questions import Question


def answer(turn: Turn, parts: Parts) -> Outcome:
    """Answer a message from the sheets, or say that they do not cover it."""
    question, shape = settle(parts.answerer.read(turn.text, turn.entities), turn, parts.index.catalogue)
    if turn.subject and asks_why_not(turn.text) and question.subjects not in ((), (turn.subject,)):
        told = parts.answerer.contrast(turn.subject, question.subjects[0], question)
        if told:
            return Outcome((_reply_to(told, question, parts),), {"others": [question.subjects[0]]})
    if question.leans_back and question.aspect and turn.compared:
        # "And how is it priced?" after a comparison asks it of every side.
        comparison = parts.answerer.compare_aspect(turn.compared, question.aspect)
        if comparison:
            reply = compose_comparison(comparison, question, parts.index.catalogue)
            return Outcome((reply,), {"aspect": question.aspect})
    # What is asked in particular is in the words; the aspect before is not meant then.
    aspect = None if question.is_specific else turn.aspect
    found = parts.answerer.answer(question, shape=shape, focus=turn.subject, focus_aspect=aspect)
    if isinstance(found, NotCovered) and found.reason == "not_said" and found.aspect == "status":
        found = _tell_status(question, turn, parts) or found
    if isinstance(found, Unclear):
        return Outcome((_ask_which(found, turn.text, parts),))
    if isinstance(found, NotCovered):
        return _not_covered(found, question, parts)
    return Outcome((_reply_to(found, question, parts),), _slots(found, turn.text))


def _tell_status(question: Question, turn: Turn, parts: Parts) -> Answer | None:
    """Answer "is it deprecated?" from the status alone; None when nothing is known of it."""
    told = parts.answerer.answer(replace(question, is_specific=False), shape="aspect", focus=turn.subject)
    if isinstance(told, NotCovered) and told.subject:
        entry = parts.index.catalogue.find(told.subject)
        if entry and entry.status.state != "active":
            told = parts.answerer.answer(replace(question, aspect=None), shape="define", focus=turn.subject)
    return told if isinstance(told, Answer) else None


def _reply_to(found: Answer, question: Question, parts: Parts) -> replies.AnswerReply:
    passages = parts.retriever.passages_of(found.subject) if found.subject else []
    aspects = [passage.aspect for passage in passages if passage.aspect]
    return compose_answer(found, question, parts.index.catalogue, aspects)


def _slots(found: Answer, asked: str) -> dict[str, str | list[str] | None]:
    if not found.subject:
        return {"asked": asked, "others": None}
    others = [other.subject for other in found.alternatives]
    return {
        "subject": found.subject,
        "aspect": found.aspect,
        "compared": None,
        "asked": asked,
        "others": others or None,
    }


def _not_covered(found: NotCovered, question: Question, parts: Parts) -> Outcome:
    nearest = point_to(found.nearest)
    titles = [pointer.title for pointer in nearest]
    parts.records.note_unanswered(question.text, found.reason, titles, found.confidence)
    if not found.subject:
        is_other = found.reason == "other_vendor"
        text = parts.sentences.say("utter_other_vendor" if is_other else "utter_not_covered")
        kind: Literal["other_vendor", "not_covered"] = "other_vendor" if is_other else "not_covered"
        return Outcome((replies.NoticeReply(kind=kind, text=text, nearest=nearest),))
    name = parts.index.catalogue.name_of(found.subject)
    text = parts.sentences.say("utter_not_said", subject=name, aspect=aspect_name(found.aspect))
    more = replies.Suggestion(label=f"What is {name}?", message=f"What is {name}?")
    reply = replies.NoticeReply(kind="not_said", text=text, nearest=nearest, suggestions=[more])
    return Outcome(
        (reply,), {"subject": found.subject, "compared": None, "asked": question.text, "others": None}
    )


def _ask_which(found: Unclear, text: str, parts: Parts) -> replies.NoticeReply:
    names = [parts.index.catalogue.name_of(choice) for choice in found.choices]
    if found.name:
        said = parts.sentences.say("utter_which_subject")
        messages = [text.replace(found.name, name) for name in names]
    else:
        said = parts.sentences.say("utter_too_vague" if names else "utter_name_subject")
        parts.records.note_unanswered(text, "too_vague", names, 0.0)
        messages = [f"What is {name}?" for name in names]
    return replies.NoticeReply(
        kind="unclear",
        text=said,
        suggestions=[
            replies.Suggestion(label=name, message=message)
            for name, message in zip(names, messages, strict=True)
        ],
    )
