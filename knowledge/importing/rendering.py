"""From placed blocks to the sheet's Markdown, escaping only what Markdown would misread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt

from knowledge.importing.blocks import (
    Block,
    Bullet,
    Code,
    Heading,
    Paragraph,
    Row,
    Span,
    Table,
    Text,
    get_words,
    join_lines,
    split_lines,
)
from knowledge.importing.inline import PIECE_CHARACTERS, is_address

_READER = MarkdownIt("commonmark", {"maxNesting": 20}).enable(["table", "strikethrough"])
_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|]")
_ESCAPED = "\\`*_[]<&~"
# Trying which escapes can go takes a parse for each.
_LONGEST_SPARING_CHARACTERS = 2_000
_BLOCK_START = re.compile(r"[-+*#>=~`<\[|:_\\]|\d+[.)]")
_ITEM_MARK = re.compile(r"\s*[-–•]\s+")
_NOTHING = re.compile(r"[-–—]+")
_INNER_ITEM = re.compile(r"\s+[-–•]\s+")


def render_blocks(blocks: list[Block]) -> str:
    """Write blocks as Markdown, a blank line between every two but bullets of one list."""
    parts: list[str] = []
    depth = -1
    for block in blocks:
        if isinstance(block, Bullet):
            if depth < 0:
                parts.append("")
            depth = min(block.depth, depth + 1)
            parts.append(f"{'  ' * depth}- {_render_line(block.text)}")
        else:
            depth = -1
            parts += ["", *_render_block(block)]
    return "\n".join(parts) + "\n"


def render_heading(level: int, words: str) -> str:
    """Write a heading of plain words."""
    text = _render_inline((Span(words),))
    if re.search(r"(?:^|\s)#+$", text):
        text = f"{text[: text.rindex('#')]}\\#"
    return f"{'#' * level} {text}"


def _render_block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield render_heading(block.level, get_words(block.text))
        case Paragraph():
            yield _render_line(block.text)
        case Code():
            yield from _render_code(block)
        case Table():
            yield from _render_table(block)


def _render_line(text: Text) -> str:
    line = _render_inline(_squeeze(join_lines(text)))
    if not _BLOCK_START.match(line) or _reads_as_paragraph(line):
        return line
    number = re.match(r"\d+(?=[.)])", line)
    place = number.end() if number else 0
    return f"{line[:place]}\\{line[place:]}"


def _reads_as_paragraph(line: str) -> bool:
    tokens = _READER.parse(line)
    return len(tokens) == 3 and tokens[0].type == "paragraph_open" and tokens[1].content == line


def _squeeze(text: Text) -> Text:
    """Take double spaces out, also across spans."""
    squeezed: list[Span] = []
    gap = True
    for span in text:
        words = span.text if span.code else re.sub(r"\s+", " ", span.text)
        if gap and not span.code:
            words = words.lstrip(" ")
        if words:
            squeezed.append(replace(span, text=words))
            gap = words.endswith(" ")
    if squeezed:
        squeezed[-1] = replace(squeezed[-1], text=squeezed[-1].text.rstrip())
    return tuple(span for span in squeezed if span.text)


def _render_inline(text: Text) -> str:
    """Write spans, with escapes only where they would not read back as they are."""
    plain = "".join(_render_span(span, "") for span in text)
    if not _SPECIAL.search(plain):
        return plain
    if len(plain) <= PIECE_CHARACTERS and _reads_back(plain, text):
        return plain
    escapes = _ESCAPED
    if len(plain) <= _LONGEST_SPARING_CHARACTERS:
        for sign in _ESCAPED:
            fewer = escapes.replace(sign, "")
            if _reads_back("".join(_render_span(span, fewer) for span in text), text):
                escapes = fewer
    return "".join(_render_span(span, escapes) for span in text)


def _render_span(span: Span, escapes: str) -> str:
    if span.code and span.text.strip():
        words = _render_code_span(span.text)
    else:
        words = (
            "".join(f"\\{sign}" if sign in escapes else sign for sign in span.text) if escapes else span.text
        )
    if not is_address(span.href) or not words.strip():
        return words
    address = span.href.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    lead = len(words) - len(words.lstrip())
    return f"{words[:lead]}[{words.strip()}]({address}){words[len(words.rstrip()) :]}"


def _render_code_span(code: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{pad}{' '.join(code.split())}{pad}{fence}"


def _reads_back(markdown: str, text: Text) -> bool:
    """Whether a Markdown reader finds the same words, code and addresses."""
    found: list[tuple[str, bool, bool]] = []
    linked = False
    for token in _READER.parseInline(markdown)[0].children or []:
        match token.type:
            case "text" | "text_special":
                found.append((token.content, False, linked))
            case "code_inline":
                found.append((token.content, True, linked))
            case "link_open" | "link_close":
                linked = token.type == "link_open"
            case _:
                return False
    wanted = [(span.text, span.code, is_address(span.href)) for span in text]
    return _flatten(found) == _flatten(wanted)


def _flatten(parts: list[tuple[str, bool, bool]]) -> list[tuple[str, bool, bool]]:
    flat: list[tuple[str, bool, bool]] = []
    for words, code, linked in parts:
        if flat and flat[-1][1:] == (code, linked):
            flat[-1] = (flat[-1][0] + words, code, linked)
        else:
            flat.append((words, code, linked))
    stripped = [(" ".join(words.split()), code, linked) for words, code, linked in flat]
    return [part for part in stripped if part[0]]


def _render_code(code: Code) -> Iterator[str]:
    longest = max((len(run) for run in re.findall(r"`{3,}", code.content)), default=2)
    fence = "`" * (longest + 1)
    yield f"{fence}{re.sub(r'[^A-Za-z0-9+#._-]', '', code.language).lstrip('.')}"
    yield from code.content.removesuffix("\n").split("\n")
    yield fence


def _render_table(table: Table) -> Iterator[str]:
    assert table.header is not None
    width = table.width
    yield _render_row(table.header, width, header=True)
    yield f"|{' --- |' * width}"
    for row in table.rows:
        yield _render_row(row, width, header=False)


def _render_row(row: Row, width: int, *, header: bool) -> str:
    cells = [
        _render_cell(cell, between=" " if header else ", " if place == 0 else "<br>")
        for place, cell in enumerate(row.cells)
    ]
    cells += [""] * (width - len(cells))
    return f"| {' | '.join(cells)} |"


def _render_cell(text: Text, *, between: str) -> str:
    if _NOTHING.fullmatch(get_words(text)):
        return ""
    parts = [part for line in split_lines(text) for part in _split_items(_squeeze(line))]
    return between.join(
        _render_inline(_squeeze(part)).replace("|", "\\|") for part in parts if get_words(part)
    )


def _split_items(line: Text) -> Iterator[Text]:
    """Cut ``- one - two`` into its entries, and take the dash off a lone one."""
    if not line or not _ITEM_MARK.match(line[0].text):
        yield line
        return
    part: list[Span] = []
    first = replace(line[0], text=_ITEM_MARK.sub("", line[0].text, count=1))
    for span in (first, *line[1:]):
        pieces = [span.text] if span.code else _INNER_ITEM.split(span.text)
        for place, piece in enumerate(pieces):
            if place:
                yield tuple(part)
                part = []
            part.append(replace(span, text=piece))
    yield tuple(part)
