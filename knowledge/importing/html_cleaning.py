"""Taking out of a web page what nobody reads, before it is parsed.

Python's HTML parser takes time by the square of the file's length on comments and tags that never end, so
they are dealt with here, in one pass each. Line breaks stay, so that line numbers stay true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.errors import ImportRefused
from knowledge.importing.ledger import Ledger

LARGEST_NUMBER_OF_BROKEN_TAGS = 500

_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}>")
_RAW_START = re.compile(r"<(script|style)\b", re.IGNORECASE)
_DATA_ADDRESS = re.compile(r"data:[\w/+.;=-]{1,100},[A-Za-z0-9+/=%_-]*")
# Possessive, so that a tag that never ends is left at its first failure.
_TAG = re.compile(
    r"""</?[A-Za-z](?:[^<>"']++|"[^"]{0,20000}+"|'[^']{0,20000}+'){0,200}+>|<![A-Za-z][^<>]*+>|<"""
)


def clean_html(text: str, name: str, ledger: Ledger, first_line: int) -> str:
    """Drop comments, scripts and styles, and turn every ``<`` that begins no tag into text.

    Raises:
        ImportRefused: Too many tags never end.
    """
    text = _XML_DECLARATION.sub("", text)
    text = _drop_between(text, "<!--", "-->", "comment", ledger, first_line)
    text = _drop_between(text, "<?", "?>", "instruction to a program", ledger, first_line)
    text = _drop_raw(text, ledger, first_line)
    text = _DATA_ADDRESS.sub("data:", text)
    text, n_broken = _escape_broken_tags(text)
    if n_broken > LARGEST_NUMBER_OF_BROKEN_TAGS:
        raise ImportRefused(
            f"{name} is broken HTML: {n_broken:,} of its tags never end;"
            " save the page as plain text and import that."
        )
    return text


def _drop_between(text: str, opening: str, closing: str, reason: str, ledger: Ledger, line: int) -> str:
    parts: list[str] = []
    place = 0
    while (start := text.find(opening, place)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        line += text.count("\n", place, start)
        inside = text[start + len(opening) : end]
        ledger.drop(line, inside, reason)
        breaks = inside.count("\n")
        parts += [text[place:start], "\n" * breaks]
        line += breaks
        place = end + len(closing)
    return "".join(parts) + text[place:]


def _drop_raw(text: str, ledger: Ledger, line: int) -> str:
    parts: list[str] = []
    place = 0
    endless: set[str] = set()
    while (opening := _find_raw(text, place, endless)) is not None:
        kind = opening[1].lower()
        closing = re.compile(rf"</{kind}\b[^>]{{0,100}}>", re.IGNORECASE).search(text, opening.end())
        if closing is None:
            endless.add(kind)
            continue
        line += text.count("\n", place, opening.start())
        inside = text[opening.end() : closing.start()]
        ledger.drop(line, inside.partition(">")[2], kind)
        breaks = text.count("\n", opening.start(), closing.end())
        parts += [text[place : opening.start()], "\n" * breaks]
        line += breaks
        place = closing.end()
    return "".join(parts) + text[place:]


def _find_raw(text: str, place: int, endless: set[str]) -> re.Match[str] | None:
    openings: Iterator[re.Match[str]] = _RAW_START.finditer(text, place)
    return next((opening for opening in openings if opening[1].lower() not in endless), None)


def _escape_broken_tags(text: str) -> tuple[str, int]:
    broken = 0

    def escape(match: re.Match[str]) -> str:
        nonlocal broken
        if len(match[0]) > 1:
            return match[0]
        following = text[match.end() : match.end() + 1]
        broken += following.isalpha() or following in ("/", "!")
        return "&lt;"

    return _TAG.sub(escape, text), broken
