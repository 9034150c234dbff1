"""Leaving out what is no content: empty blocks, contents pages, advertising, repeated rows and lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from knowledge.importing.blocks import (
    Block,
    Code,
    Heading,
    Item,
    Listing,
    Paragraph,
    Row,
    Table,
    Text,
    get_words,
    has_words,
    is_bold,
    iterate_words,
)
from knowledge.importing.headings import clean_heading
from knowledge.importing.inline import find_lone_links, is_anchor_list
from knowledge.importing.ledger import Ledger

_CONTENTS = {
    "index",
    "contents",
    "table of contents",
    "toc",
    "in this article",
    "on this page",
    "in this guide",
}
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}\s*$")
_PAGE_AT_END = re.compile(r"(?:^|\D)\d{1,4}\s*$")
# Only calls that no page about technology makes: topics are subscribed to and services have free trials.
_CALL = re.compile(
    r"\b(?:free (?:practice )?tests?|are you ready|self-assess|sign up (?:now|today|for free|for our)|buy now"
    r"|enrol+ (?:now|today)|coupon code|click here|register now|join (?:now|our)|download (?:now|our)"
    r"|visit our|follow us|subscribe to (?:our|my)|limited[- ]time offer)\b",
    re.IGNORECASE,
)
_LONGEST_CALL_WORDS = 14
# A short line that comes back on page after page is a running header, not a statement.
_RUNNING_TIMES = 3
_RUNNING_WORDS = 10

_Part = TypeVar("_Part", Row, Item)


@dataclass(frozen=True)
class Contents:
    """What a dropped contents page tells: the tier, from 1, of each heading's simplified words."""

    tiers: dict[str, int]


def simplify(words: str) -> str:
    """Reduce a heading to what stays the same between a contents page and the page itself."""
    return " ".join(re.findall(r"\w+", words.casefold()))


def drop_debris(blocks: list[Block], ledger: Ledger) -> tuple[list[Block], Contents]:
    """Leave out blocks that are no content, telling the ledger of each."""
    blocks = _drop_empty(blocks, ledger)
    blocks, contents = _drop_contents(blocks, ledger)
    return _drop_advertising(blocks, ledger), contents


def drop_repeats(blocks: list[Block], ledger: Ledger) -> list[Block]:
    """Leave out rows, list entries and lines that only repeat others, telling the ledger of each."""
    return [_drop_repeats_within(block, ledger) for block in _drop_repeated_lines(blocks, ledger)]


def _drop_block(block: Block, reason: str, ledger: Ledger) -> None:
    for line, words in iterate_words(block):
        ledger.drop(line, words, reason)


def _drop_empty(blocks: list[Block], ledger: Ledger) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Listing):
            items = [Item(item.line, tuple(_drop_empty(list(item.blocks), ledger))) for item in block.items]
            block = replace(block, items=tuple(item for item in items if item.blocks))
        if _is_empty(block):
            _drop_block(block, "no words", ledger)
        else:
            kept.append(block)
    return kept


def _is_empty(block: Block) -> bool:
    match block:
        case Heading():
            return not clean_heading(block.text)
        case Code():
            return not block.content.strip()
        case Listing():
            return not block.items
        case Table():
            return not any(has_words(cell) for row in block.all_rows for cell in row.cells)
    return not has_words(block.text)


def _drop_contents(blocks: list[Block], ledger: Ledger) -> tuple[list[Block], Contents]:
    kept: list[Block] = []
    tiers: dict[str, int] = {}
    place = 0
    while place < len(blocks):
        block = blocks[place]
        end = place + 1
        if isinstance(block, Heading) and simplify(clean_heading(block.text)) in _CONTENTS:
            while end < len(blocks) and not isinstance(blocks[end], Heading):
                end += 1
            listing = blocks[place + 1 : end]
            if listing and all(_is_contents(part) for part in listing):
                for part in (block, *listing):
                    _drop_block(part, "table of contents", ledger)
                    tiers |= _read_tiers(part)
                place = end
                continue
        if _is_plain_contents(block):
            _drop_block(block, "table of contents", ledger)
        else:
            kept.append(block)
        place += 1
    return kept, Contents(tiers if len(set(tiers.values())) > 1 else {})


def _is_contents(block: Block) -> bool:
    """Whether a block under a heading such as "Contents" is a list of headings."""
    match block:
        case Table():
            ends = [get_words(row.cells[-1]) for row in block.all_rows]
            n_pages = sum(1 for words in ends if re.fullmatch(r"\d{1,4}|", words))
            return n_pages * 2 >= len(ends)
        case Listing():
            lines = [words for _, words in iterate_words(block)]
            n_pages = sum(1 for words in lines if _PAGE_AT_END.search(words[-60:]))
            return n_pages * 2 >= len(lines) or _links_to_anchors(block)
        case Paragraph():
            return bool(_PAGE_AT_END.search(get_words(block.text)[-60:])) or is_anchor_list(block.text)
    return False


def _is_plain_contents(block: Block) -> bool:
    """Whether a block is a list of headings beyond doubt, also without a heading that says so."""
    match block:
        case Listing():
            n_lines = sum(1 for _ in iterate_words(block))
            leaders = all(_has_leaders(words) for _, words in iterate_words(block))
            return n_lines > 2 and (leaders or _links_to_anchors(block))
        case Paragraph():
            lines = [line for line in _iterate_lines(block.text) if line]
            return len(lines) > 1 and all(map(_has_leaders, lines))
    return False


def _has_leaders(words: str) -> bool:
    """Whether a line ends in dots and a page number; the end is enough to see it."""
    return _LEADERS.search(words[-60:]) is not None


def _iterate_lines(text: Text) -> Iterator[str]:
    yield from ("".join(span.text for span in text)).split("\n")


def _links_to_anchors(block: Block) -> bool:
    match block:
        case Listing():
            return all(_links_to_anchors(inner) for item in block.items for inner in item.blocks)
        case Paragraph():
            return is_anchor_list(block.text)
    return False


def _read_tiers(block: Block) -> dict[str, int]:
    """Bold entries of a contents table are its chapters, the others their sections."""
    if not isinstance(block, Table):
        return {}
    return {
        simplify(get_words(row.cells[0])): 1 if is_bold(row.cells[0]) else 2
        for row in block.all_rows
        if row.cells[0]
    }


def _drop_advertising(blocks: list[Block], ledger: Ledger) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) and find_lone_links(block.text):
            if kept and _is_call(kept[-1], before_link=True):
                _drop_block(kept.pop(), "advertising", ledger)
            _drop_block(block, "link without an address", ledger)
        elif _is_call(block, before_link=False):
            _drop_block(block, "advertising", ledger)
        else:
            kept.append(block)
    return kept


def _is_call(block: Block, *, before_link: bool) -> bool:
    """Whether a paragraph calls readers to a shop; before a link that leads nowhere any short line does."""
    if not isinstance(block, Paragraph):
        return False
    words = get_words(block.text)
    if len(words.split()) > _LONGEST_CALL_WORDS or words.endswith((".", ":", ";")):
        return False
    return bool(_CALL.search(words)) or (before_link and not is_bold(block.text))


def _drop_repeated_lines(blocks: list[Block], ledger: Ledger) -> list[Block]:
    lines = Counter(get_words(block.text) for block in blocks if isinstance(block, Paragraph))
    seen: set[str] = set()
    kept: list[Block] = []
    above = ""
    for block in blocks:
        words = get_words(block.text) if isinstance(block, Paragraph) else ""
        running = lines[words] >= _RUNNING_TIMES and len(words.split()) <= _RUNNING_WORDS
        label = isinstance(block, Paragraph) and (is_bold(block.text) or words.endswith(":"))
        if words and not label and ((running and words in seen) or words == above):
            _drop_block(block, "repeated line", ledger)
            continue
        seen.add(words)
        above = words
        kept.append(block)
    return kept


def _drop_repeats_within(block: Block, ledger: Ledger) -> Block:
    match block:
        case Table():
            return replace(block, rows=tuple(_keep_first(block.rows, _row_key, "repeated row", ledger)))
        case Listing():
            return replace(block, items=tuple(_keep_first(block.items, _item_key, "repeated line", ledger)))
    return block


def _row_key(row: Row) -> str:
    return "\t".join(get_words(cell) for cell in row.cells)


def _item_key(item: Item) -> str:
    return "\n".join(words for block in item.blocks for _, words in iterate_words(block))


def _keep_first(
    parts: tuple[_Part, ...], key: Callable[[_Part], str], reason: str, ledger: Ledger
) -> Iterator[_Part]:
    seen: set[str] = set()
    for part in parts:
        words = key(part)
        if words in seen:
            ledger.drop(part.line, words.replace("\t", " | "), reason)
        else:
            seen.add(words)
            yield part
