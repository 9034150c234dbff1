"""What a list of hits shows of a passage: its words without markup, those of the query found in it."""

from collections.abc import Iterator

from markdown_it import MarkdownIt

from api.schemas import Piece
from knowledge.chunking import plain_text
from knowledge.lexical import tokenise
from knowledge.names import split_words
from knowledge.passages import Passage, Unit

_MAX_CHARS = 320
_markdown = MarkdownIt("commonmark", {"html": False})


def make_excerpt(passage: Passage, query: str) -> list[Piece]:
    """The part of a passage that holds most of a query's words, cut where they are found."""
    wanted = {stem for word, _, _ in split_words(query) for stem in tokenise(word)}
    texts = [_read_unit(passage, unit) for unit in passage.units]
    counts = [sum(1 for _ in _find_words(text, wanted)) for text in texts]
    first = _best_start([len(text) for text in texts], counts)
    text = ("; " if passage.kind == "row" else " ").join(texts[first:])
    if len(text) > _MAX_CHARS:
        text = f"{text[:_MAX_CHARS].rsplit(None, 1)[0]} …"
    return list(_cut(f"… {text}" if first else text, wanted))


def _read_unit(passage: Passage, unit: Unit) -> str:
    if passage.kind == "code":
        return unit.text
    words = "".join(plain_text(inline) for inline in _markdown.parseInline(unit.text))
    words = " ".join(words.replace("<br>", " ").split())
    column = unit.label.partition(", ")[2] if passage.kind == "row" else ""
    return f"{column}: {words}" if column else words


def _best_start(lengths: list[int], counts: list[int]) -> int:
    """The unit from which the excerpt holds most words of the query; the earliest of equals."""

    def held_from(start: int) -> int:
        room, held = _MAX_CHARS, 0
        for length, count in zip(lengths[start:], counts[start:], strict=True):
            if room <= 0:
                break
            held += count
            room -= length
        return held

    return max(range(len(lengths)), key=lambda start: (held_from(start), -start), default=0)


def _find_words(text: str, wanted: set[str]) -> Iterator[tuple[int, int]]:
    for word, start, end in split_words(text):
        if wanted.intersection(tokenise(word)):
            yield start, end


def _cut(text: str, wanted: set[str]) -> Iterator[Piece]:
    place = 0
    for start, end in _find_words(text, wanted):
        if start > place:
            yield Piece(text=text[place:start], found=False)
        yield Piece(text=text[start:end], found=True)
        place = end
    if place < len(text):
        yield Piece(text=text[place:], found=False)
