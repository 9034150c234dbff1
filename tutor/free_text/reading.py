"""The words of an answer, each with its place in it and whether it is denied."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import Stemmer

from knowledge.names import split_words
from tutor.free_text.vocabulary import BREAKING, FUNCTION, INSTEAD, NEEDLESS, NEGATORS

_SCOPE = 4  # content words that a negation reaches

_NOT = re.compile(
    r"\b(do|does|did|is|are|was|were|has|have|had|ca|wo|would|should|could|must|need)n['’]?t\b|\b(can)not\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\bw/o\b", re.IGNORECASE)
_WRONG_THAT = re.compile(r"\b(?:wrong|false|untrue|a mistake) (?:that|to)\b", re.IGNORECASE)
_NEGATES_NOTHING = re.compile(
    r"\b(?:no (?:doubt|matter)|not (?:only|just|merely)|any ?more)\b|(?<=\bno) longer\b"
    r"|^\W*(?:yes|no)\s*[,.;:!]"
    r"|\b(?:is|are|does|do|was) not (?:it|they|that)\W*$|^\W*(?:is|was|would) (?:not it|it not)\b",
    re.IGNORECASE,
)
_GIVES_UP = re.compile(
    r"\b(?:idk|dunno|do not know|(?:no|not have an?|not have any) (?:idea|clue)"
    r"|not (?:really |quite |so )?sure|never heard(?: of)?)\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[.,;!?()<>/\n–—]|\s-\s")
_SENTENCE_ENDS = re.compile(r"[.!?;](?=\s|$)|\n")

stem_word = Stemmer.Stemmer("english").stemWord


@dataclass(frozen=True)
class Word:
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
        return self.text not in FUNCTION and self.text not in NEGATORS


def put_plainly(text: str) -> str:
    """Write contractions out, and drop negations that deny nothing."""
    text = _WITHOUT.sub("without", text)
    text = _NOT.sub(lambda match: f"{match[1] or match[2]} not", text)
    text = _WRONG_THAT.sub(" not ", text)
    return _NEGATES_NOTHING.sub(" ", text)


def drop_giving_up(text: str) -> str:
    """Leave out "no idea" and the like: what is said besides is an answer."""
    return _GIVES_UP.sub(" ", text)


def read(text: str) -> list[Word]:
    """The words of a plain text, each with its place in it and whether it is denied."""
    words: list[Word] = []
    sentence = clause = phrase = end = 0
    for word, start, stop in split_words(text):
        between = text[end:start]
        sentence += bool(_SENTENCE_ENDS.search(between))
        breaks = bool(_CLAUSE_ENDS.search(between)) or word in BREAKING
        clause += breaks
        phrase += breaks or word == "and"
        words.append(Word(word, stem_word(word), sentence, clause, phrase))
        end = stop
    denied = _find_denied(words)
    return [replace(word, denied=place in denied) for place, word in enumerate(words)]


def read_prose(text: str) -> list[Word]:
    """As `read`, where "nodes/neurons" is no break."""
    return read(text.replace("/", " or "))


def _find_denied(words: Sequence[Word]) -> set[int]:
    """Places in the reach of an odd number of negations: "not without labels" denies nothing."""
    denied: set[int] = set()
    for place, word in enumerate(words):
        length = 2 if tuple(w.text for w in words[place : place + 2]) in INSTEAD else word.text in NEGATORS
        if not length:
            continue
        if word.text == "no" and any(other.text == "not" for other in words[max(0, place - 3) : place]):
            continue  # "does not need no labels" means one negation
        reached = _reach(words, place + length, 1, _SCOPE)
        if any(other.text in NEEDLESS for other in words[place + 1 : place + 2]):
            reached |= _reach(words, place - 1, -1, 2)
        denied ^= reached
    return denied


def _reach(words: Sequence[Word], start: int, step: int, n_content: int) -> set[int]:
    """Places from `start` on, in one direction, to the end of the phrase or of so many content words."""
    reached: set[int] = set()
    place = start
    while 0 <= place < len(words) and n_content and words[place].phrase == words[start - step].phrase:
        reached.add(place)
        n_content -= words[place].is_content
        place += step
    return reached
