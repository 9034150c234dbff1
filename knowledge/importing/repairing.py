"""Mending text line by line before it is read: mojibake, invisible characters, bullets, page debris.

Lines of fenced code pass through unchanged, but for characters that would break a line in two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import ftfy
from ftfy import TextFixerConfig

from knowledge.importing.ledger import Ledger

# Entities are left to the Markdown and HTML readers; curly quotes are no damage.
_ENCODING_FIXES = TextFixerConfig(unescape_html=False, uncurl_quotes=False, fix_character_width=False)
_OTHER_FIXES = _ENCODING_FIXES._replace(fix_encoding=False, fix_line_breaks=False)

_NEWLINE = re.compile(r"\r\n|\r|\n")
# Characters at which Python, but not Markdown, ends a line.
_ODD_LINE_BREAKS = re.compile(r"[\x0b\x1c-\x1f\x85\u2028\u2029]")
_ODD_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_BULLET_SIGN = re.compile(r"^(\s*)[•‣▪●◦○■□▸►➢➤∙◆◇]\s*(?=\S)")
_PAGE_NUMBER = re.compile(r"\s*(?:\d{1,4}|[-–—]\s*\d{1,4}\s*[-–—])\s*")
_PAGE_OF = re.compile(
    r"\s*(?:[-–—|]\s*)?page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*(?:[-–—|])?\s*", re.IGNORECASE
)
_LIST_LINE = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+\S")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z][^.!?;,:]{0,58}")
_GAP = re.compile(r"(?<=[^\s|]) {3,}(?=[^\s|])")
_DASH_ITEM = re.compile(r"\s*–\s+\S")
_CENTRED = " " * 8
# Who wraps lines by hand does so at 60 characters or more: a shorter line was ended on purpose.
_SHORTEST_WRAPPED_LINE = 60


@dataclass(frozen=True)
class Lines:
    """Text by line; `numbers[i]` is the source's line number, from 1, of `texts[i]`."""

    texts: list[str]
    numbers: list[int]


def cut_lines(text: str) -> Lines:
    """Cut text at its newlines; a form feed ends a line and is followed by an empty one."""
    texts: list[str] = []
    numbers: list[int] = []
    for number, line in enumerate(_NEWLINE.split(text), start=1):
        for place, part in enumerate(line.split("\f")):
            if place:
                texts.append("")
                numbers.append(number)
            texts.append(part)
            numbers.append(number)
    return Lines(texts, numbers)


def repair_lines(lines: Lines, code: set[int], ledger: Ledger, *, prose: bool) -> Lines:
    """Mend every line.

    Args:
        lines: The source.
        code: Places in `lines` that belong to fenced code.
        ledger: Learns what was mended and dropped.
        prose: The text is plain: columns may be aligned with spaces, and headings numbered.
    """
    texts = [
        _ODD_LINE_BREAKS.sub(" ", text) if place in code else repair_line(text, ledger)
        for place, text in enumerate(lines.texts)
    ]
    if prose:
        _mark_columns(texts, code, ledger)
    kept: list[str] = []
    numbers: list[int] = []
    for place, (text, number) in enumerate(zip(texts, lines.numbers, strict=True)):
        if place not in code:
            if _is_page_number(texts, place):
                ledger.drop(number, text, "page number")
                text = ""
            elif _is_dash_item(texts, place):
                texts[place] = text = text.replace("–", "-", 1)
            elif _leaves_list(texts, place) or (prose and _is_beside_section(texts, place)):
                kept.append("")
                numbers.append(number)
                ledger.repair("lines parted")
        kept.append(text)
        numbers.append(number)
    return Lines(kept, numbers)


def repair_line(text: str, ledger: Ledger) -> str:
    """Mend one line that is not code."""
    if text.isascii() and text.isprintable():
        return text
    mended, steps = ftfy.fix_encoding_and_explain(text, _ENCODING_FIXES)
    if steps:
        ledger.repair("mojibake")
    cleaned = ftfy.fix_text(_ODD_LINE_BREAKS.sub(" ", mended), _OTHER_FIXES)
    visible = _INVISIBLE.sub("", _ODD_SPACES.sub(" ", cleaned))
    if len(visible) < len(cleaned):
        ledger.repair("invisible characters", len(cleaned) - len(visible))
    return _BULLET_SIGN.sub(r"\1- ", visible)


def _mark_columns(texts: list[str], code: set[int], ledger: Ledger) -> None:
    """Put tabs between columns that are aligned with spaces over several lines."""
    gaps = [
        [] if place in code or _LIST_LINE.match(text) else [gap.end() for gap in _GAP.finditer(text)]
        for place, text in enumerate(texts)
    ]
    for place, ends in enumerate(gaps):
        if ends and any(
            _are_aligned(ends, other)
            for other in (*gaps[max(place - 1, 0) : place], *gaps[place + 1 : place + 2])
        ):
            texts[place] = _GAP.sub("\t", texts[place].lstrip())
            ledger.repair("lines of aligned columns")


def _are_aligned(ends: list[int], others: list[int]) -> bool:
    return len(ends) == len(others) and ends[0] == others[0]


def _is_beside_section(texts: list[str], place: int) -> bool:
    """Whether a line or the one above it is a numbered heading such as ``2.1 Types``."""
    above = texts[place - 1] if place else ""
    if not above.strip() or not texts[place].strip() or len(above) >= _SHORTEST_WRAPPED_LINE:
        return False
    return bool(_SECTION.fullmatch(above) or _SECTION.fullmatch(texts[place]))


def _is_page_number(texts: list[str], place: int) -> bool:
    if _PAGE_OF.fullmatch(texts[place]):
        return True
    if not _PAGE_NUMBER.fullmatch(texts[place]):
        return False
    above = texts[place - 1].strip() if place else ""
    below = texts[place + 1].strip() if place + 1 < len(texts) else ""
    centred = texts[place].startswith(_CENTRED)
    return (not above or above.endswith((".", "!", "?"))) and (not below or centred)


def _is_dash_item(texts: list[str], place: int) -> bool:
    """Whether a line begins with a dash that stands for a bullet, and not with one of its sentence."""
    above = texts[place - 1] if place else ""
    in_list = not above.strip() or bool(_LIST_LINE.match(above) or _DASH_ITEM.match(above))
    return in_list and _DASH_ITEM.match(texts[place]) is not None


def _leaves_list(texts: list[str], place: int) -> bool:
    """Whether an unindented sentence directly follows a finished list entry.

    Markdown would take such a line as more of that entry.
    """
    line = texts[place]
    if not place or not line[:1].isupper():
        return False
    above = texts[place - 1]
    if not _LIST_LINE.match(above) or above.endswith(("**", "__", "  ")):
        return False
    unwrapped = len(above) + len(line.split()[0]) < _SHORTEST_WRAPPED_LINE
    return unwrapped or above.rstrip().endswith((".", "!", "?"))
