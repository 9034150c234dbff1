"""Mending words that the sheets do not know."""

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.catalogue import Catalogue
from knowledge.lexical import LexicalIndex, tokenise

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]{3,}")


# Shorter words have too many neighbours two slips away: "sleeping" and "seeing".
_TWO_SLIPS_FROM = 10


class Speller:
    """Replaces an unknown word by the one known word that is a slip or two away.

    Words come from the catalogue's names alone, so that "Rekogniton" becomes "Rekognition" and an everyday
    word that the sheets happen not to use stays: an unknown word is evidence that a question is not covered.
    """

    def __init__(self, words: LexicalIndex, catalogue: Catalogue) -> None:
        self._known = words.words
        names = {word for entry in catalogue for name in entry.names for word in _WORD.findall(name.lower())}
        vocabulary = sorted(names)
        self._names = names
        self._by_stem = {tokenise(word)[0]: word for word in vocabulary if tokenise(word)}
        # A word that is so many slips away differs by no more in length.
        self._near_length = {
            (length, slips): [word for word in vocabulary if abs(len(word) - length) <= slips]
            for length in range(4, max(map(len, vocabulary), default=0) + 3)
            for slips in (1, 2)
        }

    def correct(self, text: str) -> str:
        """Return the text with its unknown words mended where there is a near known one."""
        return _WORD.sub(lambda match: self._correct_word(match.group()), text)

    def to_names(self, text: str) -> str:
        """Return the text with each word put as the names put it: "overfiting" as "overfitting"."""
        return _WORD.sub(lambda match: self._to_name(match.group()), text)

    def _to_name(self, word: str) -> str:
        tokens = tokenise(word)
        if not tokens or word.lower() in self._names:
            return word
        name: str = self._by_stem.get(tokens[0], word)
        return name

    def _correct_word(self, word: str) -> str:
        tokens = tokenise(word)
        if not tokens or all(token in self._known for token in tokens):
            return word
        slips = 1 if len(word) < _TWO_SLIPS_FROM else 2
        candidates = self._near_length.get((len(word), slips), [])
        found = process.extractOne(word.lower(), candidates, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found and found[0][0] == word[0].lower() else word
