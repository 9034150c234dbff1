"""Grading an explanation: the wordings of its concepts, looked for in what is said."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.catalogue import Catalogue
from knowledge.names import normalise
from tutor.free_text.reading import Word, put_plainly, read_prose, stem_word
from tutor.free_text.verdict import Likeness, TextVerdict
from tutor.free_text.vocabulary import ORDERING
from tutor.items import ConceptAnswer

# Cosine below which an answer without anything that was looked for is another answer. On the dev half the
# least of those that hold a part of what was asked is 0.32.
_UNLIKE_MODEL = 0.31
_MOST_PLACES = 4  # of one word in a phrase
_GAP = 3  # content words between the words of a wording


class ConceptGrader:
    """Looks for the wordings of a concept answer."""

    def __init__(self, stem: str, concept: ConceptAnswer, known: frozenset[str]) -> None:
        self._wanted_stems = _stems((concept.model, *itertools.chain(*concept.required)))
        self._concept = concept
        self._model = read_prose(put_plainly(concept.model))
        self._asked = _stems([stem])
        # A word that is spelt right is no slip of another.
        self._known = known | self._asked | self._wanted_stems
        self.wanted = tuple(wordings[0] for wordings in concept.required)

    def grade(self, said: str, words: Sequence[Word], likeness: Likeness) -> TextVerdict:
        """Grade an answer that is not empty."""
        required = self._concept.required
        found = [self._find_any(wordings, words) for wordings in required]
        loose = [
            bool(phrases) or any(self._find(wording, words, "sentence") for wording in wordings)
            for phrases, wordings in zip(found, required, strict=True)
        ]
        missing = tuple(first for first, is_said in zip(self.wanted, loose, strict=True) if not is_said)
        forbidden = tuple(
            wording for wording in self._concept.forbidden if self._is_forbidden(wording, words)
        )
        if forbidden:
            return TextVerdict("wrong", missing, forbidden)
        if all(found) and not self._is_swapped(words, found):
            return TextVerdict("right")
        if not any(loose) and self._is_unlike(said, words, likeness):
            return TextVerdict("wrong", missing)
        return TextVerdict("unsure", missing)

    def _is_unlike(self, said: str, words: Sequence[Word], likeness: Likeness) -> bool:
        """Whether an answer shares no word with the item and is far from model answer and wordings."""
        wordings = list(itertools.chain(*self._concept.required))
        known = self._wanted_stems | self._asked
        if any(word.is_content and word.stem in known for word in words):
            return False
        nearest = max(likeness(said, wording) for wording in wordings)
        return (likeness(said, self._concept.model) + nearest) / 2 < _UNLIKE_MODEL

    def _find_any(self, wordings: Iterable[str], words: Sequence[Word]) -> set[int]:
        return {phrase for wording in wordings for phrase in self._find(wording, words)}

    def _find(self, wording: str, words: Sequence[Word], part: str = "phrase") -> set[int]:
        """Numbers of the phrases that say a wording, or of other parts, in any order of its words."""
        tokens, denies = _read_wording(wording)
        if part == "phrase" and "and" in normalise(wording):
            part = "clause"
        return {
            group[0].phrase
            for group in _cut(words, part)
            if any(_keeps_order(said, at) for said, at in self._match(tokens, denies, group, _GAP))
        }

    def _is_forbidden(self, wording: str, words: Sequence[Word]) -> bool:
        """Whether a phrase says a forbidden wording: in its order, close together, a short one in full."""
        tokens, denies = _read_wording(wording)
        if len(tokens) == 1:
            tokens = tuple(read_prose(put_plainly(wording)))
        return any(
            at == sorted(at)
            for group in _cut(words, "phrase")
            for _, at in self._match(tokens, denies, group, gap=1)
        )

    def _match(
        self, tokens: Sequence[Word], denies: bool, words: Sequence[Word], gap: int
    ) -> Iterator[tuple[Sequence[Word], list[int]]]:
        """Places where the words of a wording stand together, denied where the wording denies."""
        for said in (tokens, *_write_together(tokens)):
            for chosen in itertools.product(
                *([*self._places(token, words)][:_MOST_PLACES] for token in said)
            ):
                at = [place for place, _ in chosen]
                n_between = sum(word.is_content for word in words[min(at) : max(at) + 1]) - len(at)
                if len(set(at)) < len(at) or n_between > gap:
                    continue
                if denies == any(words[place].denied != is_opposite for place, is_opposite in chosen):
                    yield said, at

    def _places(self, token: Word, words: Sequence[Word]) -> Iterator[tuple[int, bool]]:
        """Where a word is said, and whether by its opposite: "unlabelled" for "labelled"."""
        for place, word in enumerate(words):
            joined = word.text + words[place + 1].text if place + 1 < len(words) else ""
            if word.stem == token.stem or joined == token.text or self._is_slip(word, token):
                yield place, False
            elif word.text.startswith("un") and stem_word(word.text[2:]) == token.stem:
                yield place, True

    def _is_slip(self, word: Word, token: Word) -> bool:
        if len(token.text) < 5 or word.text[0] != token.text[0] or word.stem in self._known:
            return False
        return OSA.distance(word.text, token.text) <= (1 if len(token.text) < 8 else 2)

    def _is_swapped(self, words: Sequence[Word], found: Sequence[set[int]]) -> bool:
        """Whether a concept is said of what the model answer says another of."""
        said_of = [self._find_asked(words, phrases) for phrases in found]
        meant = [
            self._find_asked(self._model, self._find_any(wordings, self._model))
            for wordings in self._concept.required
        ]
        shared = Counter(itertools.chain(*meant))
        own = [{stem for stem in stems if shared[stem] == 1} for stems in meant]
        taken = [
            {other for other, stems in enumerate(own) if said & stems and not said & mine}
            for said, mine in zip(said_of, own, strict=True)
        ]
        return any(place in taken[other] for place, others in enumerate(taken) for other in others)

    def _find_asked(self, words: Sequence[Word], phrases: set[int]) -> set[str]:
        """Which words of the question stand in these phrases."""
        return {w.stem for w in words if w.phrase in phrases and w.is_content and w.stem in self._asked}


def _cut(words: Sequence[Word], part: str) -> Iterator[list[Word]]:
    for _, group in itertools.groupby(words, lambda word: getattr(word, part)):
        yield list(group)


def _keeps_order(tokens: Sequence[Word], places: Sequence[int]) -> bool:
    """Whether "after" and the like stand before what they stood before."""
    return all(places[i] < places[i + 1] for i, token in enumerate(tokens[:-1]) if token.text in ORDERING)


@lru_cache(maxsize=4096)
def _read_wording(wording: str) -> tuple[tuple[Word, ...], bool]:
    """The words of a wording that must be said, and whether it denies them."""
    words = read_prose(put_plainly(wording))
    content = tuple(word for word in words if word.is_content) or tuple(words)
    return content, any(word.denied for word in content)


def _write_together(tokens: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """A wording with two of its words written as one: "lookup" for "look up"."""
    for place in range(len(tokens) - 1):
        text = tokens[place].text + tokens[place + 1].text
        yield (*tokens[:place], Word(text, stem_word(text)), *tokens[place + 2 :])


def _stems(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(stem_word(word) for text in texts for word in normalise(text))


@lru_cache(maxsize=4)
def read_known_stems(catalogue: Catalogue) -> frozenset[str]:
    """The stems of the words in the catalogue's names, read once for each catalogue."""
    return _stems(name for entry in catalogue for name in entry.names)
