"""Pasted exam questions, worked: every option with its verdict and cited reason."""

from actions.replies import Citation, OptionVerdict, WorkedQuestionReply
from api.channels.slack.rendering import rich
from api.channels.slack.rendering.limits import cut
from api.channels.slack.rendering.markdown import Span
from api.channels.slack.rendering.posts import Draft, Piece, RenderContext, cite, join_names, title
from api.channels.slack.rendering.verdicts import MARKS

_WORDS = {"right": "Right", "wrong": "Not this one", "unknown": "The sheets cannot judge"}
_UNSURE = "The options lie close together. Compare the reasons and check before you rely on this."
# An option as pasted; a longer one is cut, for its owner has it.
_MOST_TEXT = 800


def draft(reply: WorkedQuestionReply, context: RenderContext) -> Draft:
    """What the sheets speak for, what decides, and every option."""
    by_number = {citation.number: citation for citation in reply.citations}
    chosen = join_names(reply.chosen)
    headline = f"The sheets speak for {chosen}" if chosen else "The sheets do not speak for any option"
    pieces: list[Piece] = [title(headline)]
    if chosen and not reply.sure:
        pieces.append(Piece((rich.paragraph([Span(_UNSURE)]),)))
    if reply.cues:
        cues = [Span("What decides: ", bold=True), Span(next(cut(" · ".join(reply.cues), _MOST_TEXT), ""))]
        pieces.append(Piece((rich.paragraph(cues),)))
    for option in reply.options:
        pieces += _option(option, by_number, context)
    said = [f"{option.sign}, {option.text}" for option in reply.options if option.sign in reply.chosen]
    return Draft(f"{headline}. {'; '.join(said)}", pieces, reply.citations)


def _option(option: OptionVerdict, by_number: dict[int, Citation], context: RenderContext) -> list[Piece]:
    text = next(cut(option.text, _MOST_TEXT), "–")
    # As it was pasted: the learner's words are no Markdown.
    head = [
        Span(f"{MARKS[option.verdict]} "),
        Span(f"{option.sign}  {text}", bold=True),
        Span(f"\n{_WORDS[option.verdict]}"),
    ]
    reason = cite(
        option.reason or "", option.citations, by_number, context, [*head, Span(". ")], marks=("“", "”")
    )
    return reason or [Piece((rich.paragraph(head),))]
