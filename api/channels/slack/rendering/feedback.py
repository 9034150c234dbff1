"""Feedback: what an answer was worth, and for every option why, with its evidence."""

from collections.abc import Mapping
from typing import Literal

from actions.replies import Citation, FeedbackReply, OptionFeedback
from api.channels.slack.rendering import rich
from api.channels.slack.rendering.limits import shorten
from api.channels.slack.rendering.markdown import Span, plain, plain_paragraphs
from api.channels.slack.rendering.posts import (
    Draft,
    Piece,
    RenderContext,
    cite,
    join_names,
    small,
    spans_of,
    words,
)
from api.channels.slack.rendering.verdicts import MARKS

Form = Literal["choice", "order", "match", "text"]
_FORMS: dict[str, Form] = {
    "single": "choice",
    "multiple": "choice",
    "ordering": "order",
    "matching": "match",
    "text": "text",
}

_WORDS = {
    "right": "Right",
    "wrong": "Not right",
    "skipped": "Passed on",
    "unsure": "Compare your answer",
}
_OPTION_WORDS = {
    "choice": ("Right", "Not this one"),
    "order": ("In its place", "Not in its place"),
    "match": ("Right", "Not right"),
    "text": ("", ""),
}
# Of the question, which stands above in full.
_MOST_STEM = 150
_MOST_ANSWER = 1_000
# Of an option and its reason, as JSON, when they stand in one paragraph with the quote.
_MOST_LEAD = 2_000


def draft(reply: FeedbackReply, context: RenderContext) -> Draft:
    """The verdict, the right answer, and every option."""
    verdict = _WORDS[reply.verdict]
    more = reply.text.removeprefix(f"{verdict}.").strip()
    pieces: list[Piece] = [
        Piece((rich.paragraph([Span(f"{MARKS[reply.verdict]} "), Span(verdict, bold=True)]),), is_glued=True),
        small(
            f"Question {reply.position} of {reply.total}: {shorten(plain_paragraphs(reply.stem), _MOST_STEM)}"
        ),
        *words(more, context),
        *explain(reply, context),
    ]
    if reply.due:
        pieces.append(small(f"{reply.due[:1].upper()}{reply.due[1:]}."))
    return Draft(f"{verdict}. {more} {_say_key(reply)}", pieces, reply.citations)


def explain(
    reply: FeedbackReply, context: RenderContext, citations: Mapping[int, Citation] | None = None
) -> list[Piece]:
    """The right answer where the options alone do not tell it, and every option.

    Args:
        citations: By the numbers of the options; the reply's own when not given.
    """
    by_number = citations or {citation.number: citation for citation in reply.citations}
    form = _FORMS[reply.kind]
    pieces = [_answers(reply, form)] if form != "choice" or reply.verdict != "right" else []
    for option in reply.options:
        pieces += _option(option, form, reply.answer, by_number, context)
    return [piece for piece in pieces if piece.blocks]


def _answers(reply: FeedbackReply, form: Form) -> Piece:
    """The right answer beside the learner's."""
    right = rich.split(spans_of(reply.answer or ""), _MOST_ANSWER)[0] if form == "text" else None
    right = right or (Span(_join(reply.key, form)),)
    given = shorten(_join(reply.chosen, form), _MOST_ANSWER)
    spans: list[Span] = []
    if right[0].text:
        spans = [Span(f"{_name_answer(reply)}: ", bold=True), *right]
    if given:
        spans += [Span("\n" if spans else ""), Span("Your answer: ", bold=True), Span(given)]
    return Piece((rich.paragraph(spans),) if spans else ())


def _say_key(reply: FeedbackReply) -> str:
    if reply.verdict == "right" or not (reply.answer or reply.key):
        return ""
    told = reply.answer or _join(reply.key, _FORMS[reply.kind])
    return f"{_name_answer(reply)}: {told.rstrip('.')}."


def _name_answer(reply: FeedbackReply) -> str:
    return "A full answer" if reply.verdict == "unsure" else "Right answer"


def _join(signs: list[str], form: Form) -> str:
    if form == "choice":
        return join_names(signs)
    return " ".join(f"{place}{sign}" if form == "match" else sign for place, sign in enumerate(signs, 1))


def _option(
    option: OptionFeedback,
    form: Form,
    answer: str | None,
    by_number: Mapping[int, Citation],
    context: RenderContext,
) -> list[Piece]:
    """An option with its verdict, our reason and the quote that bears it out."""
    lead: list[Span] = []
    if form != "text":
        lead += [Span(f"{MARKS['right' if option.right else 'wrong']} ")]
        lead += [Span(f"{option.sign}  ", bold=True)] if option.sign else []
        lead += [Span(span.text, True, span.italic, span.strike, span.code) for span in spans_of(option.text)]
        lead.append(Span(f"\n{_OPTION_WORDS[form][0 if option.right else 1]}"))
        lead.append(Span(" · your choice" if option.chosen and form == "choice" else ""))
    if option.reason and plain(option.reason) != plain(answer or ""):
        lead += [Span(". " if lead else ""), *spans_of(option.reason)]
    if not option.quote.strip():
        return [Piece((rich.paragraph(part),)) for part in rich.split(lead)] if lead else []
    lead.append(Span("\n" if lead else ""))
    if not rich.is_short(lead, _MOST_LEAD):
        head = [Piece((rich.paragraph(part),), is_glued=True) for part in rich.split(lead[:-1])]
        return [*head, *cite(option.quote, option.citations, by_number, context, marks=("“", "”"))]
    return cite(option.quote, option.citations, by_number, context, lead, marks=("“", "”"))
