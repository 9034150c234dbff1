"""Answering questions: what a thing is, which one to use, how, and every aspect of it."""

from typing import Literal

from actions import replies
from actions.composing import aspect_name, compose_answer, compose_comparison, point_to
from actions.turns import Outcome, Turn
from actions.wiring import Parts
from knowledge.answering import Answer, NotCovered, Unclear
from knowledge.questions import Question, asks_why_not

# What form the answer to an intent takes; the wording decides for every other intent.
_SHAPES = {
    "which_service": "which",
    "define": "define",
    "ask_aspect": "aspect",
    "how_to": "how",
    "exam_info": "exam",
    "out_of_scope": "small_talk",
}


def answer(turn: Turn, parts: Parts) -> Outcome:
    """Answer a message from the sheets, or say that they do not cover it."""
    question = parts.answerer.read(turn.text, turn.entities)
    if turn.subject and asks_why_not(turn.text) and question.subjects not in ((), (turn.subject,)):
        told = parts.answerer.contrast(turn.subject, question.subjects[0], question)
        if told:
            return Outcome((_reply_to(told, question, parts),), {"others": [question.subjects[0]]})
    if question.leans_back and question.aspect and turn.compared:
        # "And how is it priced?" after a comparison asks it of every side.
        comparison = parts.answerer.compare_aspect(turn.compared, question.aspect)
        if comparison:
            return Outcome((compose_comparison(comparison, question, parts.index.catalogue),))
    shape = _shape_of(question, turn.intent)
    found = parts.answerer.answer(question, shape=shape, focus=turn.subject, focus_aspect=turn.aspect)
    if isinstance(found, Unclear):
        return Outcome((_ask_which(found, turn.text, parts),))
    if isinstance(found, NotCovered):
        return _not_covered(found, question, parts)
    return Outcome((_reply_to(found, question, parts),), _slots(found, turn.text))


def _shape_of(question: Question, intent: str | None) -> str:
    """The form of the answer: by the wording where that is plain, else by the intent."""
    if question.asks_what_it_is:
        return "define"
    shape = _SHAPES.get(intent or "", question.shape)
    if shape == "other" and question.aspect and (question.subjects or question.leans_back):
        return "aspect"
    return shape


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
