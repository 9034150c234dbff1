"""What a message is besides one question: a correction of what was understood, or several questions."""

import re
from dataclasses import dataclass

from knowledge.catalogue import Catalogue
from knowledge.names import normalise
from knowledge.questions import content_words, find_asked_aspect, without_mentions

# What a learner says before what they meant all along; "not Polly" says what they did not mean.
_CORRECTION = re.compile(
    r"^\W*(?:(?:no+|nope|nah|sorry|oops|wait|hmm+|actually|well|ok(?:ay)?|but|that'?s|this is|it'?s|"
    r"the wrong (?:one|service|thing)|wrong (?:one|service|thing)?|not what i (?:asked|meant|"
    r"wanted|said)(?: for)?|"
    r"not right|i (?:meant?|said|asked(?: about| for)?|was asking (?:about|for)|"
    r"was talking about|want(?:ed)?|"
    r"am asking about|was thinking of)|rather|instead|please)\b\W*)+",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|isn'?t|wasn'?t|instead of|rather than)\s+(?:the |amazon |aws )*$", re.IGNORECASE)
_OTHER_ONE = re.compile(r"\bother (?:one|two|service|thing|option)?\b", re.IGNORECASE)
# Where one question of a message ends and the next begins.
_QUESTION_END = re.compile(r"\?+[\s)\"']+|\n+")
_ASKING = re.compile(
    r"^\W*(?:and |also |then |so |plus )?"
    r"(?:what|which|who|when|where|why|how|is|are|can|could|do|does|should|will|would|"
    r"compare|explain|tell|show|list|name|define)\b",
    re.IGNORECASE,
)
# Words in which alone no question can be asked: "which service?", "right?", "thanks!".
_EMPTY = frozenset(
    normalise("service services one thing right correct yes thanks thank cheers tool option sure")
)


@dataclass(frozen=True)
class Correction:
    """What a learner meant instead of what was understood.

    Attributes:
        subjects: The catalogue ids meant; none when only the aspect was wrong.
        aspect: The aspect meant, if it is named.
        wants_other: They ask for "the other one" without a name.
    """

    subjects: tuple[str, ...]
    aspect: str | None
    wants_other: bool


def read_correction(text: str, catalogue: Catalogue) -> Correction:
    """Read "no, I meant Translate, not Polly"."""
    rest = _CORRECTION.sub("", text)
    mentions = catalogue.find_mentions(rest)
    meant = [m for m in mentions if not _NOT.search(rest[: m.start])]
    clear = [m for m in meant if m.distinct] or meant
    subjects = tuple(dict.fromkeys(m.ids[0] for m in clear if len(m.ids) == 1))
    aspect = find_asked_aspect(without_mentions(rest, mentions))
    return Correction(subjects, aspect, bool(_OTHER_ONE.search(rest)))


def split_questions(text: str) -> list[str]:
    """The questions of a message, each with the words that lead to it; the message alone when it is one.

    What has no content of its own ("right?", "thanks!") stays with its neighbour.
    """
    parts: list[str] = []
    start = 0
    for end in _QUESTION_END.finditer(text):
        parts.append(text[start : end.end()].strip())
        start = end.end()
    parts.append(text[start:].strip())
    questions: list[str] = []
    for part in filter(None, parts):
        is_own = bool(content_words(part) - _EMPTY) or find_asked_aspect(part) is not None
        if questions and not (is_own and _asks(part) and _is_whole(questions[-1])):
            questions[-1] += " " + part
        else:
            questions.append(part)
    return questions


def _asks(text: str) -> bool:
    return "?" in text or bool(_ASKING.search(text))


def _is_whole(text: str) -> bool:
    return _asks(text) and bool(content_words(text) - _EMPTY)
