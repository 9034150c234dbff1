"""Cutting sheets into passages by their structure.

A passage is a heading's paragraph or list, a block of code, or one table row carried with its column names
and its subject. Its text is the sheet's own characters: nothing is rewritten, so every quote can be checked.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import sentencex
from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.aspects import find_aspect
from knowledge.catalogue import Catalogue
from knowledge.passages import Passage, Sheet, Unit

# Raised when the same sheet would give other passages than before; the manifest names it.
CHUNKER_VERSION = "1"

CountTokens = Callable[[Sequence[str]], list[int]]

_ATTRIBUTES = re.compile(r"\s*\{([^{}]*)\}\s*$")
_CELL = re.compile(r"(?:\\.|[^|\\])+")
_BREAK = re.compile(r"<br\s*/?>")
_LEAD = re.compile(r"\s*[*_]*([^:*_]{2,60}?)[*_]*\s*[:–—]")


@dataclass(frozen=True)
class Section:
    """The headings above a block, and what they say of it."""

    heading: tuple[str, ...]
    subject: str | None = None
    aspect: str | None = None
    source: str | None = None
    verified: dt.date | None = None


@dataclass(frozen=True)
class Block:
    """One block of a sheet before it is cut to size."""

    kind: str
    section: Section
    units: tuple[Unit, ...]
    start: int | None = None  # where it begins before its first unit: a row begins with its subject


def chunk_sheet(
    sheet: Sheet, catalogue: Catalogue, count_tokens: CountTokens, max_tokens: int
) -> list[Passage]:
    """Cut a sheet into passages.

    Args:
        count_tokens: Word pieces of each text, as the embedder counts them.
        max_tokens: What the embedder reads; no passage with its label is longer, and no sentence is cut
            unless it alone is longer than that.
    """
    cutter = _Cutter(sheet, count_tokens, max_tokens)
    ids: set[str] = set()
    return [
        _with_id(passage, ids) for block in read_blocks(sheet, catalogue) for passage in cutter.cut(block)
    ]


def read_blocks(sheet: Sheet, catalogue: Catalogue) -> Iterator[Block]:
    """Read a sheet's blocks in order, each with its headings and its units."""
    return _Reader(sheet, catalogue).read()


def parse_heading(text: str) -> tuple[str, dict[str, str]]:
    """Split ``Limits {source=faq}`` into its text and its attributes; ``{#id}`` becomes ``id``."""
    match = _ATTRIBUTES.search(text)
    if not match:
        return text.strip(), {}
    attributes = {}
    for part in match.group(1).split():
        if part.startswith("#"):
            attributes["id"] = part[1:]
        elif "=" in part:
            key, _, value = part.partition("=")
            attributes[key] = value.strip("\"'")
    return text[: match.start()].strip(), attributes


def find_heading_subject(text: str, attributes: Mapping[str, str], catalogue: Catalogue) -> str | None:
    """The entry that a heading is about, by its ``{#id}`` or its words; none for a field ("Pricing")."""
    if "id" in attributes:
        return attributes["id"]
    if find_aspect(text):
        return None
    return find_named(text, catalogue)


def find_named(name: str, catalogue: Catalogue) -> str | None:
    """The one entry that has this name."""
    ids = catalogue.ids_named(name)
    return ids[0] if len(ids) == 1 else None


def plain_text(inline: Token) -> str:
    """The words of an inline token without its markup."""
    return "".join(
        child.content if child.type in ("text", "code_inline") else " " if child.type == "softbreak" else ""
        for child in inline.children or ()
    )


class _Reader:
    """Walks the Markdown tokens of one sheet."""

    def __init__(self, sheet: Sheet, catalogue: Catalogue) -> None:
        self.sheet = sheet
        self.catalogue = catalogue
        self.body = sheet.text[sheet.body_start :]
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.body)), len(self.body)]
        self.sections: list[tuple[int, Section]] = []

    def read(self) -> Iterator[Block]:
        tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(self.body)
        place = 0
        while place < len(tokens):
            token = tokens[place]
            end = _closing(tokens, place)
            inside = tokens[place : end + 1]
            if token.type == "heading_open":
                self._enter(int(token.tag[1]), inside[1])
            elif token.type == "table_open":
                yield from self._read_table(inside)
            elif token.type in ("fence", "code_block"):
                yield from self._read_code(token)
            elif token.type.endswith("list_open"):
                items = tuple(self._read_items(inside))
                if items:
                    yield Block("list", self._section(), items)
            elif token.type == "html_block":
                pass  # comments; the importer writes no other
            else:
                units = [
                    unit for inline in inside if inline.type == "inline" for unit in self._sentences(inline)
                ]
                if units:
                    yield Block("paragraph", self._section(), tuple(units))
            place = end + 1

    def _section(self) -> Section:
        if self.sections:
            return self.sections[-1][1]
        return Section((self.sheet.title,))

    def _enter(self, level: int, inline: Token) -> None:
        text, attributes = parse_heading(plain_text(inline))
        while self.sections and self.sections[-1][0] >= level:
            self.sections.pop()
        parent = self._section()
        if level == 1:
            # A foreign sheet may be about one thing, named in its title; ours are about a field.
            owner = self._entry_named(text) if self.sheet.tier else None
            self.sections.append((level, Section((text or self.sheet.title,), owner, owner and "what")))
            return
        subject = find_heading_subject(text, attributes, self.catalogue)
        aspect = None if subject else find_aspect(text)
        section = Section(
            heading=(*parent.heading, text),
            subject=subject or parent.subject,
            aspect=aspect or ("what" if subject else parent.aspect if parent.aspect != "what" else None),
            source=attributes.get("source") or parent.source,
            verified=_day(attributes.get("verified")) or parent.verified,
        )
        self.sections.append((level, section))

    def _entry_named(self, name: str) -> str | None:
        return find_named(name, self.catalogue)

    def _label(self) -> str:
        """The entry and the field: the embedder reads what a sentence is about before the sentence."""
        section = self._section()
        entry = self.catalogue.find(section.subject)
        names = [entry.name] if entry else list(section.heading[1:2] or section.heading)
        if section.heading[-1] not in names and len(section.heading) > 2:
            names.append(section.heading[-1])
        return ", ".join(names)

    def _read_code(self, token: Token) -> Iterator[Block]:
        assert token.map
        first, last = token.map
        if token.type == "fence":
            closed = self.body[self.line_starts[last - 1] :].lstrip().startswith(token.markup)
            first, last = first + 1, last - 1 if closed and last - 1 > first else last
        start, end = self.line_starts[first], self.line_starts[min(last, len(self.line_starts) - 1)]
        text = self.body[start:end]
        if text.strip():
            end = start + len(text.rstrip())
            yield Block("code", self._section(), (self._unit(start, end, self._label()),))

    def _read_items(self, tokens: Sequence[Token]) -> Iterator[Unit]:
        """Every bullet of a list, the nested ones after their parent."""
        for token in tokens:
            if token.type == "inline":
                yield from self._item(token)
            elif token.type in ("fence", "code_block"):
                for block in self._read_code(token):
                    yield from block.units

    def _item(self, inline: Token) -> Iterator[Unit]:
        start, end = self._span(inline)
        subject = self._lead_subject(self.body[start:end])
        label = self.catalogue.name_of(subject) if subject else self._label()
        if subject == self._section().subject:
            subject = None
        if end - start <= 300:
            yield self._unit(start, end, label, subject)
        else:
            for unit in self._sentences(inline):
                yield replace(unit, label=label, subject=subject)

    def _lead_subject(self, text: str) -> str | None:
        """The entry that a bullet begins with, as in ``Amazon Polly: speaks text``."""
        match = _LEAD.match(text)
        return self._entry_named(match.group(1)) if match else None

    def _sentences(self, inline: Token) -> Iterator[Unit]:
        start, end = self._span(inline)
        place = start
        for sentence in sentencex.segment("en", self.body[start:end]):
            text = sentence.strip()
            if text:
                lead = len(sentence) - len(sentence.lstrip())
                yield self._unit(place + lead, place + lead + len(text), self._label())
            place += len(sentence)

    def _read_table(self, tokens: Sequence[Token]) -> Iterator[Block]:
        columns: list[str] = []
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.type == "tr_open":
                end = _closing(tokens, place)
                inlines = [inner for inner in tokens[place:end] if inner.type == "inline"]
                if not columns:
                    columns = [plain_text(inline).strip() for inline in inlines]
                elif token.map and (block := self._row(token.map[0], inlines, columns)):
                    yield block
                place = end
            place += 1

    def _row(self, line: int, inlines: Sequence[Token], columns: Sequence[str]) -> Block | None:
        """One row: each cell is a unit labelled with the row's subject and the column's name."""
        spans = self._cell_spans(line, len(inlines))
        name = _BREAK.sub(" ", plain_text(inlines[0])).strip()
        subject = self._entry_named(name)
        section = self._section()
        units = []
        for column, (start, end) in list(zip(columns, spans, strict=False))[1:] or [(columns[0], spans[0])]:
            # A table whose columns are services keeps each cell with its service.
            owner = subject or self._entry_named(column)
            units += [self._unit(a, b, f"{name}, {column}", owner) for a, b in self._pieces(start, end)]
        if not units:
            return None
        row_section = replace(
            section,
            heading=(*section.heading, name) if name else section.heading,
            subject=subject or section.subject,
            aspect=find_aspect(name) or section.aspect if not subject else None,
        )
        return Block("row", row_section, tuple(units), spans[0][0] + self.sheet.body_start)

    def _cell_spans(self, line: int, n_cells: int) -> list[tuple[int, int]]:
        start = self.line_starts[line]
        row = self.body[start : self.line_starts[line + 1]].rstrip()
        indent = len(row) - len(row.lstrip())
        offset = indent + (row[indent : indent + 1] == "|")
        spans = []
        for _ in range(n_cells):
            match = _CELL.match(row, offset)
            text = match.group() if match else ""
            lead = len(text) - len(text.lstrip())
            spans.append((start + offset + lead, start + offset + lead + len(text.strip())))
            offset += len(text) + 1
        return spans

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a cell between line breaks."""
        text = self.body[start:end]
        place = 0
        for match in (*_BREAK.finditer(text), None):
            stop = match.start() if match else len(text)
            piece = text[place:stop]
            if piece.strip():
                lead = len(piece) - len(piece.lstrip())
                yield start + place + lead, start + place + lead + len(piece.strip())
            place = match.end() if match else stop

    def _span(self, inline: Token) -> tuple[int, int]:
        """Characters of an inline token in the body: from its first word to its last."""
        assert inline.map
        lines = inline.content.split("\n")
        start = self.body.find(lines[0], self.line_starts[inline.map[0]])
        last = self.line_starts[inline.map[0] + len(lines) - 1]
        end = self.body.find(lines[-1], max(last, start)) + len(lines[-1])
        return start, end

    def _unit(self, start: int, end: int, label: str, subject: str | None = None) -> Unit:
        shift = self.sheet.body_start
        text = self.body[start:end]
        return Unit(start + shift, end + shift, text, label, subject, self._named(text))

    def _named(self, text: str) -> tuple[str, ...]:
        """The entries that a text names beyond doubt."""
        named = (m.ids[0] for m in self.catalogue.find_mentions(text) if m.distinct and len(m.ids) == 1)
        return tuple(dict.fromkeys(named))


class _Cutter:
    """Cuts blocks to what the embedder reads."""

    def __init__(self, sheet: Sheet, count_tokens: CountTokens, max_tokens: int) -> None:
        self.sheet = sheet
        self.count_tokens = count_tokens
        self.max_tokens = max_tokens

    def cut(self, block: Block) -> Iterator[Passage]:
        units: list[Unit] = []
        room = 0
        whole = self._passage(block, block.units)
        if self._fits(passage_text(whole)):
            yield whole
            return
        pieces = [piece for unit in block.units for piece in self._split(unit)]
        costs = self.count_tokens([unit.text for unit in pieces])
        label_cost = self.count_tokens([whole.label])[0]
        for unit, cost in zip(pieces, costs, strict=True):
            # Every text counts its two frame tokens, so the sum is on the safe side.
            if units and room + cost > self.max_tokens - label_cost:
                yield self._passage(block, units)
                units, room = [], 0
            units.append(unit)
            room += cost
        if units:
            yield self._passage(block, units)

    def _fits(self, text: str) -> bool:
        return self.count_tokens([text])[0] <= self.max_tokens

    def _split(self, unit: Unit) -> list[Unit]:
        """A unit too long for the embedder is cut at line ends, then at clauses, then at words."""
        budget = self.max_tokens - self.count_tokens([unit.label])[0] - 8
        if self.count_tokens([unit.text])[0] <= budget:
            return [unit]
        for boundary in (r"\n", r"(?<=[;:,])\s", r"\s", r""):
            places = [m.end() for m in re.finditer(boundary, unit.text) if 0 < m.end() < len(unit.text)]
            if places:
                middle = min(places, key=lambda place: abs(place - len(unit.text) // 2))
                halves = (self._slice(unit, 0, middle), self._slice(unit, middle, len(unit.text)))
                return [piece for half in halves if half.text for piece in self._split(half)]
        return [unit]

    @staticmethod
    def _slice(unit: Unit, first: int, last: int) -> Unit:
        text = unit.text[first:last]
        lead = len(text) - len(text.lstrip())
        start = unit.start + first + lead
        return replace(unit, start=start, end=start + len(text.strip()), text=text.strip())

    def _passage(self, block: Block, units: Sequence[Unit]) -> Passage:
        section = block.section
        first = units[0] is block.units[0] and block.start is not None
        start, end = block.start if first and block.start is not None else units[0].start, units[-1].end
        text = self.sheet.text[start:end]
        owners = (section.subject, *(unit.subject for unit in units))
        named = (entry_id for unit in units for entry_id in unit.mentions)
        mentions = tuple(dict.fromkeys(entry_id for entry_id in (*owners, *named) if entry_id))
        return Passage(
            id="",
            sheet=self.sheet.id,
            tier=self.sheet.tier,
            kind=block.kind,
            heading=section.heading,
            start=start,
            end=end,
            text=text,
            units=tuple(units),
            subject=section.subject,
            mentions=mentions,
            aspect=section.aspect,
            source=section.source or (self.sheet.sources[0].id if self.sheet.sources else None),
            verified=section.verified or self.sheet.verified,
        )


def passage_text(passage: Passage) -> str:
    """What the embedder reads of a passage: its label, then its words."""
    if passage.kind == "row":
        cells = "; ".join(f"{unit.label.partition(', ')[2]}: {unit.text}" for unit in passage.units)
        return f"{passage.label}: {cells}"
    return f"{passage.label}: {passage.text}"


def unit_text(unit: Unit) -> str:
    """What the embedder reads of a unit: its label, then its words."""
    return f"{unit.label}: {unit.text}"


def _with_id(passage: Passage, taken: set[str]) -> Passage:
    """Name a passage by its headings and text, so that its permalink survives edits elsewhere."""
    key = "\x1f".join((*passage.heading, passage.text))
    digest = hashlib.sha256(key.encode()).hexdigest()[:10]
    passage_id = f"{passage.sheet}.{digest}"
    twin = 2
    while passage_id in taken:
        passage_id = f"{passage.sheet}.{digest}-{twin}"
        twin += 1
    taken.add(passage_id)
    return replace(passage, id=passage_id)


def _closing(tokens: Sequence[Token], place: int) -> int:
    """Index of the token that closes the one at `place`; itself when it stands alone."""
    depth = 0
    for index in range(place, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
