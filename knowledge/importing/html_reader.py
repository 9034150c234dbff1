"""From HTML to blocks."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup
from bs4.element import Tag

from knowledge.errors import ImportRefused
from knowledge.importing.blocks import (
    BREAK,
    Block,
    Code,
    Heading,
    Item,
    Listing,
    Paragraph,
    Reading,
    Span,
    Text,
    get_words,
    trim,
)
from knowledge.importing.html_cleaning import clean_html
from knowledge.importing.html_tables import read_table
from knowledge.importing.html_walking import BLOCKS, HEADINGS, Skipper, TextCollector, is_layout, walk
from knowledge.importing.ledger import Ledger
from knowledge.importing.repairing import repair_line

DEEPEST_LISTS = 20


def read_html(text: str, name: str, ledger: Ledger) -> Reading:
    """Read a web page.

    Raises:
        ImportRefused: Its tags never end, or its lists are nested too deep.
    """
    return read_html_part(text, name, ledger, first_line=1)


def read_html_part(text: str, name: str, ledger: Ledger, *, first_line: int) -> Reading:
    """Read a piece of HTML that begins on this line of the source."""
    cleaned = clean_html(text, name, ledger, first_line)
    with warnings.catch_warnings():
        # It warns of text that looks like an address or like XML; both are read as they are.
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(cleaned, "html.parser")
    title = get_words((Span(repair_line(soup.title.get_text(), ledger)),)) if soup.title else ""
    reader = _Reader(name, ledger, first_line)
    reader.read(soup)
    return Reading(reader.blocks, title)


@dataclass
class _OpenItem:
    line: int
    blocks: list[Block] = field(default_factory=list)


@dataclass
class _OpenList:
    line: int
    start: int | None
    definitions: bool = False
    items: list[_OpenItem] = field(default_factory=list)


class _Reader:
    """Turns the events of a page into blocks."""

    def __init__(self, name: str, ledger: Ledger, first_line: int) -> None:
        self.name = name
        self.ledger = ledger
        self.skipper = Skipper(ledger, first_line)
        self.blocks: list[Block] = []
        self.lists: list[_OpenList] = []
        self.text = TextCollector(ledger)
        self.heading = 0
        self.line = first_line

    def read(self, root: Tag) -> None:
        for kind, value in walk(root, self.skipper):
            if isinstance(value, str):
                self.text.add(value)
            elif kind == "open":
                self._open(value)
            else:
                self._close(value)
        self._flush()
        while self.lists:
            self._close_list()

    def _open(self, tag: Tag) -> None:
        if tag.name in BLOCKS or tag.name in HEADINGS or tag.name == "pre":
            self._flush()
            self.line = self.skipper.get_line(tag)
        match tag.name:
            case "ul" | "ol" | "dl":
                self._open_list(tag)
            case "li" | "dt" | "dd":
                self._open_item(tag)
            case "pre":
                self._place(_read_pre(tag, self.line))
            case "table" if not is_layout(tag):
                for block in read_table(tag, self.skipper, self.ledger):
                    self._place(block)
            case name if name in HEADINGS:
                self.heading = HEADINGS[name]
            case _:
                self.text.open(tag, self.line)

    def _close(self, tag: Tag) -> None:
        if tag.name in HEADINGS:
            self._flush()
            self.heading = 0
        elif tag.name in BLOCKS:
            self._flush()
        if tag.name in ("ul", "ol", "dl"):
            if self.lists and self.lists[-1].definitions:
                self._close_list()
            self._close_list()
        elif tag.name not in HEADINGS:
            self.text.close(tag, self.line)

    def _flush(self) -> None:
        for text in _split_paragraphs(self.text.take()):
            self._place_text(text)

    def _place_text(self, text: Text) -> None:
        typed = None if self.lists else re.match(r"[-•]\s+(?=\S)", text[0].text)
        if typed:
            text = (replace(text[0], text=text[0].text[typed.end() :]), *text[1:])
            self._place(Listing(self.line, (Item(self.line, (Paragraph(self.line, text),)),)))
        elif self.heading and not self.lists:
            self._place(Heading(self.line, self.heading, text))
        elif self.heading:
            self._place(Paragraph(self.line, tuple(replace(span, bold=True) for span in text)))
        else:
            self._place(Paragraph(self.line, text))

    def _place(self, block: Block) -> None:
        if self.lists:
            if not self.lists[-1].items:
                self.lists[-1].items.append(_OpenItem(self.line))
            self.lists[-1].items[-1].blocks.append(block)
        else:
            self.blocks.append(block)

    def _open_list(self, tag: Tag) -> None:
        if len(self.lists) >= DEEPEST_LISTS:
            raise ImportRefused(
                f"{self.name} nests lists more than {DEEPEST_LISTS} deep; flatten them and import it again."
            )
        start = str(tag.get("start") or "1")
        number = int(start) if re.fullmatch(r"[0-9]{1,9}", start) else 1
        self.lists.append(_OpenList(self.line, number if tag.name == "ol" else None))

    def _open_item(self, tag: Tag) -> None:
        if not self.lists:
            self.lists.append(_OpenList(self.line, None))
        if tag.name == "dd" and not self.lists[-1].definitions and self.lists[-1].items:
            self.lists.append(_OpenList(self.line, None, definitions=True))
        elif tag.name != "dd" and self.lists[-1].definitions:
            self._close_list()
        self.lists[-1].items.append(_OpenItem(self.line))

    def _close_list(self) -> None:
        if not self.lists:
            return
        done = self.lists.pop()
        items = tuple(Item(item.line, tuple(item.blocks)) for item in done.items if item.blocks)
        if items:
            self._place(Listing(done.line, items, done.start))


def _split_paragraphs(text: Text) -> list[Text]:
    """Cut a text at its empty lines."""
    parts: list[list[Span]] = [[]]
    for span in text:
        if span == BREAK and parts[-1] and parts[-1][-1] == BREAK:
            parts.append([])
        elif span == BREAK or span.text.strip() or (parts[-1] and parts[-1][-1] != BREAK):
            parts[-1].append(span)
    return [tidy for part in parts if (tidy := trim(tuple(part)))]


def _read_pre(tag: Tag, line: int) -> Code:
    for line_break in tag.find_all("br"):
        line_break.replace_with("\n")
    content = tag.get_text().removeprefix("\n")
    code = tag.find("code")
    classes = [
        str(name)
        for part in (tag, code)
        if isinstance(part, Tag)
        for name in part.get_attribute_list("class")
    ]
    languages = [
        match[1] for name in classes if (match := re.match(r"(?:language|lang|highlight-source)-(\S+)", name))
    ]
    content = re.sub(r"[\x0b\f\x1c-\x1f\x85\u2028\u2029]", " ", re.sub(r"\r\n?", "\n", content))
    return Code(line, languages[0] if languages else "", content.rstrip("\n") + "\n")
