"""Posts: pieces of a reply packed into as few posts as Slack's limits ask for, each with its own sources."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from actions.replies import Citation
from api.channels.slack.rendering import mrkdwn, rich
from api.channels.slack.rendering.chart import ChartData
from api.channels.slack.rendering.elements import marked_text, plain_text
from api.channels.slack.rendering.limits import (
    BLOCKS,
    CONTEXT,
    FALLBACK,
    HEADER,
    NAME,
    TEXT,
    Block,
    cut_lines,
    fits,
    measure,
    shorten,
)
from api.channels.slack.rendering.markdown import (
    Span,
    clean,
    find_address,
    parse,
    parse_inline,
    plain,
    plain_paragraphs,
    read_code,
)

# Quotes in the small print when a post with whole ones would be too long for Slack.
_SHORT_QUOTES = (TEXT, 300, 0)


@dataclass(frozen=True)
class RenderContext:
    """What a reply is rendered for.

    Attributes:
        public_url: Where readers reach the tutor's pages, for the links to the sources.
        conversation: Id of the conversation.
        message_id: Id of the message that is answered; without it nothing can be rated or shared.
        private: Only who asked sees the post, and there is a channel to share it with.
        today: To tell "closes on" from "closed on"; None takes every day for past.
    """

    public_url: str
    conversation: str = ""
    message_id: str = ""
    private: bool = False
    today: dt.date | None = None


@dataclass(frozen=True)
class Post:
    """A message to post.

    Attributes:
        text: One plain sentence, for notifications and screen readers; escaped, without marks.
        chart: Drawn and put in as a picture by who posts: `chart.draw` and `chart.picture_block`.
    """

    text: str
    blocks: list[Block]
    chart: ChartData | None = None


@dataclass(frozen=True)
class Piece:
    """What is never torn: a statement with the numbers of its citations.

    Attributes:
        shows: Words that stand in it as they stand in their source, so that the small print need not repeat
            them.
        is_glued: Stays with the piece after it, as a heading does.
        is_apart: Begins a block of its own, so that there is room above it.
    """

    blocks: tuple[Block, ...]
    cites: tuple[int, ...] = ()
    shows: tuple[str, ...] = ()
    is_glued: bool = False
    is_apart: bool = False


@dataclass(frozen=True)
class Draft:
    """A reply before it is cut into posts.

    Attributes:
        says: What it says, in Markdown; the fallback is made from it.
        tail: Buttons, below the last post.
    """

    says: str
    pieces: Sequence[Piece]
    citations: Sequence[Citation] = ()
    tail: Sequence[Block] = ()
    chart: ChartData | None = None


def make_posts(draft: Draft, context: RenderContext) -> list[Post]:
    """Cut a reply into posts that each stand alone."""
    by_number = {citation.number: citation for citation in draft.citations}
    packed = _pack(draft.pieces, by_number, list(draft.tail), context) or [list(draft.tail)]
    fallback = say(draft.says)
    n_posts = len(packed)
    return [
        Post(
            fallback if n_posts == 1 else f"{shorten(fallback, FALLBACK - 20)} ({number} of {n_posts})",
            blocks,
            draft.chart if number == n_posts else None,
        )
        for number, blocks in enumerate(packed, 1)
        if blocks
    ]


def say(markdown: str) -> str:
    """One plain sentence for a notification."""
    plain_words = shorten(plain_paragraphs(markdown) or "–", FALLBACK - 20)
    while True:
        escaped = mrkdwn.escape(plain_words)
        if measure(escaped) <= FALLBACK - 20:
            return escaped
        plain_words = shorten(plain_words, measure(plain_words) * 3 // 4)


def title(text: str) -> Piece:
    """A heading, which stays with what it heads."""
    return Piece(({"type": "header", "text": plain_text(plain(text), HEADER)},), is_glued=True)


def small(*texts: str) -> Piece:
    """A line of small print, without marks."""
    kept = [plain_text(text, TEXT) for text in texts if text.strip()][:CONTEXT]
    return Piece(({"type": "context", "elements": kept},) if kept else ())


def words(markdown: str, context: RenderContext) -> list[Piece]:
    """Paragraphs and lists."""
    return [Piece((block,)) for block in rich.write(parse(markdown), context.public_url)]


def label(text: str) -> Piece:
    """A bold line over what follows."""
    return Piece((rich.paragraph([name(text)]),), is_glued=True, is_apart=True)


def name(text: str, end: str = "") -> Span:
    """A name or a label in bold, such as stands before a quote."""
    return Span(f"{shorten(clean(text), NAME)}{end}", bold=True)


def cite(
    text: str,
    numbers: Sequence[int],
    citations: Mapping[int, Citation],
    context: RenderContext,
    lead: Sequence[Span] = (),
    is_item: bool = False,
    marks: tuple[str, str] = ("", ""),
    is_code: bool = False,
) -> list[Piece]:
    """A quote and, right behind it, the linked numbers of its citations.

    A quote longer than a text may be is cut at a sentence, and every part has the numbers.

    Args:
        lead: What stands before it on its line.
        marks: Quotation marks, where it stands beside words that are no quote.
    """
    chips = _chips(numbers, citations)
    if is_code:
        below = rich.paragraph([*lead, *chips], context.public_url)
        parts = [part for part in cut_lines(read_code(text), TEXT) if part.strip()]
        return [Piece((_stack(rich.code(part), below),), tuple(numbers), (text,)) for part in parts]
    parts_of = rich.split(parse_inline(text))
    pieces = []
    for spans in parts_of:
        if not "".join(span.text for span in spans).strip():
            continue
        whole = [*lead, Span(marks[0]), *spans, Span(marks[1]), *chips]
        block = rich.item(whole, context.public_url) if is_item else rich.paragraph(whole, context.public_url)
        pieces.append(Piece((block,), tuple(numbers), (plain(text),) if len(parts_of) == 1 else ()))
    return pieces


def spans_of(markdown: str) -> tuple[Span, ...]:
    """The spans of one line."""
    return parse_inline(markdown)


def join_names(names: Sequence[str]) -> str:
    """Names as a sentence has them."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _chips(numbers: Sequence[int], citations: Mapping[int, Citation]) -> list[Span]:
    chips = []
    for number in numbers:
        if number in citations:
            # The space before a number does not break: it stays with the last word.
            chips += [Span("\u00a0"), Span(f"[{number}]", url=citations[number].url)]
    return chips


def _stack(*blocks: Block) -> Block:
    """Rich text as one block, so that what belongs together is never torn."""
    return rich.block(*(element for block in blocks for element in block["elements"] if element["elements"]))


def _pack(
    pieces: Sequence[Piece], citations: Mapping[int, Citation], tail: list[Block], context: RenderContext
) -> list[list[Block]]:
    """Fill posts, one after the other; room for the tail is kept in each, since any may be the last."""
    posts: list[list[Piece]] = []
    for group in _groups(pieces, lambda group: fits(_lay_out(group, citations, tail, context))):
        if posts and fits(_lay_out([*posts[-1], *group], citations, tail, context)):
            posts[-1] += group
        else:
            posts.append(list(group))
    last = len(posts) - 1
    return [
        _lay_out(one, citations, tail if place == last else [], context) for place, one in enumerate(posts)
    ]


def _groups(pieces: Iterable[Piece], fit: Callable[[list[Piece]], bool]) -> Iterator[list[Piece]]:
    """Pieces with those that they stay with, as far as these make one post."""
    group: list[Piece] = []
    for piece in pieces:
        if group and not fit([*group, piece]):
            yield group
            group = []
        group.append(piece)
        if not piece.is_glued:
            yield group
            group = []
    if group:
        yield group


def _lay_out(
    pieces: Sequence[Piece], citations: Mapping[int, Citation], tail: list[Block], context: RenderContext
) -> list[Block]:
    """Blocks of a post: its pieces, its sources, its tail."""
    body: list[Block] = []
    for piece in pieces:
        body = [*body, *piece.blocks] if piece.is_apart else rich.merge([*body, *piece.blocks])
    used = sorted({number for piece in pieces for number in piece.cites if number in citations})
    shown = {words for piece in pieces for words in piece.shows}
    blocks: list[Block] = []
    for most in _SHORT_QUOTES:
        sources = _sources([citations[number] for number in used], shown, context, most)
        blocks = [*body, *sources, *tail]
        if fits(blocks):
            break
    return blocks


def _sources(cited: Sequence[Citation], shown: set[str], context: RenderContext, most: int) -> list[Block]:
    """Small print: where each quote stands, and the quote where the post does not show it already.

    Args:
        most: Of a quote; 0 for none.
    """
    numbers: dict[tuple[str, str], list[int]] = {}
    quotes: list[Block] = []
    for citation in cited:
        path = " › ".join(citation.heading)
        if not most or citation.quote in shown or plain(citation.quote) in shown:
            numbers.setdefault((citation.url, path), []).append(citation.number)
            continue
        where = _source(citation.url, path, [citation.number], context)
        quote = plain_text(f"“{shorten(plain(citation.quote), most - 2)}”", TEXT)
        quotes.append({"type": "context", "elements": [where, quote]})
    if len(quotes) > BLOCKS // 2:
        return _sources(cited, shown, context, 0)
    return [*_contexts([_source(*place, same, context) for place, same in numbers.items()]), *quotes]


def _contexts(links: Sequence[rich.Element]) -> list[Block]:
    return [
        {"type": "context", "elements": list(links[first : first + CONTEXT])}
        for first in range(0, len(links), CONTEXT)
    ]


def _source(url: str, path: str, numbers: Sequence[int], context: RenderContext) -> rich.Element:
    """The numbers that stand for one place, and the way to it."""
    told = "".join(f"[{number}] " for number in numbers)
    return marked_text(mrkdwn.link(find_address(url, context.public_url) or "", f"{told}{path}"))
