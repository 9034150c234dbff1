"""The title of a sheet and the levels of its headings."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace

from knowledge.importing.blocks import (
    Block,
    Code,
    Heading,
    Listing,
    Paragraph,
    Table,
    get_words,
    make_text,
    split_lines,
)
from knowledge.importing.debris import Contents, simplify
from knowledge.importing.headings import (
    clean_heading,
    find_attributes,
    is_bold_heading,
    is_field,
    is_plain_title,
    is_sentence,
)
from knowledge.importing.inline import is_address
from knowledge.importing.ledger import Ledger
from knowledge.importing.rendering import render_heading

_TITLE_WORDS = re.compile(
    r"\b(?:cheat[ -]?sheet|guide|notes|handbook|summary|overview|tutorial|certification|documentation"
    r"|glossary|reference|study|revision|course|introduction)\b",
    re.IGNORECASE,
)
_SURE_TITLE_WORDS = re.compile(r"\b(?:cheat[ -]?sheet|notes|handbook|study guide)\b", re.IGNORECASE)
_INTRODUCTION = re.compile(
    r"(?:an )?(?:introduction to|overview of|about|what (?:is|are)|guide to)\s+", re.IGNORECASE
)
_GENERAL = re.compile(r"introduction|overview|summary|conclusion|background|preface", re.IGNORECASE)
_LONGEST_TITLE = 120


@dataclass(frozen=True)
class Outline:
    """A sheet's title and its blocks, every heading at its level from 2 to 6."""

    title: str
    blocks: list[Block]


def find_outline(
    blocks: list[Block], *, title: str, stem: str, contents: Contents, ledger: Ledger
) -> Outline:
    """Choose the title and give every marked heading its level.

    Args:
        blocks: The file's blocks.
        title: What the file calls itself outside of its text, or nothing.
        stem: The file's name without its ending.
        contents: What a dropped contents page told.
        ledger: Learns of what headings lose.
    """
    blocks = [_demote_sentence(block) for block in blocks]
    blocks = _demote_fields(_mark_headings(blocks))
    # A web page's title ends in the name of its site.
    own_title = clean_heading(make_text(re.split(r" [|·] ", title)[0]))
    heading = _find_title_heading(blocks, contents, titled=bool(own_title))
    if heading:
        chosen = _drop_extras(heading, ledger)
        blocks = [block for block in blocks if block is not heading]
    else:
        chosen = own_title or _make_title(stem, blocks)
    if title and simplify(title) != simplify(chosen):
        ledger.drop(1, title, "title beside the text's own")
    short = _shorten(chosen)
    if heading and simplify(short) != simplify(chosen):
        ledger.drop(heading.line, chosen, "title made shorter")
    return Outline(short, _give_levels(blocks, contents, ledger))


def _demote_sentence(block: Block) -> Block:
    if isinstance(block, Heading) and is_sentence(block.text):
        return Paragraph(block.line, block.text)
    return block


def _mark_headings(blocks: list[Block]) -> list[Block]:
    """Where no heading is marked, take the lines that serve as headings for marked ones."""
    if any(isinstance(block, Heading) for block in blocks):
        return blocks
    marked = [_mark_bold(block) for block in blocks]
    if any(isinstance(block, Heading) for block in marked):
        return marked
    numbered = _find_numbered_titles(blocks)
    return [
        _mark_plain(block, blocks[place + 1] if place + 1 < len(blocks) else None, numbered=place in numbered)
        for place, block in enumerate(blocks)
    ]


def _mark_bold(block: Block) -> Block:
    if isinstance(block, Paragraph) and is_bold_heading(block.text) and len(split_lines(block.text)) == 1:
        words = get_words(block.text)
        if not words.endswith(":") and not is_field(words):
            return Heading(block.line, 2, block.text)
    return block


def _mark_plain(block: Block, following: Block | None, *, numbered: bool) -> Block:
    if numbered and isinstance(block, Listing):
        entry = block.items[0].blocks[0]
        return Heading(block.line, 2, entry.text) if isinstance(entry, Paragraph) else block
    if (
        not isinstance(block, Paragraph)
        or len(split_lines(block.text)) != 1
        or not is_plain_title(block.text)
    ):
        return block
    words = get_words(block.text)
    if section := re.match(r"\d{1,2}(?:\.\d{1,2})+", words):
        return Heading(block.line, min(2 + section[0].count("."), 6), block.text)
    shouted = words.isupper() and len(words) > 3
    prose = isinstance(following, Paragraph) and not is_plain_title(following.text)
    if (shouted and following) or prose or isinstance(following, (Listing, Table, Code)):
        return Heading(block.line, 2, block.text)
    return block


def _find_numbered_titles(blocks: list[Block]) -> set[int]:
    """Places of numbered lists of one short entry that count on from each other, with text between them."""
    places = [
        place
        for place, block in enumerate(blocks)
        if isinstance(block, Listing) and block.start is not None and _is_lone_title(block)
    ]
    numbers = [block.start for place in places if isinstance(block := blocks[place], Listing)]
    counted = len(places) > 1 and numbers == list(range(numbers[0] or 0, (numbers[0] or 0) + len(numbers)))
    apart = all(second - first > 1 for first, second in itertools.pairwise(places))
    return set(places) if counted and apart else set()


def _is_lone_title(listing: Listing) -> bool:
    if len(listing.items) != 1 or len(listing.items[0].blocks) != 1:
        return False
    entry = listing.items[0].blocks[0]
    return isinstance(entry, Paragraph) and is_plain_title(entry.text)


def _demote_fields(blocks: list[Block]) -> list[Block]:
    """Put "Key Features" one level under its subject where a file gives both the same level."""
    names = Counter(clean_heading(block.text).casefold() for block in blocks if isinstance(block, Heading))
    demoted: list[Block] = []
    subject = 0
    for block in blocks:
        if isinstance(block, Heading):
            words = clean_heading(block.text)
            repeated = (is_field(words) and names[words.casefold()] > 1) or words.endswith("?")
            if repeated and block.level == subject and not words.endswith("?"):
                block = replace(block, level=min(block.level + 1, 6))
            elif not repeated:
                subject = block.level
        demoted.append(block)
    return demoted


def _find_title_heading(blocks: list[Block], contents: Contents, *, titled: bool) -> Heading | None:
    """Find the heading that is the title: the first, if the others lie under it.

    A file that is titled outside of its text has its title in the text only on the highest level.
    """
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    first = next((place for place, block in enumerate(blocks) if isinstance(block, Heading)), None)
    if first is None:
        return None
    heading = blocks[first]
    assert isinstance(heading, Heading)
    words = clean_heading(heading.text)
    listed = simplify(words) in contents.tiers
    general = heading.level > 1 and (is_field(words) or _GENERAL.fullmatch(words))
    if listed or general or heading.level > (1 if titled else min(levels)):
        return None
    alone = levels.count(heading.level) == 1
    following = blocks[first + 1] if first + 1 < len(blocks) else None
    empty = isinstance(following, Heading) and following.level == heading.level
    pattern = _TITLE_WORDS if heading.level == 1 else _SURE_TITLE_WORDS
    named = pattern.search(words) is not None
    return heading if alone or empty or named or contents.tiers else None


def _drop_extras(heading: Heading, ledger: Ledger) -> str:
    """Clean a heading, telling of the attributes and addresses that go."""
    ledger.drop(heading.line, find_attributes(heading.text), "attributes of a heading")
    for href in dict.fromkeys(span.href for span in heading.text if is_address(span.href)):
        ledger.drop(heading.line, href, "address of a link in a heading")
    return clean_heading(heading.text)


def _make_title(stem: str, blocks: list[Block]) -> str:
    """Make a title from the file's name, else from the text's first subject, heading or words."""
    parts = re.split(r"[\W_]+", stem)
    named = [part for part in parts if not re.fullmatch(r"\d+|(?=.*\d)[0-9a-f]{6,}", part.lower())]
    if any(sum(map(str.isalpha, part)) > 2 for part in named):
        name = " ".join(named)
        return name[:1].upper() + name[1:]
    first = next((block for block in blocks if isinstance(block, Paragraph | Heading)), None)
    if isinstance(first, Paragraph) and first.text[0].bold and len(first.text[0].text.split()) > 1:
        return clean_heading(first.text[:1])
    for block in blocks:
        if isinstance(block, Heading) and not _GENERAL.fullmatch(words := clean_heading(block.text)):
            return _INTRODUCTION.sub("", words) or words
    if isinstance(first, Paragraph):
        return " ".join(get_words(first.text).split()[:8]).rstrip(".,:;")
    return stem


def _shorten(title: str) -> str:
    """Keep a title to one short line that needs no escapes in Markdown."""
    words = " ".join(title.split())
    if render_heading(1, words) != f"# {words}":
        words = " ".join(re.sub(r"[\\`*_\[\]<>~&]+", " ", words).split())
    if len(words) > _LONGEST_TITLE:
        words = words[:_LONGEST_TITLE].rsplit(" ", 1)[0]
    return words.strip(" #") or "Imported notes"


def _give_levels(blocks: list[Block], contents: Contents, ledger: Ledger) -> list[Block]:
    leveller = _Leveller(contents)
    placed: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            words = _drop_extras(block, ledger)
            block = Heading(block.line, leveller.give_level(block.level, words), make_text(words))
        placed.append(block)
    return placed


class _Leveller:
    """Turns a source's levels into levels from 2 without gaps.

    A contents page outranks the source: what it lists is a chapter or section, and what it does not list
    lies inside one.
    """

    def __init__(self, contents: Contents) -> None:
        self.tiers = contents.tiers
        self.open: list[
            tuple[int, int, bool]
        ] = []  # the source's level, ours, whether listed; outermost first
        self.last = 1

    def give_level(self, level: int, words: str) -> int:
        tier = self.tiers.get(simplify(words))
        if tier is None:
            given = self._fit(level)
        else:
            self.open = []
            given = tier + 1
        given = min(given, self.last + 1, 6)
        self.open.append((level, given, tier is not None))
        self.last = given
        return given

    def _fit(self, level: int) -> int:
        while self.open and self.open[-1][0] >= level and not self.open[-1][2]:
            self.open.pop()
        return self.open[-1][1] + 1 if self.open else 2
