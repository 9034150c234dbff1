"""Answers of the knowledge room as replies: quotes numbered, subjects named, buttons that follow."""

from collections.abc import Sequence
from urllib.parse import quote as quote_url

from actions import replies
from knowledge.answering import Answer, Comparison, Quote, lifecycle_of
from knowledge.aspects import HEADINGS
from knowledge.catalogue import Catalogue, Entry
from knowledge.passages import Passage
from knowledge.questions import Question
from knowledge.working import Worked

# Aspects offered as next questions, and how the question is put.
_NEXT = {
    "pricing": ("Pricing", "How is {name} priced?"),
    "limits": ("Limits", "What are the limits of {name}?"),
    "avoid": ("When not to use it", "When should I not use {name}?"),
    "example": ("Example", "Show me an example of {name}"),
    "pitfalls": ("Pitfalls", "What are the pitfalls of {name}?"),
    "exam": ("Exam cues", "What are the exam cues for {name}?"),
}
_N_SUGGESTIONS = 3
# From here on the chosen options stand out; below, the reply says that they lie close.
_SURE = 0.6


class Citations:
    """Numbers the quotes of one reply, each once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.items: list[replies.Citation] = []

    def cite(self, quote: Quote) -> int:
        """The number of a quote's citation."""
        key = (quote.passage.sheet, quote.unit.start, quote.unit.end)
        if key not in self._numbers:
            number = len(self.items) + 1
            self._numbers[key] = number
            self.items.append(
                replies.Citation(
                    number=number,
                    passage_id=quote.passage.id,
                    sheet=quote.passage.sheet,
                    heading=list(quote.heading),
                    quote=quote.unit.text,
                    start=quote.unit.start,
                    end=quote.unit.end,
                    url=passage_url(quote.passage),
                )
            )
        return self._numbers[key]


def passage_url(passage: Passage) -> str:
    """Address of the sheet's page with the passage highlighted, relative to the site."""
    return f"/sheets/{quote_url(passage.sheet)}?passage={quote_url(passage.id)}"


def compose_answer(
    answer: Answer, question: Question, catalogue: Catalogue, aspects: Sequence[str]
) -> replies.AnswerReply:
    """Turn an answer into a reply.

    Args:
        aspects: The aspects that the sheets have of the answer's subject, for the suggestions.
    """
    citations = Citations()
    statements = [_statement(quote, citations) for quote in answer.quotes]
    alternatives = [
        replies.Alternative(
            subject=subject(other.subject, catalogue),
            reason=other.quote.unit.text,
            citations=[citations.cite(other.quote)],
        )
        for other in answer.alternatives
    ]
    entry = catalogue.find(answer.subject)
    told = lifecycle_of(entry, question)
    return replies.AnswerReply(
        subject=subject(answer.subject, catalogue) if answer.subject else None,
        statements=statements,
        citations=citations.items,
        alternatives=alternatives,
        notice=compose_lifecycle(told, catalogue) if told else None,
        confidence=round(answer.confidence, 3),
        suggestions=_suggest(entry, answer, aspects, catalogue),
    )


def compose_comparison(
    comparison: Comparison, question: Question, catalogue: Catalogue
) -> replies.ComparisonReply:
    """Turn a comparison into a reply."""
    citations = Citations()
    statements = [_statement(quote, citations) for quote in comparison.differences]
    rows = [
        replies.ComparisonRow(
            aspect=row.aspect,
            cells=[
                replies.Cell(text=cell.unit.text, citations=[citations.cite(cell)]) if cell else None
                for cell in row.cells
            ],
        )
        for row in comparison.rows
    ]
    told = [lifecycle_of(catalogue.find(entry_id), question) for entry_id in comparison.subjects]
    names = [catalogue.name_of(entry_id) for entry_id in comparison.subjects]
    return replies.ComparisonReply(
        subjects=[subject(entry_id, catalogue) for entry_id in comparison.subjects],
        rows=rows,
        statements=statements,
        citations=citations.items,
        notices=[compose_lifecycle(entry, catalogue) for entry in told if entry],
        suggestions=[
            replies.Suggestion(label=f"More on {name}", message=f"What is {name}?") for name in names[:3]
        ],
    )


def compose_worked(worked: Worked, stem: str, catalogue: Catalogue) -> replies.WorkedQuestionReply:
    """Turn a worked exam question into a reply."""
    citations = Citations()
    options = [
        replies.OptionVerdict(
            sign=verdict.option.sign,
            text=verdict.option.text,
            verdict=verdict.state,
            subject=subject(verdict.subject, catalogue) if verdict.subject else None,
            reason=verdict.quote.unit.text if verdict.quote else None,
            citations=[citations.cite(verdict.quote)] if verdict.quote else [],
        )
        for verdict in worked.verdicts
    ]
    chosen = [verdict for verdict in worked.verdicts if verdict.state == "right"]
    named = dict.fromkeys(verdict.subject for verdict in (*chosen, *worked.verdicts) if verdict.subject)
    names = [catalogue.name_of(entry_id) for entry_id in named][:2]
    suggestions = [
        replies.Suggestion(label=f"More on {name}", message=f"What is {name}?") for name in names[:1]
    ]
    if len(names) == 2:
        text = f"What is the difference between {names[0]} and {names[1]}?"
        suggestions.append(replies.Suggestion(label=f"Compare with {names[1]}", message=text))
    return replies.WorkedQuestionReply(
        stem=stem,
        chosen=[verdict.option.sign for verdict in chosen],
        options=options,
        cues=list(worked.cues),
        sure=worked.confidence >= _SURE,
        citations=citations.items,
        confidence=round(min(worked.confidence, 1.0), 3),
        suggestions=suggestions,
    )


def compose_lifecycle(entry: Entry, catalogue: Catalogue) -> replies.Lifecycle:
    """What a learner must know of an entry's availability."""
    status = entry.status
    return replies.Lifecycle(
        subject=subject(entry.id, catalogue),
        state=status.state,
        date=status.date.isoformat() if status.date else None,
        successors=[subject(successor, catalogue) for successor in status.successors],
        note=status.note,
        source=status.source,
        evidence=status.evidence,
        verified=status.verified.isoformat() if status.verified else None,
    )


def subject(entry_id: str, catalogue: Catalogue) -> replies.Subject:
    """An entry by its id and name."""
    return replies.Subject(id=entry_id, name=catalogue.name_of(entry_id))


def point_to(passages: Sequence[Passage]) -> list[replies.Pointer]:
    """Places in the sheets by their headings."""
    return [
        replies.Pointer(title=" › ".join(passage.heading), url=passage_url(passage)) for passage in passages
    ]


def _statement(quote: Quote, citations: Citations) -> replies.Statement:
    return replies.Statement(
        text=quote.unit.text,
        citations=[citations.cite(quote)],
        label=quote.unit.label if quote.passage.kind == "row" else None,
        format="code" if quote.passage.kind == "code" else "text",
    )


def _suggest(
    entry: Entry | None, answer: Answer, aspects: Sequence[str], catalogue: Catalogue
) -> list[replies.Suggestion]:
    """Two or three questions that follow from the answer and have an answer themselves."""
    if entry is None:
        return []
    suggestions = [
        replies.Suggestion(
            label=f"Compare with {catalogue.name_of(other.subject)}",
            message=f"What is the difference between {entry.name} and {catalogue.name_of(other.subject)}?",
        )
        for other in answer.alternatives[:1]
    ]
    for aspect, (label, message) in _NEXT.items():
        if aspect in aspects and aspect != answer.aspect:
            suggestions.append(replies.Suggestion(label=label, message=message.format(name=entry.name)))
    return suggestions[:_N_SUGGESTIONS]


def aspect_name(aspect: str | None) -> str:
    """How an aspect is called in a sentence."""
    return HEADINGS.get(aspect or "", "that").lower()
