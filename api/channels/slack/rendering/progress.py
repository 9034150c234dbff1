"""Progress: readiness, the plan of the day, mastery by domain with its interval, what is mixed up."""

from collections.abc import Sequence

from actions.replies import Confusion, DayPlan, DomainProgress, ProgressReply, Readiness
from api.channels.slack.rendering import rich
from api.channels.slack.rendering.bars import bar, interval, percent
from api.channels.slack.rendering.chart import make_chart
from api.channels.slack.rendering.lifecycle import say_day
from api.channels.slack.rendering.markdown import Span
from api.channels.slack.rendering.posts import Draft, Piece, RenderContext, label, small, title, words

_NO_ANSWERS = (
    "Nothing is answered yet. Start with a short quiz: after a few answers this is where you see what you "
    "know, what comes back when, and what you mix up."
)
_ESTIMATE = "An estimate from your answers, not the score that AWS would give."
_INTERVAL = "In brackets: where your mastery most likely lies (90 %); more answers make it narrower."


def draft(reply: ProgressReply, context: RenderContext) -> Draft:
    """All that is known; before the first answer only the plan."""
    name = reply.exam_name or reply.exam
    pieces: list[Piece] = [title(f"Your progress: {name}" if name else "Your progress")]
    pieces += words(reply.text, context)
    if not reply.n_attempts:
        pieces += words(_NO_ANSWERS, context)
    elif reply.readiness:
        pieces += _readiness(reply.readiness)
    if reply.plan:
        pieces += _plan(reply.plan)
    if reply.n_attempts:
        pieces += [*_domains(reply.domains), *_confusions(reply.confusions)]
    return Draft(reply.text or "Your progress", pieces, chart=make_chart(reply))


def _readiness(ready: Readiness) -> list[Piece]:
    spans = [bar(ready.share), Span(f" {percent(ready.share)}", bold=True)]
    spans.append(Span(f" ({interval(ready.low, ready.high)}) · {ready.level}"))
    if ready.raises:
        spans.append(Span("\nWhat would raise it most: " + "; ".join(ready.raises)))
    return [label("Readiness"), Piece((rich.paragraph(spans),)), small(_ESTIMATE)]


def _plan(plan: DayPlan) -> list[Piece]:
    done = (
        f"{plan.done_today}, goal of {plan.goal} met"
        if plan.goal_met
        else f"{plan.done_today} of {plan.goal}"
    )
    facts = [
        ("Reviews due", str(plan.reviews)),
        ("New questions", str(plan.new)),
        ("Answered", done),
        ("Streak", "1 day" if plan.streak == 1 else f"{plan.streak} days"),
        ("Work on", plan.focus or ""),
        ("Exam", _say_exam_day(plan)),
    ]
    pieces = [label("Today")]
    for name, value in facts:
        if value:
            pieces.append(Piece((rich.item([Span(f"{name}: "), Span(value, bold=True)], ""),)))
    if plan.mock_exam:
        pieces.append(Piece((rich.item([Span("A mock exam would be good today.")], ""),)))
    return pieces


def _say_exam_day(plan: DayPlan) -> str:
    if not plan.exam_day:
        return ""
    day, left = say_day(plan.exam_day), plan.days_left
    if left is None:
        return day
    told = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days" if left > 0 else "the day has passed")
    return f"{day}, {told}"


def _domains(domains: Sequence[DomainProgress]) -> list[Piece]:
    if not domains:
        return []
    return [label("Mastery by domain"), *map(_domain, domains), small(_INTERVAL)]


def _domain(domain: DomainProgress) -> Piece:
    answers = "1 answer" if domain.attempts == 1 else f"{domain.attempts} answers"
    about = [domain.level, answers, f"{domain.weight}\u00a0% of the exam"]
    if domain.due:
        about.insert(2, f"{domain.due} due")
    spans = [
        Span(f"{domain.number}. {domain.name}\n", bold=True),
        bar(domain.mastery),
        Span(f" {percent(domain.mastery)}", bold=True),
        Span(f" ({interval(domain.low, domain.high)})\n{' · '.join(about)}"),
    ]
    return Piece((rich.paragraph(spans),))


def _confusions(confusions: Sequence[Confusion]) -> list[Piece]:
    if not confusions:
        return []
    return [label("What you mix up"), *map(_confusion, confusions)]


def _confusion(pair: Confusion) -> Piece:
    times = {1: "once", 2: "twice"}.get(pair.count, f"{pair.count} times")
    spans = [
        Span("Took "),
        Span(pair.taken.name, bold=True),
        Span(" for "),
        Span(pair.expected.name, bold=True),
        Span(f", {times}{', settled since' if pair.resolved else ''}"),
    ]
    return Piece((rich.item(spans, ""),))
