"""Listing what the sheets have of a kind or a field."""

from actions import replies
from actions.answer import answer
from actions.composing import Citations
from actions.turns import Outcome, Turn
from actions.wiring import Parts
from knowledge.names import normalise


def list_subjects(turn: Turn, parts: Parts) -> Outcome:
    """List the entries that a message asks for, each with the sentence that says what it is."""
    question = parts.answerer.read(turn.text, turn.entities)
    if question.asks_what_it_is:
        return answer(turn, parts)
    confidence, listed = parts.answerer.list_subjects(question)
    is_covered = parts.answerer.is_covered(confidence) or _names_field(turn.text, parts)
    if len(listed) < 2 or not is_covered:
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


def _names_field(text: str, parts: Parts) -> bool:
    """Whether a message names one of the catalogue's fields, as "the speech services" does."""
    words = set(normalise(text))
    return any(words >= set(normalise(entry.category)) for entry in parts.index.catalogue)
