"""The headings of a sheet and the anchors by which they are linked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.chunking import parse_heading, plain_text
from knowledge.passages import Sheet

# Ids that the page has itself.
_TAKEN = ("passage", "page-text", "page-origins")


@dataclass(frozen=True)
class Heading:
    """One heading of a sheet.

    Attributes:
        anchor: Unique in the sheet; the ``{#id}`` where it has one.
        place: Of its first token.
        line: Counted from the beginning of the sheet's body.
    """

    anchor: str
    level: int
    title: str
    attributes: Mapping[str, str]
    place: int
    line: int


def parse_markdown(body: str) -> tuple[MarkdownIt, list[Token]]:
    """Parse the Markdown of a sheet; HTML in it is text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return markdown, markdown.parse(body)


def read_sheet_headings(sheet: Sheet) -> list[Heading]:
    """A sheet's headings in order."""
    return list(read_headings(parse_markdown(sheet.text[sheet.body_start :])[1]))


def read_headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """The headings among Markdown tokens, in order.

    "Pricing" stands under every service: a heading of the third level and below carries its section's anchor.
    """
    taken = set(_TAKEN)
    section = ""
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        title, attributes = parse_heading(plain_text(tokens[place + 1]))
        words = _slug(title)
        name = attributes.get("id") or (f"{section}-{words}" if level > 2 and section else words)
        anchor, twin = name, 2
        while anchor in taken:
            anchor, twin = f"{name}-{twin}", twin + 1
        taken.add(anchor)
        if level <= 2:
            section = anchor if level == 2 else ""
        yield Heading(anchor, level, title, attributes, place, (token.map or [0])[0])


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "section"
