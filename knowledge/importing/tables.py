"""Tables in plain text: rows of cells between tabs or bars, as they come out of documents cut into pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock

# Wider runs are not tables that anybody reads, and padding their rows could fill the memory.
LARGEST_WIDTH = 64
_MOST_LINES_OF_A_ROW = 60

_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_BARS = re.compile(r"\s*\|.*\|\s*")
_OTHER_BLOCK = re.compile(r"\s{0,3}(?:#{1,6}\s|`{3}|~{3}|>)")
_LIST_MARK = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_CODE = re.compile(r"`[^`]+`")
_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)


@dataclass(frozen=True)
class RawRow:
    """One row as written; `offset` counts lines from the first of the table."""

    offset: int
    cells: list[str]


def add_table_rules(reader: MarkdownIt) -> MarkdownIt:
    """Teach a Markdown parser the token types `row_run` (a table in lines) and `html_table`.

    Both are blocks of their own and end a paragraph; `row_run` takes the place of the rule `table`.
    """
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    reader.block.ruler.before("code", "row_run", _read_row_run, interrupts)
    reader.block.ruler.before("html_block", "html_table", _read_html_table, interrupts)
    return reader


def split_tabs(line: str) -> list[str]:
    """Cut a line into cells at its tabs."""
    return [cell.strip() for cell in line.split("\t")]


def split_bars(line: str) -> list[str]:
    """Cut a line into cells at its bars; a bar after a backslash belongs to its cell."""
    cells = re.split(r"(?<!\\)\|", line.strip())
    if len(cells) > 1 and not cells[0].strip():
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1].strip():
        cells = cells[:-1]
    return [cell.strip().replace("\\|", "|") for cell in cells]


def join_rows(lines: list[str], split: Callable[[str], list[str]]) -> tuple[list[RawRow], int]:
    """Cut lines into rows, joining rows that go on in the next lines.

    Returns:
        The rows, the header first, and how many lines were joined to the row above.
    """
    cut = [split(line) for line in lines]
    width = len(cut[0])
    rows = [RawRow(0, cut[0])]
    n_joined = 0
    place = 1
    while place < len(cut):
        if len(cut[place]) == 1 and len(rows[-1].cells) >= width:
            _extend_row(rows[-1].cells, cut[place])
            n_joined += 1
        else:
            rows.append(RawRow(place, cut[place]))
            n_more = _count_missing_lines(cut, place, width)
            for cells in cut[place + 1 : place + 1 + n_more]:
                _extend_row(rows[-1].cells, cells)
            n_joined += n_more
            place += n_more
        place += 1
    return rows, n_joined


def _extend_row(cells: list[str], more: list[str]) -> None:
    cells[-1] = f"{cells[-1]} {more[0]}".strip()
    cells.extend(more[1:])


def _count_missing_lines(cut: list[list[str]], place: int, width: int) -> int:
    """How many of the next lines complete the row at `place`; 0 when none do."""
    n_cells = len(cut[place])
    for n_more, cells in enumerate(cut[place + 1 : place + 1 + _MOST_LINES_OF_A_ROW], start=1):
        new_row = not cells[0] or cells[0].startswith(("<b>", "**", "<strong>"))
        if n_cells >= width or new_row:
            return 0
        n_cells += len(cells) - 1
        if n_cells == width:
            return n_more
    return 0


def is_delimiter(line: str) -> bool:
    """Whether a line is the ``| --- | --- |`` under a header."""
    return "-" in line and _DELIMITER.fullmatch(line.strip()) is not None


def read_run(lines: list[str]) -> tuple[list[RawRow], bool, int]:
    """Cut the lines of a table into rows.

    Returns:
        The rows, whether the first is surely the header, and how many lines were joined to the row above.
    """
    tabs = "\t" in lines[0]
    marked = len(lines) > 2 and (_is_underline(lines[1]) if tabs else is_delimiter(lines[1]))
    body = [lines[0], *lines[2:]] if marked else lines
    rows, n_joined = join_rows(body, _choose_tab_split(body) if tabs else _choose_bar_split(body))
    shift = 1 if marked else 0
    return [RawRow(row.offset + shift * (row.offset > 0), row.cells) for row in rows], marked, n_joined


def _is_underline(line: str) -> bool:
    return all(re.fullmatch(r"-{2,}|={2,}", cell) for cell in split_tabs(line))


def _choose_bar_split(lines: list[str]) -> Callable[[str], list[str]]:
    """A bar inside of code ends a cell, unless the row would then have more cells than the header."""
    width = len(split_bars(lines[0]))

    def split(line: str) -> list[str]:
        cells = split_bars(line)
        if len(cells) > width and "`" in line:
            kept = split_bars(_CODE.sub(lambda code: re.sub(r"(?<!\\)\|", r"\\|", code[0]), line))
            return kept if len(kept) == width else cells
        return cells

    return split


def _choose_tab_split(lines: list[str]) -> Callable[[str], list[str]]:
    """Several tabs in a row are one gap where that, and only that, gives rows of equal length."""
    if len({line.count("\t") for line in lines}) > 1:
        squeezed = [re.split(r"\t+", line.strip()) for line in lines]
        if len({len(cells) for cells in squeezed}) == 1 and not any(line.startswith("\t") for line in lines):
            return lambda line: [cell.strip() for cell in re.split(r"\t+", line.strip())]
    return split_tabs


def _read_row_run(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = _get_line(state, start)
    width = _width_of_start(state, line, _get_line(state, start + 1) if start + 1 < end else "")
    if not 2 <= width <= LARGEST_WIDTH:
        return False
    if silent:
        return True
    lines = [line]
    tabs = "\t" in line
    while start + len(lines) < end:
        following = _get_line(state, start + len(lines))
        if not following.strip() or state.sCount[start + len(lines)] < state.blkIndent:
            break
        if not _continues(lines, following, width, tabs=tabs):
            break
        lines.append(following)
    state.env["table_width"] = width
    state.line = start + len(lines)
    token = state.push("row_run", "", 0)
    token.map = [start, state.line]
    token.content = "\n".join(lines)
    return True


def _get_line(state: StateBlock, place: int) -> str:
    return state.getLines(place, place + 1, state.blkIndent, False) if place < state.lineMax else ""


def _width_of_start(state: StateBlock, line: str, following: str) -> int:
    """Columns of the table that begins here, 0 when none does."""
    if _OTHER_BLOCK.match(line):
        return 0
    if "\t" in line.strip() or ("\t" in line and state.env.get("table_width", 0) > 1):
        width = len(split_tabs(line))
        inside_list = _LIST_MARK.match(line) is not None or state.blkIndent > 0
        goes_on = "\t" in following and not following.isspace()
        torn = state.env.get("table_width") == width
        header_like = "\t" in line.strip() and bool(line[:1].strip())
        return width if not inside_list and ((goes_on and header_like) or torn) else 0
    if "|" not in line:
        return 0
    width = len(split_bars(line))
    if is_delimiter(following):
        return width if len(split_bars(following)) == width else 0
    if not _BARS.fullmatch(line):
        return 0
    return width if _BARS.fullmatch(following) or state.env.get("table_width") == width else 0


def _continues(lines: list[str], following: str, width: int, *, tabs: bool) -> bool:
    """Whether a line belongs to the table above it."""
    if _OTHER_BLOCK.match(following):
        return False
    if ("\t" in following) if tabs else ("|" in following):
        return True
    above = lines[-1]
    n_cells = len(split_tabs(above) if tabs else split_bars(above))
    if n_cells < width and len(lines) > 1:
        return True
    # A full row goes on only where its last cell plainly has no end.
    return following[:1].islower() and not above.rstrip(" |").endswith((".", "!", "?"))


def _read_html_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = _get_line(state, start)
    if line.lstrip()[:6].lower() != "<table" or state.env.get("table_never_ends"):
        return False
    depth = 0
    for place in range(start, end):
        for tag in _TAG.finditer(_get_line(state, place)):
            depth += -1 if tag[1] else 1
        if depth <= 0:
            if not silent:
                state.line = place + 1
                token = state.push("html_table", "", 0)
                token.map = [start, state.line]
                token.content = state.getLines(start, state.line, state.blkIndent, False)
            return True
    # Searching again from every further <table> would cost time by the square of the file's length.
    state.env["table_never_ends"] = True
    return False
