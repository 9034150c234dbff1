"""What Slack takes, and cutting texts to it.

The numbers are those of the Block Kit reference (docs.slack.dev/reference/block-kit, read in November 2026),
but for those that say otherwise. Texts are counted in UTF-16 units, as the strictest of Slack's clients does.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Block = dict[str, Any]

BLOCKS = 50
# Of all blocks of a post as JSON. Slack names no such limit, yet refuses posts from about 13,200 on with
# `msg_blocks_too_long` (github.com/slackapi/bolt-js, issues 2509 and 2867).
POST = 12_000
# Ours, likewise as JSON: of one quote with its looks, and of the buttons of suggestions, so that a statement,
# its sources and its buttons always make a post.
QUOTE, SUGGESTIONS = 6_200, 3_000
TEXT = 3_000  # any text object
HEADER = 150
BUTTON_TEXT = 75
# What a button shows before its client cuts it off.
BUTTON_SHOWN = 30
BUTTON_VALUE = 2_000
ACTIONS = 25
BUTTONS_OF_OPTIONS = 6
CHECKBOXES = 10
OPTION_TEXT = 75
OPTION_VALUE = 150
SELECT_OPTIONS = 100
PLACEHOLDER = 150
CONTEXT = 10
URL = 3_000
ALT_TEXT = 2_000
MODAL_TITLE = 24
# Ours: of a name or a label beside a quote.
NAME = 200
# Ours: a notification shows about two lines.
FALLBACK = 300

_SENTENCE = re.compile(r"(?<=[.!?…:;])\s+|\n+")
_WORD = re.compile(r"\s+")
ELLIPSIS = "…"


def measure(text: str) -> int:
    """Length of a text in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def measure_blocks(blocks: Sequence[Mapping[str, Any]]) -> int:
    """Length of blocks as JSON."""
    return measure(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def fits(blocks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether blocks make one post."""
    return len(blocks) <= BLOCKS and measure_blocks(blocks) <= POST


def shorten(text: str, most: int) -> str:
    """A text of at most so many units, with an ellipsis where it was cut."""
    text = text.strip()
    return text if measure(text) <= most else next(cut(text, most))


def cut(text: str, most: int) -> Iterator[str]:
    """Parts of a text, cut behind a sentence, else a word, else anywhere, with an ellipsis at every cut."""
    lead, rest = "", text.strip()
    while measure(lead) + measure(rest) > most:
        end = _find_border(rest, most - measure(lead) - measure(ELLIPSIS))
        yield f"{lead}{rest[:end].rstrip()}{ELLIPSIS}"
        lead, rest = ELLIPSIS, rest[end:].lstrip()
    if rest:
        yield lead + rest


def cut_lines(text: str, most: int) -> Iterator[str]:
    """Parts of a code, cut at the ends of its lines where that is possible."""
    part = ""
    for line in text.splitlines(keepends=True):
        for piece in _chop(line, most):
            if measure(part) + measure(piece) > most:
                yield part
                part = ""
            part += piece
    if part:
        yield part


def _chop(text: str, most: int) -> Iterator[str]:
    while measure(text) > most:
        end = _fit(text, most)
        yield text[:end]
        text = text[end:]
    yield text


def _find_border(text: str, most: int) -> int:
    """Where to cut a text that is too long; never before its middle, where a sentence is as long as that."""
    end = _fit(text, most)
    for border in (_SENTENCE, _WORD):
        ends = [found.start() for found in border.finditer(text, 0, end + 1) if found.start() <= end]
        if ends and ends[-1] >= end // 2:
            return ends[-1]
    return end


def _fit(text: str, most: int) -> int:
    """How many characters of a text have at most so many units; one at least."""
    end = min(len(text), most)
    while end > 1 and measure(text[:end]) > most:
        end -= max(1, (measure(text[:end]) - most) // 2)
    return max(1, end)
