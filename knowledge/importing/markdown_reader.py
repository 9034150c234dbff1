"""From Markdown or plain text to blocks."""

from __future__ import annotations

import re

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

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
    is_bold,
    join_texts,
    make_text,
    split_lines,
    trim,
)
from knowledge.importing.html_reader import read_html_part
from knowledge.importing.inline import HTML_NAMES, parse_inline
from knowledge.importing.ledger import Ledger
from knowledge.importing.repairing import Lines, cut_lines, repair_lines
from knowledge.importing.tables import RawRow, add_table_rules, read_run

# The parser silently leaves out what lies deeper, so a file that comes near is refused.
DEEPEST_NESTING = 40

_CODE_SIGNS = re.compile(
    r"[{}=]|;\s*$|</|\w\(\)|\w\([^()\s]*[,=.\"']"
    r"|^\s*(?:(?:for|if|while|else|try|with|class|def)\b.*:$|import \w+|from \S+ import|return \S"
    r"|(?:aws|pip|npm|git|docker|kubectl|curl|sudo) [a-z-]|\$ |>>>|#|//)",
    re.MULTILINE,
)
# The first line of a quotation that is a notice, as GitHub writes it.
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*")
_LONGEST_FRONT_MATTER = 20_000
_FIRST_TAG = re.compile(r"\s*</?([A-Za-z][\w-]*)")


def read_markdown(text: str, name: str, ledger: Ledger, *, prose: bool) -> Reading:
    """Read Markdown.

    Args:
        text: The whole file.
        name: The file's name, for refusals.
        ledger: Learns what was dropped and mended.
        prose: The file is plain text, where indented lines are prose unless they look like code.

    Raises:
        ImportRefused: Lists or quotes are nested too deep.
    """
    title, lines = _take_front_matter(cut_lines(text), ledger)
    lines = repair_lines(lines, _find_code(lines), ledger, prose=prose)
    env: EnvType = {}
    tokens = _make_parser().parse("\n".join(lines.texts), env)
    if any(token.level >= DEEPEST_NESTING - 2 for token in tokens):
        raise ImportRefused(
            f"{name} nests lists or quotes more than {DEEPEST_NESTING // 2} deep;"
            " flatten them and import it again."
        )
    reader = _Reader(tokens, lines.numbers, env, name, ledger, prose=prose)
    blocks = reader.read_until("")
    _drop_unused_links(env, lines, ledger)
    return Reading(blocks, title)


def _make_parser() -> MarkdownIt:
    # Text is read block by block afterwards, in pieces of bounded length: see `inline`.
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST_NESTING}).disable("inline")
    return add_table_rules(parser)


def _find_code(lines: Lines) -> set[int]:
    """Places of the lines that belong to fenced code."""
    text = "\n".join(lines.texts)
    if "```" not in text and "~~~" not in text:
        return set()
    tokens = _make_parser().parse(text)
    maps = [token.map for token in tokens if token.type == "fence" and token.map]
    return {place for start, end in maps for place in range(start, end)}


def _take_front_matter(lines: Lines, ledger: Ledger) -> tuple[str, Lines]:
    """Take YAML front matter off the top; its title is used, the rest is dropped."""
    texts = lines.texts
    if texts[0].rstrip().lstrip("\ufeff") != "---" or "---" not in (line.rstrip() for line in texts[1:200]):
        return "", lines
    end = next(place for place, line in enumerate(texts[1:200], start=1) if line.rstrip() == "---")
    written = "\n".join(texts[1:end])
    if len(written) > _LONGEST_FRONT_MATTER:
        return "", lines
    try:
        # The base loader takes every value for text and so has no values to object to.
        fields = yaml.load(written, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return "", lines
    if not isinstance(fields, dict):
        return "", lines
    title = fields.get("title")
    title = title if isinstance(title, str) else ""
    for line, number in zip(texts[1:end], lines.numbers[1:end], strict=True):
        if not (title and title in line):
            ledger.drop(number, line, "front matter")
    return title, Lines(texts[end + 1 :] or [""], lines.numbers[end + 1 :] or [1])


def _drop_unused_links(env: EnvType, lines: Lines, ledger: Ledger) -> None:
    """Tell of link definitions that no link uses; the parser takes them out of the text."""
    used = env.get("used", set())
    unused = [entry for entry in env.get("references", {}).values() if entry["href"] not in used]
    for entry in (*unused, *env.get("duplicate_refs", [])):
        start, end = entry["map"]
        words = " ".join(lines.texts[start:end])
        ledger.drop(lines.numbers[start], words, "definition of a link that is not used")


class _Reader:
    """Walks the Markdown tokens of one file."""

    def __init__(
        self, tokens: list[Token], numbers: list[int], env: EnvType, name: str, ledger: Ledger, *, prose: bool
    ) -> None:
        self.tokens = tokens
        self.numbers = numbers
        self.env = env
        self.name = name
        self.ledger = ledger
        self.prose = prose
        self.place = 0

    def read_until(self, closing: str) -> list[Block]:
        """Read blocks up to the token of this type and step over it."""
        blocks: list[Block] = []
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            self.place += 1
            if token.type == closing:
                break
            blocks.extend(self._read(token))
        return blocks

    def _read(self, token: Token) -> list[Block]:
        line = self._line(token)
        match token.type:
            case "heading_open":
                return [Heading(line, int(token.tag[1]), self._read_text("heading_close"))]
            case "paragraph_open":
                return [Paragraph(line, self._read_text("paragraph_close"))]
            case "bullet_list_open" | "ordered_list_open":
                return [self._read_list(token, line)]
            case "blockquote_open":
                return [_calm(block) for block in self.read_until("blockquote_close")]
            case "fence" | "code_block":
                return self._read_code(token, line)
            case "html_block" | "html_table":
                return self._read_html(token, line)
            case "row_run":
                return [self._read_table(token, line)]
        return []

    def _line(self, token: Token, offset: int = 0) -> int:
        place = (token.map[0] if token.map else 0) + offset
        return self.numbers[min(place, len(self.numbers) - 1)]

    def _read_text(self, closing: str) -> Text:
        spans: Text = ()
        while self.tokens[self.place].type != closing:
            token = self.tokens[self.place]
            spans += parse_inline(token.content, self._line(token), self.env, self.ledger)
            self.place += 1
        self.place += 1
        return spans

    def _read_list(self, token: Token, line: int) -> Listing:
        start = int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None
        closing = token.type.replace("open", "close")
        items = []
        while self.tokens[self.place].type != closing:
            item = self.tokens[self.place]
            self.place += 1
            blocks = tuple(_soften(block) for block in self.read_until("list_item_close"))
            items.append(Item(self._line(item), blocks))
        self.place += 1
        return Listing(line, tuple(items), start)

    def _read_code(self, token: Token, line: int) -> list[Block]:
        language, _, rest = token.info.strip().partition(" ")
        self.ledger.drop(line, rest, "attributes of code")
        content = token.content if token.content.endswith("\n") else f"{token.content}\n"
        if token.type == "fence" or not self.prose:
            return [Code(line, language, content)]
        return self._read_indented(content, line)

    def _read_indented(self, content: str, line: int) -> list[Block]:
        """Read indented lines of plain text: parts that look like code are code, the others prose."""
        blocks: list[Block] = []
        for part in re.split(r"\n(?:[ \t]*\n)+", content.rstrip()):
            if not _CODE_SIGNS.search(part):
                blocks.append(Paragraph(line, parse_inline(part, line, self.env, self.ledger)))
            elif blocks and isinstance(last := blocks[-1], Code):
                blocks[-1] = Code(last.line, "", f"{last.content}\n{part}\n")
            else:
                blocks.append(Code(line, "", f"{part}\n"))
        return blocks

    def _read_html(self, token: Token, line: int) -> list[Block]:
        name = _FIRST_TAG.match(token.content)
        if name and name[1].lower() not in HTML_NAMES:
            # A placeholder such as <bucket-name> at the start of a line, not a tag.
            return [Paragraph(line, parse_inline(token.content.strip(), line, self.env, self.ledger))]
        return read_html_part(token.content, self.name, self.ledger, first_line=line).blocks

    def _read_table(self, token: Token, line: int) -> Block:
        raw_rows, marked, n_joined = read_run(token.content.split("\n"))
        self.ledger.repair("lines joined to their table row", n_joined)
        rows = [self._read_row(row, token) for row in raw_rows]
        return Table(line, rows[0] if marked else None, tuple(rows[1:] if marked else rows))

    def _read_row(self, row: RawRow, token: Token) -> Row:
        line = self._line(token, row.offset)
        return Row(line, tuple(parse_inline(cell, line, self.env, self.ledger) for cell in row.cells))


def _calm(block: Block) -> Block:
    """A bold line or heading inside a quotation is a lead-in of it and heads nothing that follows."""
    if not isinstance(block, Heading | Paragraph):
        return block
    lines = split_lines(block.text)
    if len(lines) > 1 and is_bold(lines[0]):
        lines = [(*make_text(f"{get_words(lines[0]).rstrip(': ')}: "), *lines[1]), *lines[2:]]
    spans = [Span(span.text, False, span.code, span.href) for span in join_texts(lines, BREAK)]
    if spans and (alert := _ALERT.match(spans[0].text)):
        spans = [span for span in spans if span != BREAK] if len(lines) == 2 else spans
        spans[0] = Span(f"{alert[1].capitalize()}: {spans[0].text[alert.end() :]}")
    return Paragraph(block.line, trim(tuple(spans)))


def _soften(block: Block) -> Block:
    """A heading inside a list entry is read as a bold line of it."""
    if not isinstance(block, Heading):
        return block
    return Paragraph(
        block.line, trim(tuple(Span(span.text, True, span.code, span.href) for span in block.text))
    )
