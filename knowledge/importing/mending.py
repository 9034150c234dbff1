"""Joining what page breaks tore: tables, paragraphs, entries of lists; filling cells left empty."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.importing.blocks import (
    Block,
    Heading,
    Item,
    Listing,
    Paragraph,
    Row,
    Span,
    Table,
    Text,
    get_words,
    is_bold,
    join_texts,
    make_text,
)
from knowledge.importing.headings import clean_heading
from knowledge.importing.inline import get_label
from knowledge.importing.ledger import Ledger

_CONTINUED = re.compile(r"\s*[(\[]?(?:continued|cont\.?|cont'd|contd\.?)[)\]]?$", re.IGNORECASE)


def mend_blocks(blocks: list[Block], ledger: Ledger) -> list[Block]:
    """Join blocks that belong together and complete the ones with gaps."""
    joined = _join_neighbours(_drop_continued_headings(blocks, ledger), ledger)
    mended: list[Block] = []
    for block in joined:
        match block:
            case Table():
                mended.extend(_complete_table(block, ledger))
            case Listing():
                mended.append(_move_torn_items(block, ledger))
            case _:
                mended.append(block)
    return mended


def _drop_continued_headings(blocks: list[Block], ledger: Ledger) -> list[Block]:
    """Leave out a heading that only repeats the one above on a new page."""
    kept: list[Block] = []
    current = ""
    for block in blocks:
        if isinstance(block, Heading):
            words = clean_heading(block.text)
            bare = _CONTINUED.sub("", words)
            if bare != words and bare.casefold() == current.casefold():
                ledger.drop(block.line, words, "heading continued on a new page")
                continue
            current = words
        kept.append(block)
    return kept


def _join_neighbours(blocks: list[Block], ledger: Ledger) -> list[Block]:
    joined: list[Block] = []
    tails: list[list[Row]] = []  # rows to add to the table of the same place in `joined`
    whole = False  # joining again and again would cost time by the square of the length
    for block in blocks:
        above = joined[-1] if joined else None
        if isinstance(above, Table) and isinstance(block, Table) and _goes_on(above, block):
            tails[-1].extend(_take_continued_rows(above, block, ledger))
        elif (
            isinstance(above, Paragraph)
            and isinstance(block, Paragraph)
            and not whole
            and _is_torn(above, block)
        ):
            joined[-1] = replace(above, text=join_texts([above.text, block.text], Span(" ")))
            whole = True
            ledger.repair("paragraphs joined")
        else:
            joined.append(_give_header(block))
            tails.append([])
            whole = False
    return [
        replace(block, rows=(*block.rows, *tail)) if tail and isinstance(block, Table) else block
        for block, tail in zip(joined, tails, strict=True)
    ]


def _give_header(block: Block) -> Block:
    """Take the first row for the header where none is marked."""
    if isinstance(block, Table) and block.header is None:
        return replace(block, header=block.rows[0], rows=block.rows[1:])
    return block


def _goes_on(above: Table, below: Table) -> bool:
    """Whether a table is the rest of the one above it, torn at a page break."""
    first = below.all_rows[0]
    if above.header is None or len(above.header.cells) != len(first.cells):
        return False
    if _row_words(first) == _row_words(above.header):
        return True
    if below.header is not None:
        return False
    if not below.rows[1:] or not first.cells[0]:
        return True
    # Rows begin with a bold name and headers do not: then this first row is no header.
    named = bool(above.rows) and all(is_bold(row.cells[0]) for row in above.rows[:20] if row.cells[0])
    return named and is_bold(first.cells[0]) and not is_bold(above.header.cells[0])


def _take_continued_rows(above: Table, below: Table, ledger: Ledger) -> list[Row]:
    ledger.repair("tables joined")
    rows = list(below.all_rows)
    if above.header is not None and _row_words(rows[0]) == _row_words(above.header):
        ledger.drop(rows[0].line, " | ".join(_row_words(rows[0])), "repeated table header")
        return rows[1:]
    return rows


def _row_words(row: Row) -> list[str]:
    return [get_words(cell) for cell in row.cells]


def _is_torn(above: Paragraph, below: Paragraph) -> bool:
    """Whether a sentence goes on in the next paragraph."""
    end, start = get_words(above.text), get_words(below.text)
    return end[-1:].isalnum() and start[:1].islower() and not is_bold(above.text) and " " in end


def _complete_table(table: Table, ledger: Ledger) -> list[Block]:
    """Fill first cells left empty because they hold for several rows."""
    if not table.rows:
        cells = [get_words(cell) for row in table.all_rows for cell in row.cells]
        return [Paragraph(table.line, (Span("; ".join(filter(None, cells))),))]
    if _is_glossary(table):
        return [_make_list(table)]
    rows: list[Row] = []
    first: Text = ()
    for row in table.rows:
        if row.cells[0]:
            first = row.cells[0]
        elif first and any(row.cells):
            row = replace(row, cells=(first, *row.cells[1:]))
            ledger.repair("first cells filled")
        rows.append(row)
    return [replace(table, rows=tuple(rows))]


def _is_glossary(table: Table) -> bool:
    """Whether two columns without a header hold words and their meanings."""
    header = table.header
    if (
        table.width != 2
        or header is None
        or len(header.cells) < 2
        or not all(row.cells[0] for row in table.rows)
    ):
        return False
    if all(get_words(row.cells[0]).endswith(":") for row in table.all_rows):
        return True
    meaning = get_words(header.cells[1])
    return len(meaning.split()) >= 6 or meaning.endswith(".")


def _make_list(table: Table) -> Listing:
    items: list[Item] = []
    for row in table.all_rows:
        word, *meaning = row.cells
        text = join_texts([make_text(get_words(word).rstrip(": ")), *filter(None, meaning)], Span(": "))
        items.append(Item(row.line, (Paragraph(row.line, text),)))
    return Listing(table.line, tuple(items))


def _move_torn_items(listing: Listing, ledger: Ledger) -> Listing:
    """Put ``Use Cases: …`` back under its service where a page break made it an entry of its own."""
    labels = {label for item in listing.items for label in _child_labels(item)}
    items: list[Item] = []
    for item in listing.items:
        label = _label_of(item)
        above = items[-1] if items else None
        if above and label in labels and _is_owner(above) and label not in _child_labels(above):
            *blocks, last = above.blocks
            if isinstance(last, Listing):
                items[-1] = replace(above, blocks=(*blocks, replace(last, items=(*last.items, item))))
                ledger.repair("list entries moved back")
                continue
        items.append(item)
    return replace(listing, items=tuple(items))


def _label_of(item: Item) -> str:
    if len(item.blocks) != 1 or not isinstance(item.blocks[0], Paragraph):
        return ""
    label = get_label(item.blocks[0].text)
    return label[0] if label else ""


def _is_owner(item: Item) -> bool:
    """Whether an entry is a bold name with a list of labelled facts under it."""
    first, last = item.blocks[0], item.blocks[-1]
    return isinstance(first, Paragraph) and is_bold(first.text) and isinstance(last, Listing)


def _child_labels(item: Item) -> set[str]:
    lists = [block for block in item.blocks if isinstance(block, Listing)]
    return {label for block in lists for child in block.items if (label := _label_of(child))}
