"""Listing what the sheets have of a kind or a field."""

from actions import replies
from actions.answer import answer
from actions.composing import Citations
from actions.turns import Outcome, Turn
from actions.wiring import Parts


def list_subjects(turn: Turn, parts: Parts) -> Outcome:
    """List the entries that a message asks for, each with the sentence that says what it is."""
    question = parts.answerer.read(turn.text, turn.entities)
    if question.asks_what_it_is:
        return answer(turn, parts)
    confidence, listed = parts.answerer.list_subjects(question)
    if len(listed) < 2 or not parts.answerer.is_covered(confidence):
        return answer(turn, parts)
    citations = Citations()
    statements = [
        replies.Statement(text=quote.unit.text, citations=[citations.cite(quote)]) for quote in listed
    ]
    names = [parts.index.catalogue.name_of(quote.passage.subject or "") for quote in listed[:3]]
    reply = replies.AnswerReply(
        subject=None,
        statements=statements,
        citations=citations.items,
        confidence=round(confidence, 3),
        suggestions=[replies.Suggestion(label=name, message=f"What is {name}?") for name in names],
    )
    return Outcome((reply,))
