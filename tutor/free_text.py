"""Grading an answer in the learner's own words: a name against the catalogue, an explanation against wordings.

What cannot be told is `unsure`, and the learner judges beside the model answer: a right answer called wrong costs
trust, a doubtful one costs a click. Limits were chosen on the dev half of tests/data/text_answers.yml.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.catalogue import Catalogue, Entry
from knowledge.names import normalise, split_words
from tutor.items import ConceptAnswer, NameAnswer, TextItem

Likeness = Callable[[str, str], float]
Name = tuple[str, ...]

# An answer in which nothing was found, and that is less like the right one than this, is another answer.
_UNLIKE_NAME = 0.45
_UNLIKE_MODEL = 0.22
# Letters from which a name with so many slips is still nearest to itself among all names of the catalogue: simulated
# over its 1,015 entries on 2026-11-21, 97 % and more; of names with five letters 85 %, the rest at a tie.
_SLIPS_FROM = ((11, 3), (8, 2), (5, 1))
_LONGEST = 6  # words of a name
_GAP = 3  # content words between the words of a wording
_SCOPE = 4  # content words that a negation reaches

_NOT = re.compile(
    r"\b(do|does|did|is|are|was|were|has|have|had|ca|wo|would|should|could|must|need)n['’]?t\b|\b(can)not\b",
    re.IGNORECASE,
)
_NEGATES_NOTHING = re.compile(
    r"\b(?:no (?:doubt|matter)|not (?:only|just|merely)|any ?more)\b|(?<=\bno) longer\b|^\W*(?:yes|no)\s*[,.;:!]"
    r"|\b(?:is|are|does|do|was) not (?:it|they|that)\W*$|^\W*(?:is|was|would) (?:not it|it not)\b",
    re.IGNORECASE,
)
_GIVES_UP = re.compile(
    r"\b(?:idk|dunno|do not know|no (?:idea|clue)|not (?:really |quite |so )?sure)\b", re.IGNORECASE
)
_CLAUSE_ENDS = re.compile(r"[.,;!?()<>\n–—]|\s-\s")
_SENTENCE_ENDS = re.compile(r"[.!?;](?=\s|$)|\n")


def _set_of(words: str) -> frozenset[str]:
    return frozenset(normalise(words))


_BREAKING = _set_of("but however whereas while although because since so yet then")
_NEGATORS = _set_of("no not never without neither nor none nothing lack lacks lacking hardly unlike")
_INSTEAD = (("instead", "of"), ("rather", "than"), ("anything", "but"))
# "Labels are not needed" denies the labels; "the score is not high" denies no score.
_NEEDLESS = _set_of("needed need required necessary used there given available provided present exist")
# Words that may stand between those of a wording and change nothing.
_FUNCTION = _set_of(
    "a an the of is are be to its it this that these those was were been being by with for in on at as or will would "
    "can ca wo could may might do does did has have had i you we they he she your their our my his her them there "
    "which who what how also very really get gets got any some such if than even still always usually often must "
    "should so when and but then yet however whereas while although because since us one"
)
_HEDGES = _FUNCTION | _set_of(
    "think guess believe maybe perhaps probably sorry skip pass next not well m s d ll am me"
)
_FILLERS = _HEDGES | _set_of(
    "answer called name amazon aws take say suppose quite about all service algorithm metric method feature tool type "
    "kind instance model"
)
_ORDERING = _set_of("before after between from into than")
_OFFERS = _set_of("or either maybe perhaps actually no")
_EXPLAINS = _set_of("because since which that where when it they with from for to in so he by of as")
_KINDS = {"metric": "metric", "concept": "idea", "technique": "idea"}

_stem = Stemmer.Stemmer("english").stemWord


@dataclass(frozen=True)
class TextVerdict:
    """What an answer is worth.

    Attributes:
        missing: First wording of each required concept that was not found; of a name answer, the name.
        forbidden: What was said that makes it wrong: a forbidden wording, or the name of another thing.
    """

    verdict: Literal["right", "wrong", "unsure"]
    missing: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


def grade_text(item: TextItem, answer: str, catalogue: Catalogue, likeness: Likeness) -> TextVerdict:
    """Grade an answer in words.

    Args:
        likeness: Cosine similarity of two texts; asked only where the words decide nothing.
    """
    said = _GIVES_UP.sub(" ", _put_plainly(answer))
    words = _read(said)
    grader: _NameGrader | _ConceptGrader
    if item.name:
        grader = _NameGrader(item, item.name, catalogue)
    else:
        assert item.concept  # a text item has one of the two
        grader = _ConceptGrader(item.stem, item.concept, _known_stems(catalogue))
    if all(word.text in _HEDGES for word in words):
        return TextVerdict("wrong", grader.wanted)
    return grader.grade(said, words, likeness)


@dataclass(frozen=True)
class _Word:
    """One word of an answer.

    Attributes:
        sentence: Number of its sentence.
        clause: Number of its clause.
        phrase: Number of its part of a clause, from one "and" to the next.
        denied: Whether it stands in the reach of a negation.
    """

    text: str
    stem: str
    sentence: int = 0
    clause: int = 0
    phrase: int = 0
    denied: bool = False

    @property
    def is_content(self) -> bool:
        return self.text not in _FUNCTION and self.text not in _NEGATORS


def _put_plainly(text: str) -> str:
    """Write contractions out, and drop negations that deny nothing."""
    text = _NOT.sub(lambda match: f"{match[1] or match[2]} not", text.replace("/", " or "))
    return _NEGATES_NOTHING.sub(" ", text)


def _read(text: str) -> list[_Word]:
    """The words of a plain text, each with its place in it and whether it is denied."""
    words: list[_Word] = []
    sentence = clause = phrase = end = 0
    for word, start, stop in split_words(text):
        between = text[end:start]
        sentence += bool(_SENTENCE_ENDS.search(between))
        breaks = bool(_CLAUSE_ENDS.search(between)) or word in _BREAKING
        clause += breaks
        phrase += breaks or word == "and"
        words.append(_Word(word, _stem(word), sentence, clause, phrase))
        end = stop
    denied = _find_denied(words)
    return [replace(word, denied=place in denied) for place, word in enumerate(words)]


def _find_denied(words: Sequence[_Word]) -> set[int]:
    """Places in the reach of an odd number of negations: "not without labels" denies nothing."""
    denied: set[int] = set()
    for place, word in enumerate(words):
        length = 2 if tuple(w.text for w in words[place : place + 2]) in _INSTEAD else word.text in _NEGATORS
        if not length:
            continue
        if word.text == "no" and any(other.text == "not" for other in words[max(0, place - 3) : place]):
            continue  # "does not need no labels" means one negation
        reached = _reach(words, place + length, 1, _SCOPE)
        if any(other.text in _NEEDLESS for other in words[place + 1 : place + 2]):
            reached |= _reach(words, place - 1, -1, 2)
        denied ^= reached
    return denied


def _reach(words: Sequence[_Word], start: int, step: int, n_content: int) -> set[int]:
    """Places from `start` on, in one direction, to the end of the phrase or of so many content words."""
    reached: set[int] = set()
    place = start
    while 0 <= place < len(words) and n_content and words[place].phrase == words[start - step].phrase:
        reached.add(place)
        n_content -= words[place].is_content
        place += step
    return reached


class _ConceptGrader:
    """Looks for the wordings of a concept answer."""

    def __init__(self, stem: str, concept: ConceptAnswer, known: frozenset[str]) -> None:
        wordings = itertools.chain(*concept.required)
        self._concept = concept
        self._model = _read(_put_plainly(concept.model))
        # A word that is spelt right is no slip of another.
        self._known = known | _stems((stem, concept.model, *wordings))
        self._asked = _stems([stem])
        self.wanted = tuple(wordings[0] for wordings in concept.required)

    def grade(self, said: str, words: Sequence[_Word], likeness: Likeness) -> TextVerdict:
        """Grade an answer that is not empty."""
        required = self._concept.required
        found = [set().union(*(self._find(wording, words) for wording in wordings)) for wordings in required]
        loose = [
            bool(phrases) or any(self._find(wording, words, "sentence") for wording in wordings)
            for phrases, wordings in zip(found, required, strict=True)
        ]
        missing = tuple(first for first, is_said in zip(self.wanted, loose, strict=True) if not is_said)
        forbidden = tuple(wording for wording in self._concept.forbidden if self._is_forbidden(wording, words))
        if forbidden:
            return TextVerdict("wrong", missing, forbidden)
        if all(found) and not self._is_swapped(words, found):
            return TextVerdict("right")
        if not any(loose) and likeness(said, self._concept.model) < _UNLIKE_MODEL:
            return TextVerdict("wrong", missing)
        return TextVerdict("unsure", missing)

    def _find(self, wording: str, words: Sequence[_Word], part: str = "phrase") -> set[int]:
        """Numbers of the phrases, or other parts, that say a wording, in any order of its words."""
        tokens = _read(wording)
        within = "clause" if part == "phrase" and any(token.text == "and" for token in tokens) else part
        return {
            getattr(group[0], part)
            for group in _cut(words, within)
            if any(_keeps_order(said, at) for said, at in self._match(wording, group, _GAP))
        }

    def _is_forbidden(self, wording: str, words: Sequence[_Word]) -> bool:
        """Whether a clause says a forbidden wording: in its order, close together, all of a short one."""
        return any(at == sorted(at) for group in _cut(words, "phrase") for _, at in self._match(wording, group, 1))

    def _match(self, wording: str, words: Sequence[_Word], gap: int) -> Iterator[tuple[Sequence[_Word], list[int]]]:
        """Places of the words of a wording that stand together and are denied as the wording denies them."""
        for tokens, denied in _read_wording(wording):
            for chosen in itertools.product(*(list(self._places(token, words))[:4] for token in tokens)):
                at = [place for place, _ in chosen]
                n_between = sum(word.is_content for word in words[min(at) : max(at) + 1]) - len(set(at))
                if len(set(at)) < len(at) or n_between > gap:
                    continue
                if denied == any(words[place].denied != is_opposite for place, is_opposite in chosen):
                    yield tokens, at

    def _places(self, token: _Word, words: Sequence[_Word]) -> Iterator[tuple[int, bool]]:
        """Where a word is said, and whether by its opposite: "unlabelled" for "labelled"."""
        for place, word in enumerate(words):
            joined = word.text + words[place + 1].text if place + 1 < len(words) else ""
            if word.stem == token.stem or joined == token.text or self._is_slip(word, token):
                yield place, False
            elif word.text.startswith("un") and _stem(word.text[2:]) == token.stem:
                yield place, True

    def _is_slip(self, word: _Word, token: _Word) -> bool:
        if len(token.text) < 5 or word.text[0] != token.text[0] or word.stem in self._known:
            return False
        return OSA.distance(word.text, token.text) <= (1 if len(token.text) < 8 else 2)

    def _is_swapped(self, words: Sequence[_Word], found: Sequence[set[int]]) -> bool:
        """Whether one concept is said of what, by the model answer, another is said of."""
        about = [self._about(self._model, set().union(*(self._find(w, self._model) for w in wordings)))
                 for wordings in self._concept.required]
        for mine, phrases in zip(about, found, strict=True):
            others = set().union(*about) - mine
            said_of = self._about(words, phrases)
            if mine - set().union(*(a for a in about if a is not mine)) and said_of & others and not said_of & mine:
                return True
        return False

    def _about(self, words: Sequence[_Word], phrases: set[int]) -> set[str]:
        """Which words of the question stand in these phrases."""
        return {w.stem for w in words if w.phrase in phrases and w.is_content and w.stem in self._asked}


def _cut(words: Sequence[_Word], part: str) -> Iterator[list[_Word]]:
    for _, group in itertools.groupby(words, lambda word: getattr(word, part)):
        yield list(group)
