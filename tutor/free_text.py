"""Grading an answer in the learner's own words: a name against the catalogue, an explanation against wordings.

What cannot be told is `unsure`, and the learner judges beside the model answer: a right answer called wrong costs
trust, a doubtful one costs a click. Limits were chosen on the dev half of tests/data/text_answers.yml.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
State = Literal["right", "rival", "akin", "doubtful"]

# An answer in which nothing was found and that is less like the right one than this has nothing to do with it.
_UNLIKE_NAME = 0.30
_UNLIKE_MODEL = 0.30
# From so many letters on, a name with so many slips is still nearest to itself in the catalogue (98 % of 900
# names, one in six of five letters aside; simulated on 2026-11-21).
_SLIPS_FROM = ((11, 3), (8, 2), (5, 1))
_GAP = 3  # content words between those of a wording
_SCOPE = 4  # content words that a negation reaches
_LONGEST_NAME = 8

_NOT = re.compile(
    r"\b(do|does|did|is|are|was|were|has|have|had|ca|can|wo|would|should|could|must|need)n?['’]?t\b|\bcannot\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"\b(no (doubt|matter)|not (only|just|merely|necessarily)|any ?more)\b|(?<=\bno) longer\b", re.IGNORECASE
)
_GIVES_UP = re.compile(
    r"\b(idk|dunno|(i )?(really )?do not know|(no|not an?|not any) (idea|clue)|not (really |quite |so )?sure)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"[.,;:!?()=<>\n–—]|\s-\s|\b(?:but|however|whereas|while|although|though|because|since|and|so|yet)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?;](?=\s|$)|\n")
_NEGATORS = frozenset("no not never without neither nor none nothing lack lacking hardly unlike".split())
_INSTEAD = (("instead", "of"), ("rather", "than"), ("anything", "but"))
_AUXILIARIES = frozenset(normalise("is are was were be been do does did can ca could will wo would should must has have need"))
_NEEDED = frozenset("needed need required necessary used there given available possible".split())
