"""Mock exams: the map while one runs, the report when it has ended."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from actions.replies import Citation, DomainScore, ExamReply, FeedbackReply, Suggestion
from api.channels.slack.rendering import elements, feedback, rich
from api.channels.slack.rendering.bars import bar, percent
from api.channels.slack.rendering.limits import Block
from api.channels.slack.rendering.markdown import Span
from api.channels.slack.rendering.posts import Draft, Piece, RenderContext, label, small, title, words
from api.channels.slack.rendering.question import tell_deadline, tell_saved
from api.channels.slack.rendering.verdicts import MARKS


def draft(reply: ExamReply, context: RenderContext) -> Draft:
    """The map or the report."""
    pieces: list[Piece] = [title(reply.name)]
    return _running(reply, pieces, context) if reply.state == "running" else _ended(reply, pieces, context)


def _running(reply: ExamReply, pieces: list[Piece], context: RenderContext) -> Draft:
    pieces += tell_saved(reply.just_saved)
    if reply.ends_at:
        pieces.append(Piece(({"type": "context", "elements": [tell_deadline(reply.ends_at)]},)))
    pieces += words(reply.text, context)
    groups = {
        "Answered": [place.position for place in reply.places if place.answered],
        "Open": [place.position for place in reply.places if not place.answered],
        "⚑ Flagged": [place.position for place in reply.places if place.flagged],
    }
    pieces += _lists(groups)
    pieces += _notes(reply.notes)
    return Draft(f"{reply.name}. {reply.text}", pieces, tail=_ways(reply))


def _ended(reply: ExamReply, pieces: list[Piece], context: RenderContext) -> Draft:
    pieces += _score(reply)
    pieces += words(reply.text, context)
    if reply.domains:
        pieces += [label("By domain"), *map(_domain, reply.domains)]
    verdicts = (("right", "Right"), ("wrong", "Not right"), ("skipped", "No answer"))
    groups = {
        f"{MARKS[verdict]} {name}": [place.position for place in reply.places if place.verdict == verdict]
        for verdict, name in verdicts
    }
    pieces += _lists(groups)
    pieces += _notes(reply.notes)
    citations: list[Citation] = []
    if reply.wrong:
        pieces.append(label("To look at again"))
    for told in reply.wrong:
        pieces += _again(_renumber(told, citations), citations, context)
    return Draft(f"{reply.name}. {_say_score(reply)} {reply.text}", pieces, citations)


def _score(reply: ExamReply) -> list[Piece]:
    if reply.score is None:
        return []
    spans = [Span(str(reply.score), bold=True), Span(" estimated, on a scale from 100 to 1,000")]
    if reply.passed is not None:
        mark, verdict = ("right", "Passed") if reply.passed else ("wrong", "Not passed")
        spans.append(Span(f"\n{MARKS[mark]} {verdict} by this estimate"))
    about = [f"Pass mark {reply.pass_mark}"] if reply.pass_mark else []
    if reply.right is not None:
        about.append(f"{reply.right} of {reply.questions} right")
    return [Piece((rich.paragraph(spans),)), *([small(" · ".join(about))] if about else [])]


def _say_score(reply: ExamReply) -> str:
    return f"Estimated score {reply.score}." if reply.score is not None else ""


def _domain(domain: DomainScore) -> Piece:
    spans = [Span(f"{domain.name}\n", bold=True)]
    if domain.asked:
        share = domain.right / domain.asked
        spans += [bar(share), Span(f" {percent(share)}", bold=True), Span(" · ")]
    spans.append(Span(f"{domain.right} of {domain.asked} right · {domain.weight}\u00a0% of the exam"))
    return Piece((rich.paragraph(spans),))


def _lists(groups: dict[str, list[int]]) -> list[Piece]:
    return [
        Piece(
            (rich.item([Span(f"{name} ({len(positions)}): ", bold=True), Span(_say_ranges(positions))], ""),)
        )
        for name, positions in groups.items()
        if positions
    ]


def _say_ranges(positions: Sequence[int]) -> str:
    """Such as "1–11, 13"."""
    ranges: list[list[int]] = []
    for position in positions:
        if ranges and ranges[-1][1] == position - 1:
            ranges[-1][1] = position
        else:
            ranges.append([position, position])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)


def _notes(notes: Iterable[str]) -> list[Piece]:
    return [small(note) for note in notes if note.strip()]


def _ways(reply: ExamReply) -> list[Block]:
    """The questions as a menu, since no post takes a button for each."""
    choices = [
        Suggestion(
            label=f"Question {place.position}"
            f"{'' if place.answered else ', open'}{', flagged' if place.flagged else ''}",
            message=f"Question {place.position}",
        )
        for place in reply.places
    ]
    return elements.actions([elements.say_menu("Go to question", choices)]) if choices else []


def _renumber(told: FeedbackReply, citations: list[Citation]) -> FeedbackReply:
    """A question's feedback with its citations numbered on from those before it, which it adds to."""
    numbers = {}
    for citation in told.citations:
        numbers[citation.number] = len(citations) + 1
        citations.append(citation.model_copy(update={"number": len(citations) + 1}))
    options = [
        option.model_copy(update={"citations": [numbers[one] for one in option.citations if one in numbers]})
        for option in told.options
    ]
    return told.model_copy(update={"options": options})


def _again(told: FeedbackReply, citations: Sequence[Citation], context: RenderContext) -> list[Piece]:
    stem = words(told.stem, context)
    head = Piece(
        (rich.paragraph([Span(f"{MARKS[told.verdict]} "), Span(f"Question {told.position}", bold=True)]),),
        is_glued=True,
    )
    by_number = {citation.number: citation for citation in citations}
    return [
        head,
        *(replace(piece, is_glued=True) for piece in stem),
        *feedback.explain(told, context, by_number),
    ]
