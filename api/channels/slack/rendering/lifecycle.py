"""What a learner must know of a subject's availability."""

import datetime as dt

from actions.replies import Lifecycle
from api.channels.slack.rendering import rich
from api.channels.slack.rendering.limits import shorten
from api.channels.slack.rendering.markdown import Span
from api.channels.slack.rendering.posts import Piece, RenderContext, join_names, name, spans_of

_MOST_NOTE = 1_000
_EVIDENCE = {
    "official": "official page",
    "mirror": "mirror of an official page",
    "general": "general knowledge",
}
# What holds without a day, with a day that is past, with a day to come.
_STATES = {
    "renamed": ("Renamed.", "Renamed on {}.", "Renamed on {}."),
    "closed_to_new_customers": (
        "Closed to new customers.",
        "Closed to new customers since {}.",
        "Closes to new customers on {}.",
    ),
    "ending": ("Support is ending.", "Support ended on {}.", "Support ends on {}."),
    "ended": ("No longer available.", "No longer available since {}.", "Ends on {}."),
    "superseded": ("Superseded.", "Superseded since {}.", "Superseded from {} on."),
}


def tell(notice: Lifecycle, context: RenderContext, is_named: bool = True) -> Piece:
    """A notice with a line beside it, beginning with the subject's name where no heading says it."""
    named = [name(notice.subject.name, ": ")] if is_named else []
    spans = [Span("⚠️ "), *named, Span(shorten(describe(notice, context), _MOST_NOTE), bold=True)]
    if notice.note:
        spans += [Span("\n"), *rich.split(spans_of(notice.note), _MOST_NOTE)[0]]
    checked = f"Checked on {say_day(notice.verified)}" if notice.verified else ""
    origin = _EVIDENCE.get(notice.evidence or "", notice.evidence) or ("source" if notice.source else "")
    if checked or origin:
        spans += [Span("\n"), Span(checked), Span(" · " if checked and origin else "")]
        spans.append(Span(origin, url=notice.source))
    return Piece((rich.quotation(spans, context.public_url),), is_apart=True)


def describe(notice: Lifecycle, context: RenderContext) -> str:
    """Such as "Closed to new customers since 30 July 2026. Instead: Amazon Polly."."""
    dateless, past, future = _STATES.get(
        notice.state, (f"{notice.state.replace('_', ' ').capitalize()}.",) * 3
    )
    day = _read_day(notice.date)
    is_past = not day or not context.today or day <= context.today
    said = (past if is_past else future).format(say_day(notice.date)) if notice.date else dateless
    names = join_names([successor.name for successor in notice.successors])
    if not names:
        return said
    return f"{said} {'Now' if notice.state == 'renamed' else 'Instead'}: {names}."


def say_day(day: str | None) -> str:
    """Such as "30 July 2026"; what is no ISO day stays."""
    read = _read_day(day)
    return f"{read.day} {read:%B %Y}" if read else day or ""


def _read_day(day: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day or "")
    except ValueError:
        return None
