"""What a foreign file is made of once it is read: blocks in order, each knowing its line in the source.

A text is a tuple of spans; BREAK stands for a line break inside one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `href` is the address of a link, as the source wrote it."""

    text: str
    bold: bool = False
    code: bool = False
    href: str = ""


BREAK = Span("\n")
Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` is the source's until the outline gives the sheet's."""

    line: int
    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; its line breaks are BREAK spans."""

    line: int
    text: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list, with whatever it holds."""

    line: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; `start` is the first number of a numbered list, None for bullets."""

    line: int
    items: tuple[Item, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; it may be shorter than its table is wide."""

    line: int
    cells: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `header` is None when the source does not mark one."""

    line: int
    header: Row | None
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return max(len(row.cells) for row in self.all_rows)

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The header, where there is one, and the rows."""
        return (self.header, *self.rows) if self.header else self.rows


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of code, exactly as written; `content` ends with a newline or is empty."""

    line: int
    language: str
    content: str


@dataclass(frozen=True, slots=True)
class Bullet:
    """A list entry as the sheet shows it: one line, at a depth counted from 0."""

    line: int
    depth: int
    text: Text


Block = Heading | Paragraph | Listing | Table | Code | Bullet


@dataclass(frozen=True)
class Reading:
    """A file's blocks in order, with the title it gives itself outside of its text."""

    blocks: list[Block]
    title: str = ""


def make_text(words: str, *, bold: bool = False) -> Text:
    """Wrap words in one span."""
    return (Span(words, bold=bold),) if words else ()


def get_words(text: Text) -> str:
    """The words of a text on one line, without styles."""
    return " ".join("".join(span.text for span in text).split())


def split_lines(text: Text) -> list[Text]:
    """Cut a text at its line breaks; lines without words are left out."""
    lines: list[list[Span]] = [[]]
    for span in text:
        if span == BREAK:
            lines.append([])
        else:
            lines[-1].append(span)
    return [tidy for line in lines if (tidy := trim(tuple(line)))]


def trim(text: Text) -> Text:
    """Take white space and line breaks off both ends, and equal neighbours together."""
    spans: list[Span] = []
    for span in text:
        if spans and _are_alike(spans[-1], span):
            spans[-1] = _restyle(span, spans[-1].text + span.text)
        elif span.text:
            spans.append(span)
    while spans and not spans[0].text.strip():
        spans.pop(0)
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[0] = _restyle(spans[0], spans[0].text.lstrip())
        spans[-1] = _restyle(spans[-1], spans[-1].text.rstrip())
    return tuple(spans)


def _restyle(span: Span, words: str) -> Span:
    """Other words in a span's style; `dataclasses.replace` takes five times as long."""
    return Span(words, span.bold, span.code, span.href)


def _are_alike(first: Span, second: Span) -> bool:
    styles = (first.bold, first.code, first.href) == (second.bold, second.code, second.href)
    return styles and BREAK not in (first, second)


def join_texts(texts: list[Text], between: Span) -> Text:
    """Put texts after each other with one span between every two."""
    joined: list[Span] = []
    for text in texts:
        if joined and text:
            joined.append(between)
        joined.extend(text)
    return tuple(joined)


def join_lines(text: Text) -> Text:
    """Turn line breaks into spaces; a word cut at its hyphen keeps the hyphen and loses the gap."""
    lines = split_lines(text)
    joined: list[Span] = []
    for line in lines:
        if joined:
            cut_word = re.search(r"\w-$", joined[-1].text) and line[0].text[:1].islower()
            joined.append(Span("" if cut_word else " "))
        joined.extend(line)
    return trim(tuple(joined))


def is_bold(text: Text) -> bool:
    """Whether every word is bold; a colon after the last bold word does not count."""
    plain = "".join(span.text for span in text if not span.bold).strip()
    return plain in ("", ":") and any(span.bold and span.text.strip() for span in text)


def has_words(text: Text) -> bool:
    """Whether a text holds a letter or a digit."""
    return any(character.isalnum() for span in text for character in span.text)


def iterate_rows(table: Table) -> Iterator[tuple[int, str]]:
    """Give the line number and the words of every row, the header first."""
    for row in table.all_rows:
        yield row.line, " | ".join(get_words(cell) for cell in row.cells)


def iterate_words(block: Block) -> Iterator[tuple[int, str]]:
    """Give the line number and the words of everything in a block."""
    match block:
        case Table():
            yield from iterate_rows(block)
        case Listing():
            for item in block.items:
                for inner in item.blocks:
                    yield from iterate_words(inner)
        case Code():
            yield block.line, block.content
        case _:
            yield block.line, get_words(block.text)
