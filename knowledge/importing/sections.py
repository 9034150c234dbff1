"""Placing what lies between the marked headings: labels and bold lines as headings, lists as bullets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from knowledge.importing.blocks import (
    BREAK,
    Block,
    Bullet,
    Code,
    Heading,
    Item,
    Listing,
    Paragraph,
    Row,
    Span,
    Table,
    Text,
    get_words,
    has_words,
    is_bold,
    join_lines,
    join_texts,
    make_text,
    split_lines,
)
from knowledge.importing.headings import clean_heading, is_bold_heading, is_field, is_plain_label
from knowledge.importing.inline import get_label

_DEEPEST = 6
_LONGEST_PARENT_WORDS = 6
# A bold phrase before one of these capitals is a title run into its sentence.
_SENTENCE_STARTS = frozenset("A An The This These It In For To When With You If As By On At There".split())


def place_blocks(blocks: list[Block]) -> list[Block]:
    """Give every block the form it has in the sheet: headings, one-line paragraphs, bullets, tables, code."""
    placed: list[Block] = []
    level = 1
    for heading, section in _cut_sections(blocks):
        if heading:
            placed.append(heading)
            level = heading.level
        placed.extend(_place_section(section, level))
    return placed


def _cut_sections(blocks: list[Block]) -> Iterator[tuple[Heading | None, list[Block]]]:
    heading: Heading | None = None
    section: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            yield heading, section
            heading, section = block, []
        else:
            section.append(block)
    yield heading, section


def _place_section(blocks: list[Block], level: int) -> Iterator[Block]:
    """Place the blocks under one heading of this level."""
    labelled = any(isinstance(block, Paragraph) and _is_label_line(block.text) for block in blocks)
    subject = current = level
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        match block:
            case Paragraph():
                kind, words, rest = _read_title(block.text, following, labelled=labelled)
                if kind == "subject":
                    subject = current = min(level + 1, _DEEPEST)
                    yield Heading(block.line, current, make_text(words))
                elif kind == "field":
                    current = min(subject + 1, _DEEPEST)
                    yield Heading(block.line, current, make_text(words))
                yield from _place_paragraph(block.line, rest)
            case Listing():
                yield from _place_list(block, current, last=following is None)
            case Table():
                yield from _place_table(block, current)
            case _:
                yield block


def _is_label_line(text: Text) -> bool:
    return is_bold_heading(text) and get_words(text).endswith(":")


def _read_title(text: Text, following: Block | None, *, labelled: bool) -> tuple[str, str, Text]:
    """Tell whether a paragraph is, or begins with, a heading.

    Returns:
        "subject", "field" or "" for none; the heading's words; what stays a paragraph.
    """
    words = clean_heading(text)
    if is_bold_heading(text) and words:
        field = get_words(text).endswith(":") or is_field(words)
        return ("field" if field else "subject"), words, ()
    if is_plain_label(text) and words and isinstance(following, Listing | Table | Code):
        return "field", words, ()
    lines = split_lines(text)
    if len(lines) > 1 and is_bold_heading(lines[0]) and get_words(lines[1])[:1].isupper():
        title = clean_heading(lines[0])
        if title:
            return ("field" if is_field(title) else "subject"), title, join_texts(lines[1:], BREAK)
    label = get_label(text) if labelled else None
    if label and label[1] and clean_heading(make_text(label[0])):
        # Next to labels on lines of their own, a label before a text heads what follows as well.
        return ("field" if is_field(label[0]) else "subject"), clean_heading(make_text(label[0])), text
    return "", "", text


def _place_paragraph(line: int, text: Text) -> Iterator[Block]:
    lines = split_lines(text)
    n_facts = sum(1 for _ in itertools.takewhile(_is_fact, reversed(lines)))
    prose = lines if n_facts < 2 else lines[:-n_facts]
    if prose:
        yield Paragraph(line, _part_title(join_lines(join_texts(prose, BREAK))))
    for part in lines[len(prose) :]:
        yield Bullet(line, 0, part)


def _is_fact(text: Text) -> bool:
    """Whether a line reads ``Label: words``."""
    label, colon, words = get_words(text).partition(": ")
    return (
        bool(colon and words.strip())
        and len(label) > 1
        and label[:1].isupper()
        and len(label.split()) <= _LONGEST_PARENT_WORDS
    )


def _part_title(text: Text) -> Text:
    """Put the missing colon after a bold title that runs into its sentence."""
    if len(text) < 2 or not text[0].bold or text[1].bold:
        return text
    title, rest = text[0].text, text[1].text.split(" ")
    starts = next((word for word in rest if word), "")
    if (
        len(title.split()) < 3
        or title.rstrip().endswith((":", ".", "?", "!"))
        or starts not in _SENTENCE_STARTS
    ):
        return text
    return (
        replace(text[0], text=f"{title.rstrip()}: "),
        replace(text[1], text=text[1].text.lstrip()),
        *text[2:],
    )


def _place_list(listing: Listing, level: int, *, last: bool) -> Iterator[Block]:
    """Place a list under a heading of this level.

    Entries with much under them become headings, but only at the end of a section: text after the list
    would come to stand under the last of them.
    """
    if last and level < _DEEPEST and _are_sections(listing):
        for item in listing.items:
            yield from _place_titled_item(item, level + 1)
    else:
        for item in listing.items:
            yield from _place_item(item, 0, ())


def _are_sections(listing: Listing) -> bool:
    items = listing.items
    if all(_has_title_and_text(item) for item in items):
        return True
    if not all(_find_item_title(item) for item in items):
        return False
    shown = any(isinstance(block, Code | Table) for item in items for block in item.blocks)
    return shown or all(_has_labelled_facts(item) for item in items)


def _first_lines(item: Item) -> list[Text]:
    first = item.blocks[0] if item.blocks else None
    return split_lines(first.text) if isinstance(first, Paragraph) else []


def _has_title_and_text(item: Item) -> bool:
    lines = _first_lines(item)
    if not lines or not is_bold_heading(lines[0]):
        return False
    return len(lines) > 1 or any(isinstance(block, Paragraph) for block in item.blocks[1:])


def _find_item_title(item: Item) -> str:
    """The title of an entry: its bold first line or its bold label."""
    lines = _first_lines(item)
    if not lines:
        return ""
    if is_bold_heading(lines[0]):
        return clean_heading(lines[0])
    label = get_label(lines[0])
    return clean_heading(make_text(label[0])) if label and label[1] else ""


def _has_labelled_facts(item: Item) -> bool:
    """Whether an entry is a bold name over a list of labelled facts."""
    last = item.blocks[-1]
    lines = _first_lines(item)
    if len(item.blocks) != 2 or not isinstance(last, Listing) or len(lines) != 1 or not is_bold(lines[0]):
        return False
    n_labelled = sum(1 for child in last.items if (found := _first_lines(child)) and get_label(found[0]))
    return n_labelled * 2 > len(last.items)


def _place_titled_item(item: Item, level: int) -> Iterator[Block]:
    first = item.blocks[0]
    assert isinstance(first, Paragraph)
    lines = split_lines(first.text)
    yield Heading(item.line, level, make_text(_find_item_title(item)))
    body = lines[1:] if is_bold_heading(lines[0]) else lines
    rest: list[Block] = [Paragraph(first.line, join_texts(body, BREAK))] if body else []
    yield from _place_section([*rest, *item.blocks[1:]], level)


def _place_item(item: Item, depth: int, parent: Text) -> Iterator[Block]:
    """Place an entry as a bullet, what it holds after it.

    Entries under one that is only a name carry that name; others keep their place under their parent.
    """
    n_text = next(
        (place for place, block in enumerate(item.blocks) if not isinstance(block, Paragraph)),
        len(item.blocks),
    )
    text = _join_paragraphs([block.text for block in item.blocks[:n_text] if isinstance(block, Paragraph)])
    inner = item.blocks[n_text:]
    has_children = any(isinstance(block, Listing) for block in inner)
    if has_children and _is_parent_only(text):
        name = make_text(f"{get_words(text).rstrip(': ')}: ") if text else ()
        child_depth, prefix = depth, (*parent, *name)
    else:
        child_depth, prefix = depth + 1, ()
        if text:
            yield Bullet(item.line, depth, (*parent, *_part_title(text)))
    for block in inner:
        if isinstance(block, Listing):
            for child in block.items:
                yield from _place_item(child, child_depth, prefix)
        elif isinstance(block, Paragraph):
            yield from _place_paragraph(block.line, block.text)
        elif isinstance(block, Table):
            yield from _place_table(block, _DEEPEST)
        else:
            yield block


def _join_paragraphs(paragraphs: list[Text]) -> Text:
    """Join an entry's paragraphs on one line, with a colon after a bold first line."""
    lines = split_lines(join_texts(paragraphs, BREAK))
    if len(lines) > 1 and is_bold(lines[0]):
        title = get_words(lines[0]).rstrip(": ")
        return (*make_text(f"{title}: ", bold=True), *join_lines(join_texts(lines[1:], BREAK)))
    return join_lines(join_texts(paragraphs, BREAK))


def _is_parent_only(text: Text) -> bool:
    """Whether an entry only names what the entries under it are about."""
    words = get_words(text)
    if is_bold(text):
        return True
    return len(words.split()) <= _LONGEST_PARENT_WORDS and not words.endswith((".", "!", "?", ";", ","))


def _place_table(table: Table, level: int) -> Iterator[Block]:
    """Cut a table at rows that only name the rows below them."""
    width = len(table.header.cells) if table.header else 0
    parts = [
        (names, tuple(rows))
        for names, rows in itertools.groupby(table.rows, lambda row: width > 1 and not any(row.cells[1:]))
    ]
    if table.header and all(names for names, _ in parts):
        # No row has two cells: what looked like a header is the first of them.
        yield Paragraph(table.line, join_texts([join_lines(cell) for cell in table.header.cells], Span("; ")))
    for names, rows in parts:
        if names:
            for row in rows:
                yield from _place_name(row, level)
        else:
            yield replace(table, line=rows[0].line, rows=rows)


def _place_name(row: Row, level: int) -> Iterator[Block]:
    """Place a row of one cell: a heading when it is bold, else a line of text."""
    words = clean_heading(row.cells[0])
    if words and is_bold(row.cells[0]) and level < _DEEPEST:
        yield Heading(row.line, level + 1, make_text(words))
    elif has_words(row.cells[0]):
        yield Paragraph(row.line, join_lines(row.cells[0]))
