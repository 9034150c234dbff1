"""The words of a unit as a question quotes them: without markup, and able to stand alone."""

import re
from functools import lru_cache

from knowledge.lexical import tokenise
from knowledge.names import normalise

_EMPHASIS = re.compile(r"(?<![\w*])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?![\w*])")
_LEAD = re.compile(r"\s*([^:.;?!]{2,60}?)\s*(?::|\s[–—])\s+(?=\S)")
_SENTENCE_END = re.compile(r"(?<=[\w)\"'])\.\s+(?=[A-Z])")
# Words that point out of the sentence, or tell that it says only a part.
_POINTS_ELSEWHERE = re.compile(
    r"\b(?:it|this|these|they|them|those|here|above|below|former|formerly|latter|such(?! as)|also|too"
    r"|another|else|older|newer|as well|likewise|following)\b",
    re.IGNORECASE,
)
_POINTS_NOWHERE = re.compile(r"\bmak(?:es?|ing) it (?=easy|easier|possible|simple)", re.IGNORECASE)
_IS_NO_STATEMENT = re.compile(
    r"`|https?:|[\[\]<>{}|\\]|_{2}|:\s*$|\?$|\.\.\.|…|\betc\b"
    r"|^\W*(?:cue|note|tip|example|reference|exam|avoid|do not|don't|never)\b",
    re.IGNORECASE,
)
_TELLS_STATUS = re.compile(
    r"new customers|existing customers?|no longer|\bended\b|retire|end of (?:support|life)|deprecat|supersed"
    r"|\bsuccessors?\b|replaces\b|renamed|\b(?:19|20)\d\d\b|\bexams?\b|\bstudy\b",
    re.IGNORECASE,
)
_MIN_FAMILY = 5  # letters that two words of one family share
_CACHED = 20_000  # more than the cells and sentences of all our sheets


def clean(text: str) -> str:
    """A unit's words without emphasis and its closing full stop, on one line."""
    return " ".join(_EMPHASIS.sub("", text).split()).rstrip(" .;")


def cut_first_sentence(text: str) -> str:
    """The first of several sentences in one bullet or cell."""
    return _SENTENCE_END.split(text, maxsplit=1)[0]


def split_lead(text: str) -> tuple[str, str] | None:
    """Part "Amazon Polly: speaks text" into its lead and the rest; None without a lead."""
    text = clean(text)
    match = _LEAD.match(text)
    return (match.group(1), text[match.end() :]) if match else None


def stands_alone(text: str) -> bool:
    """Whether a text says what it says without its surroundings, and says a fact that stays."""
    return not (
        _POINTS_ELSEWHERE.search(_POINTS_NOWHERE.sub("makes ", text))
        or _IS_NO_STATEMENT.search(text)
        or _TELLS_STATUS.search(text)
        or text.count("(") != text.count(")")
        or text.count('"') % 2
    )


def in_quotes(text: str) -> str:
    """A text between double quotes; those inside become single ones."""
    return '"{}"'.format(text.replace('"', "'"))


@lru_cache(maxsize=_CACHED)
def read_stems(text: str) -> frozenset[str]:
    """The stems of a text's content words; pairs that would swap, as "speech to text", are one."""
    return frozenset(tokenise(text))


@lru_cache(maxsize=_CACHED)
def read_word_stems(text: str) -> frozenset[str]:
    """The stems of a text's content words, each word by itself."""
    return frozenset(stem for word in normalise(text) for stem in _stem(word))


@lru_cache(maxsize=_CACHED)
def _stem(word: str) -> tuple[str, ...]:
    return tuple(tokenise(word))


def are_one_family(one: str, other: str) -> bool:
    """Whether one stem tells of the other: "transcrib" of "transcript", "boost" of "xgboost"."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _MIN_FAMILY:
        return False
    return shorter[:_MIN_FAMILY] == longer[:_MIN_FAMILY] or shorter in longer
