"""Notices: what happened instead of an answer, and what to do."""

from actions.replies import NoticeReply, Pointer
from api.channels.slack.rendering import rich
from api.channels.slack.rendering.limits import shorten
from api.channels.slack.rendering.markdown import Span
from api.channels.slack.rendering.posts import Draft, Piece, RenderContext, label, words

_TITLES = {
    "not_covered": "Not in the sheets",
    "other_vendor": "Not taught in these sheets",
    "not_said": "The sheets do not say",
    "unclear": "Which one?",
    "dialogue_away": "Single questions only, for now",
    "bad_input": "That could not be read",
    "trouble": "Something went wrong",
}
_MOST_TITLE = 300


def draft(reply: NoticeReply, context: RenderContext) -> Draft:
    """What happened, and the nearest places in the sheets."""
    pieces: list[Piece] = [label(_TITLES[reply.kind]), *words(reply.text, context)]
    if reply.nearest:
        pieces.append(label("Nearest in the sheets"))
    pieces += [_place(pointer, context) for pointer in reply.nearest]
    return Draft(f"{_TITLES[reply.kind]}. {reply.text}", pieces)


def _place(pointer: Pointer, context: RenderContext) -> Piece:
    title = shorten(pointer.title, _MOST_TITLE) or pointer.url
    return Piece((rich.item([Span(title, url=pointer.url)], context.public_url),))
