"""Mending words that the sheets do not know."""

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.catalogue import Catalogue
from knowledge.lexical import LexicalIndex, tokenise

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]{3,}")


class Speller:
    """Replaces an unknown word by the one known word that is a slip or two away.

    Words come from the catalogue's names and from the sheets, so that "Rekogniton" becomes "Rekognition";
    a word with no near neighbour stays, because an unknown word is evidence that a question is not covered.
    """

    def __init__(self, words: LexicalIndex, catalogue: Catalogue) -> None:
        self._known = words.words
        names = {word for entry in catalogue for name in entry.names for word in _WORD.findall(name.lower())}
        self._vocabulary = sorted(names | {word for word in self._known if len(word) > 3})

    def correct(self, text: str) -> str:
        """Return the text with its unknown words mended where there is a near known one."""
        return _WORD.sub(lambda match: self._correct_word(match.group()), text)

    def _correct_word(self, word: str) -> str:
        tokens = tokenise(word)
        if not tokens or all(token in self._known for token in tokens):
            return word
        slips = 1 if len(word) < 7 else 2
        found = process.extractOne(word.lower(), self._vocabulary, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found and found[0][0] == word[0].lower() else word
