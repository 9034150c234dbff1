"""From HTML to blocks."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, Tag

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
    Row,
    Span,
    Table,
    Text,
    get_words,
    join_texts,
    trim,
)
from knowledge.importing.html_cleaning import clean_html
from knowledge.importing.inline import is_address
from knowledge.importing.ledger import Ledger
from knowledge.importing.repairing import repair_line
from knowledge.importing.tables import LARGEST_WIDTH

DEEPEST_LISTS = 20

_DROPPED = {
    "nav": "navigation",
    "script": "script",
    "style": "style",
    "noscript": "shown without scripts only",
    "template": "template",
    "svg": "picture",
    "canvas": "picture",
    "object": "picture",
    "iframe": "page inside the page",
    "footer": "page footer",
    "form": "form",
    "button": "form",
    "select": "form",
    "textarea": "form",
    "datalist": "form",
}
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure header"
    " hr html legend li main ol p section summary table tbody td tfoot th thead tr ul caption".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LAYOUT = [*_HEADINGS, "pre", "table"]
_PERMALINK_SIGNS = {"¶", "#", "§", "🔗", ""}

Event = tuple[Literal["open", "close", "text"], Tag | str]


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


def _walk(root: Tag, skip: _Skipper) -> Iterator[Event]:
    """Give the events of a tree without recursion: pages in the wild forget to close thousands of tags."""
    branches = [iter(root.children)]
    open_tags: list[Tag] = []
    while branches:
        node = next(branches[-1], None)
        if node is None:
            branches.pop()
            if open_tags:
                yield "close", open_tags.pop()
        elif isinstance(node, Tag):
            if skip.drops(node):
                continue
            yield "open", node
            if not skip.takes_whole(node):
                open_tags.append(node)
                branches.append(iter(node.children))
        elif type(node) in (NavigableString, CData):
            yield "text", str(node)


class _Skipper:
    """Knows the parts of a page that are not its text."""

    def __init__(self, ledger: Ledger, first_line: int) -> None:
        self.ledger = ledger
        self.first_line = first_line

    def get_line(self, tag: Tag) -> int:
        return self.first_line + (tag.sourceline or 1) - 1

    def drops(self, tag: Tag) -> bool:
        if tag.name == "title":
            return True
        reason = _DROPPED.get(tag.name) or self._find_reason(tag)
        if reason:
            self.ledger.drop(self.get_line(tag), " ".join(tag.get_text(" ").split()), reason)
        return reason is not None

    @staticmethod
    def _find_reason(tag: Tag) -> str | None:
        if tag.get("role") == "navigation":
            return "navigation"
        if tag.has_attr("hidden") or "display:none" in str(tag.get("style") or "").replace(" ", "").lower():
            return "hidden"
        if tag.name == "a" and str(tag.get("href") or "").startswith("#"):
            return "link to its own heading" if tag.get_text().strip() in _PERMALINK_SIGNS else None
        return None

    @staticmethod
    def takes_whole(tag: Tag) -> bool:
        return tag.name in ("pre", "table") and not _is_layout(tag)


def _is_layout(tag: Tag) -> bool:
    """Whether a table only arranges the page."""
    return tag.name == "table" and tag.find(_LAYOUT) is not None


class _TextCollector:
    """Collects the spans of one block."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.spans: list[Span] = []
        self.bold = 0
        self.code = 0
        self.hrefs: list[str] = []

    def add(self, text: str) -> None:
        words = re.sub(r"\s+", " ", repair_line(text.replace("\n", " "), self.ledger))
        if words and (self.spans or words != " "):
            href = self.hrefs[-1] if self.hrefs else ""
            self.spans.append(Span(words, self.bold > 0, self.code > 0, href))

    def open(self, tag: Tag, line: int) -> None:
        match tag.name:
            case "b" | "strong":
                self.bold += 1
            case "code":
                self.code += 1
            case "br":
                self.spans.append(BREAK)
            case "a":
                self.hrefs.append(str(tag.get("href") or "#").strip())
            case "img":
                picture = " ".join(str(tag.get(name) or "") for name in ("alt", "title", "src"))
                self.ledger.drop(line, picture[:300], "picture")

    def close(self, tag: Tag, line: int) -> None:
        match tag.name:
            case "b" | "strong":
                self.bold -= 1
            case "code":
                self.code -= 1
            case "a":
                href = self.hrefs.pop()
                if not is_address(href) and not href.startswith("#"):
                    self.ledger.drop(line, href, "address that is not on the web")

    def take(self) -> Text:
        text = trim(tuple(self.spans))
        self.spans = []
        return tuple(replace(span, text=re.sub(r"^ +(?=[.,;:)](?: |$))", "", span.text)) for span in text)


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
        self.skipper = _Skipper(ledger, first_line)
        self.blocks: list[Block] = []
        self.lists: list[_OpenList] = []
        self.text = _TextCollector(ledger)
        self.heading = 0
        self.line = first_line

    def read(self, root: Tag) -> None:
        for kind, value in _walk(root, self.skipper):
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
        if tag.name in _BLOCKS or tag.name in _HEADINGS or tag.name == "pre":
            self._flush()
            self.line = self.skipper.get_line(tag)
        match tag.name:
            case "ul" | "ol" | "dl":
                self._open_list(tag)
            case "li" | "dt" | "dd":
                self._open_item(tag)
            case "pre":
                self._place(_read_pre(tag, self.line))
            case "table" if not _is_layout(tag):
                for block in _read_table(tag, self.skipper, self.ledger):
                    self._place(block)
            case name if name in _HEADINGS:
                self.heading = _HEADINGS[name]
            case _:
                self.text.open(tag, self.line)

    def _close(self, tag: Tag) -> None:
        if tag.name in _HEADINGS:
            self._flush()
            self.heading = 0
        elif tag.name in _BLOCKS:
            self._flush()
        if tag.name in ("ul", "ol", "dl"):
            if self.lists and self.lists[-1].definitions:
                self._close_list()
            self._close_list()
        elif tag.name not in _HEADINGS:
            self.text.close(tag, self.line)

    def _flush(self) -> None:
        text = self.text.take()
        if not text:
            return
        if self.heading and not self.lists:
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


def _read_table(tag: Tag, skipper: _Skipper, ledger: Ledger) -> list[Block]:
    reader = _TableReader(skipper, ledger)
    for kind, value in _walk(tag, skipper):
        if isinstance(value, str):
            reader.text.add(value)
        elif kind == "open":
            reader.open(value)
        else:
            reader.close(value)
    reader.end_cell()
    rows = reader.fill_spans()
    line = skipper.get_line(tag)
    caption: list[Block] = [Paragraph(line, reader.caption)] if reader.caption else []
    if not rows:
        return caption
    if all(len(row.cells) == 1 for row in rows):
        return [*caption, *(Paragraph(row.line, row.cells[0]) for row in rows if row.cells[0])]
    marked = reader.n_header_rows > 0 and len(rows) > 1
    return [*caption, Table(line, rows[0] if marked else None, tuple(rows[1:] if marked else rows))]


@dataclass
class _Cell:
    n_columns: int
    n_rows: int
    text: Text = ()


class _TableReader:
    """Collects the cells of one table."""

    def __init__(self, skipper: _Skipper, ledger: Ledger) -> None:
        self.skipper = skipper
        self.text = _TextCollector(ledger)
        self.rows: list[tuple[int, list[_Cell]]] = []
        self.caption: Text = ()
        self.cell: _Cell | None = None
        self.n_header_rows = 0

    def open(self, tag: Tag) -> None:
        line = self.skipper.get_line(tag)
        match tag.name:
            case "tr":
                self.end_cell()
                self.rows.append((line, []))
            case "td" | "th":
                self.end_cell()
                if not self.rows:
                    self.rows.append((line, []))
                self.cell = _Cell(_get_span(tag, "colspan"), _get_span(tag, "rowspan"))
                self.rows[-1][1].append(self.cell)
                if tag.name == "th" and len(self.rows) == 1:
                    self.n_header_rows = 1
            case "thead":
                self.n_header_rows = 1
            case name if name in _BLOCKS:
                self.text.spans.append(BREAK)
            case _:
                self.text.open(tag, line)

    def close(self, tag: Tag) -> None:
        if tag.name == "caption":
            self.caption = self.text.take()
        elif tag.name in _BLOCKS:
            self.text.spans.append(BREAK)
        else:
            self.text.close(tag, self.skipper.get_line(tag))

    def end_cell(self) -> None:
        text = self.text.take()
        if self.cell is not None:
            self.cell.text = text
        elif text and self.rows:
            self.rows[-1][1].append(_Cell(1, 1, text))
        elif text:
            self.caption = text
        self.cell = None

    def fill_spans(self) -> list[Row]:
        """Give every row all its cells: one that spans rows or columns is repeated in each."""
        filled: list[Row] = []
        carried: dict[int, tuple[int, Text]] = {}
        for line, cells in self.rows:
            texts = _fill_row(cells, carried)
            if any(texts):
                filled.append(Row(line, tuple(texts)))
        return filled


def _fill_row(cells: list[_Cell], carried: dict[int, tuple[int, Text]]) -> list[Text]:
    texts: list[Text] = []
    waiting = list(reversed(cells))
    while waiting or len(texts) in carried:
        column = len(texts)
        if column >= LARGEST_WIDTH:
            surplus = [cell.text for cell in reversed(waiting)]
            texts[-1] = join_texts([texts[-1], *surplus], BREAK)
            break
        if column in carried:
            n_left, text = carried.pop(column)
            if n_left > 1:
                carried[column] = (n_left - 1, text)
            texts.append(text)
            continue
        cell = waiting.pop()
        for place in range(column, min(column + cell.n_columns, LARGEST_WIDTH)):
            if cell.n_rows > 1:
                carried[place] = (cell.n_rows - 1, cell.text)
            texts.append(cell.text)
    return texts


def _get_span(tag: Tag, name: str) -> int:
    written = str(tag.get(name) or "1").strip()
    return max(1, min(int(written), 1000)) if re.fullmatch(r"[0-9]{1,6}", written) else 1
