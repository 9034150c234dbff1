"""Finding catalogue names in text: normalised words, longest name first."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

_WORD = re.compile(r"[a-z0-9]+(?:\+\+|#)?")


def normalise(text: str) -> tuple[str, ...]:
    """Split text into comparable words: no case, accents, punctuation or plural s."""
    return tuple(word for word, _, _ in split_words(text))


def split_words(text: str) -> list[tuple[str, int, int]]:
    """The normalised words of a text with the character span of each."""
    folded = _fold(text)
    return [(_singular(m.group()), m.start(), m.end()) for m in _WORD.finditer(folded)]


def _fold(text: str) -> str:
    """Lower-case ASCII look-alike of equal length, so that spans stay valid."""
    if text.isascii():
        return text.lower()
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    if character == "²":  # R² is typed R2
        return "2"
    base = unicodedata.normalize("NFKD", character)[:1].lower()
    return base if len(base) == 1 else " "


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@dataclass(frozen=True)
class Mention:
    """A catalogue name found in a text.

    Attributes:
        ids: The catalogue ids it may mean; more than one only for an ambiguous name.
        start: First character of the name in the text.
        end: One past its last character.
        distinct: False for a single everyday word ("run", "training"), which speaks of its entry only
            when nothing else in the text does.
    """

    ids: tuple[str, ...]
    text: str
    start: int
    end: int
    distinct: bool


@dataclass
class NameTable:
    """Names by their words, for finding the longest at each place of a text."""

    _ids: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    _distinct: set[tuple[str, ...]] = field(default_factory=set)
    _longest: int = 0

    def add(self, name: str, ids: Iterable[str]) -> None:
        """Let a name mean these ids, besides those it means already."""
        words = normalise(name)
        if not words:
            return
        known = self._ids.get(words, ())
        self._ids[words] = known + tuple(i for i in ids if i not in known)
        self._longest = max(self._longest, len(words))
        if len(words) > 1 or not name.islower():
            self._distinct.add(words)

    def get(self, name: str) -> tuple[str, ...]:
        """The ids that exactly this name may mean; empty when it is unknown."""
        return self._ids.get(normalise(name), ())

    def find(self, text: str) -> list[Mention]:
        """Find names from left to right; a longer name hides those inside it."""
        words = split_words(text)
        mentions: list[Mention] = []
        place = 0
        while place < len(words):
            length = self._longest_at(words, place)
            if length:
                start, end = words[place][1], words[place + length - 1][2]
                key = tuple(word for word, _, _ in words[place : place + length])
                mentions.append(Mention(self._ids[key], text[start:end], start, end, key in self._distinct))
            place += length or 1
        return mentions

    def _longest_at(self, words: list[tuple[str, int, int]], place: int) -> int:
        longest = min(self._longest, len(words) - place)
        for length in range(longest, 0, -1):
            if tuple(word for word, _, _ in words[place : place + length]) in self._ids:
                return length
        return 0
