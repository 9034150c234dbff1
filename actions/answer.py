"""Answering questions: what a thing is, which one to use, how, and every aspect of it."""

from actions import replies
from actions.composing import aspect_name, compose_answer, compose_comparison, point_to
from actions.turns import Outcome, Turn
from actions.wiring import Parts
from knowledge.answering import Answer, NotCovered, Unclear
from knowledge.questions import Question

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
    if question.leans_back and question.aspect and turn.compared:
        # "And how is it priced?" after a comparison asks it of every side.
        comparison = parts.answerer.compare_aspect(turn.compared, question.aspect)
        if comparison:
            return Outcome((compose_comparison(comparison, question, parts.index.catalogue),))
    shape = "define" if question.asks_what_it_is else _SHAPES.get(turn.intent or "", question.shape)
    found = parts.answerer.answer(question, shape=shape, focus=turn.subject, focus_aspect=turn.aspect)
    if isinstance(found, Unclear):
        return Outcome((_ask_which(found, turn.text, parts),))
    if isinstance(found, NotCovered):
        return _not_covered(found, question, parts)
    passages = parts.retriever.passages_of(found.subject) if found.subject else []
    aspects = [passage.aspect for passage in passages if passage.aspect]
    reply = compose_answer(found, question, parts.index.catalogue, aspects)
    return Outcome((reply,), _slots(found))


def _slots(found: Answer) -> dict[str, str | list[str] | None]:
    if not found.subject:
        return {}
    return {"subject": found.subject, "aspect": found.aspect, "compared": None}


def _not_covered(found: NotCovered, question: Question, parts: Parts) -> Outcome:
    nearest = point_to(found.nearest)
    parts.records.note_unanswered(question.text, [pointer.title for pointer in nearest], found.confidence)
    if not found.subject:
        text = parts.sentences.say("utter_not_covered")
        return Outcome((replies.NoticeReply(kind="not_covered", text=text, nearest=nearest),))
    name = parts.index.catalogue.name_of(found.subject)
    text = parts.sentences.say("utter_not_said", subject=name, aspect=aspect_name(found.aspect))
    more = replies.Suggestion(label=f"What is {name}?", message=f"What is {name}?")
    reply = replies.NoticeReply(kind="not_said", text=text, nearest=nearest, suggestions=[more])
    return Outcome((reply,), {"subject": found.subject, "compared": None})


def _ask_which(found: Unclear, text: str, parts: Parts) -> replies.NoticeReply:
    if not found.choices:
        return replies.NoticeReply(kind="unclear", text=parts.sentences.say("utter_name_subject"))
    names = [parts.index.catalogue.name_of(choice) for choice in found.choices]
    return replies.NoticeReply(
        kind="unclear",
        text=parts.sentences.say("utter_which_subject"),
        suggestions=[
            replies.Suggestion(label=name, message=text.replace(found.name, name)) for name in names
        ],
    )
