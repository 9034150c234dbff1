"""Reading an answer to the pending question: a button, letters, places, an option's words, or free text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from knowledge.catalogue import Catalogue
from knowledge.names import normalise
from tutor.attempts import Confidence
from tutor.grading import Response
from tutor.items import ChoiceItem, MatchingItem, OrderingItem
from tutor.questions import Question

_SIGNS = "ABCDEFGH"
_ID_LENGTH = 8
_BUTTON = re.compile(
    rf"^\s*answer (?P<sitting>[0-9a-f]{{{_ID_LENGTH}}})/(?P<position>\d+)\b\s*(?P<rest>.*)$", re.DOTALL
)
_CONFIDENCE: tuple[tuple[Confidence, re.Pattern[str]], ...] = (
    (
        "guess",
        re.compile(
            r"\b(?:(?:just |only |i'?m |a |wild |pure )*guess(?:ing)?|not (?:at all )?sure|unsure|"
            r"no idea but)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "think_so",
        re.compile(
            r"\b(?:i (?:would |'d )?(?:think|believe|suppose)(?: so)?|think so|probably|maybe|perhaps|"
            r"likely)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "sure",
        re.compile(
            r"\b(?:(?:i'?m |very |quite |pretty |absolutely |100 ?% |totally )*(?:sure|certain)|definitely|"
            r"for sure|no doubt)\b",
            re.IGNORECASE,
        ),
    ),
)
# What stands around an answer and says nothing.
_AROUND = re.compile(
    r"\b(?:i(?:'d| would|'ll| will)?|say|pick|choose|take|go(?:ing)? (?:with|for)|my answers?(?: is| are)?|"
    r"(?:right |correct )?answers?(?: is| are)?|options?|letters?|number|nr|ones?|it(?:'s| is)|is it|the|"
    r"isn'?t it|(?:must|should|could) be|has (?:got )?to be|got to be|my|is|i guess|hmm+|um+|well|ok(?:ay)?|"
    r"please|so|then|final|both|choice)\b",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:,|;|&|\+|/|\band\b|\bplus\b|\bthen\b|->|>|→)\s*|\s+", re.IGNORECASE)
_PLACES = {
    word: place
    for place, words in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th")
    )
    for word in words.split()
}
_PAIR = re.compile(r"(\d)\s*[-:=.)]?\s*([A-H])(?![A-Za-z])", re.IGNORECASE)
_QUESTION = re.compile(
    r"\?\s*$|^\s*(?:what|which|how|why|who|when|where|is|are|can|could|does|do|should|compare|explain|define|tell|show|"
    r"difference)\b",
    re.IGNORECASE,
)
# Between a slip of the keys and another option (measured on the options of the bank, 2026-11-21).
_SAME_WORDS, _AHEAD = 88, 6


@dataclass(frozen=True)
class Given:
    """An answer as it was read.

    Attributes:
        position: The question that a button belongs to; None for words, which mean the pending one.
        sitting: The first characters of that quiz's id.
    """

    response: Response
    confidence: Confidence | None = None
    position: int | None = None
    sitting: str | None = None


def button_for(question: Question) -> str:
    """What a button sends before its sign, so that an old one cannot answer a new question."""
    return f"answer {question.sitting_id[:_ID_LENGTH]}/{question.position}"


def read_button(text: str) -> tuple[str, int, str] | None:
    """The quiz, the position and the rest of what a question's card sent."""
    found = _BUTTON.match(text)
    return (found["sitting"], int(found["position"]), found["rest"].strip()) if found else None


def read_answer(
    text: str, question: Question, catalogue: Catalogue, may_be_words: bool = True
) -> Given | None:
    """Read an answer to a question; None when the message is something else.

    Args:
        may_be_words: Free text counts as an answer to a text question.
    """
    button = read_button(text)
    said = button[2] if button else text
    response = _read_signs(said, question)
    confidence = None
    if response is None:
        confidence, said = read_confidence(said)
        response = _read_signs(said, question)
    if response is None and isinstance(question.item, ChoiceItem):
        response = _read_whole_option(text, question.item, question.order)
    if response is None and (button or not _QUESTION.search(said)):
        if isinstance(question.item, ChoiceItem):
            response = _read_option(said, question.item, question.order, catalogue)
        elif question.item.kind == "text" and (may_be_words or button) and text.strip():
            response = Response(text=button[2] if button else text.strip())
    if response is None:
        return None
    return Given(response, confidence, button[1] if button else None, button[0] if button else None)


def read_confidence(text: str) -> tuple[Confidence | None, str]:
    """How sure somebody says to be, and the rest of what was said."""
    said = [confidence for confidence, pattern in _CONFIDENCE if pattern.search(text)]
    for _, pattern in _CONFIDENCE:
        text = pattern.sub(" ", text)
    return (said[0] if said else None), text


def signs_of(places: Sequence[int]) -> list[str]:
    """Letters of shown places."""
    return [_SIGNS[place] for place in places]


def signs_given(response: Response) -> list[str]:
    """Letters of an answer, in its order; none of one in words."""
    return signs_of(response.options or response.order or response.matches or ())


def _read_signs(text: str, question: Question) -> Response | None:
    """Letters, places and pairs, when nothing else was said."""
    bare = re.sub(r"[()\[\].!?\"'“”’]", " ", _AROUND.sub(" ", text)).strip(" ,;:-")
    if not bare:
        return None
    item = question.item
    words = [word for word in _JOIN.split(bare) if word]
    if isinstance(item, MatchingItem):
        return _read_matches(bare, words)
    n_places = len(question.order)
    if len(words) == 1 and len(words[0]) > 1 and set(words[0].upper()) <= set(_SIGNS[:n_places]):
        words = list(words[0])  # "BD", "CABD"
    places = [_place(word, n_places) for word in words]
    if not places or None in places:
        return None
    found = tuple(place for place in places if place is not None)
    if isinstance(item, OrderingItem):
        return Response(order=found)
    return Response(options=tuple(dict.fromkeys(found))) if isinstance(item, ChoiceItem) else None


def _read_matches(text: str, words: Sequence[str]) -> Response | None:
    """Pairs such as "1C 2A 3B", or a letter for each prompt in turn."""
    pairs = _PAIR.findall(text)
    if pairs and not _PAIR.sub("", text).strip(" ,;&") and len({number for number, _ in pairs}) == len(pairs):
        letters = [letter for _, letter in sorted(pairs)]
    else:
        letters = list(words[0]) if len(words) == 1 else list(words)
    if len(letters) < 2 or any(len(letter) != 1 or letter.upper() not in _SIGNS for letter in letters):
        return None
    return Response(matches=tuple(_SIGNS.index(letter.upper()) for letter in letters))


def _place(word: str, n_places: int) -> int | None:
    """The shown place that a word names."""
    if len(word) == 1 and word.upper() in _SIGNS[:n_places]:
        return _SIGNS.index(word.upper())
    if word.lower() == "last" and n_places:
        return n_places - 1
    place = int(word) - 1 if word.isdigit() else _PLACES.get(word.lower())
    return place if place is not None and 0 <= place < n_places else None


def _read_whole_option(text: str, item: ChoiceItem, order: Sequence[int]) -> Response | None:
    """An option word by word, whatever else its words could mean."""
    said = normalise(text)
    places = [place for place, at in enumerate(order) if normalise(item.options[at].text) == said]
    return Response(options=tuple(places)) if said and len(places) == 1 else None


def _read_option(text: str, item: ChoiceItem, order: Sequence[int], catalogue: Catalogue) -> Response | None:
    place = _same_option(text, [item.options[at].text for at in order], catalogue)
    return None if place is None else Response(options=(place,))


def _same_option(text: str, options: Sequence[str], catalogue: Catalogue) -> int | None:
    """The one option that a message says in words: its text, nearly its text, or another name of it."""
    said = " ".join(normalise(_AROUND.sub(" ", text)))
    if not said:
        return None
    ids = catalogue.ids_named(" ".join(_AROUND.sub(" ", text).split()))
    if ids:
        named = [place for place, option in enumerate(options) if set(ids) & set(catalogue.ids_named(option))]
        if len(named) == 1:
            return named[0]
    scores = [fuzz.ratio(said, " ".join(normalise(_AROUND.sub(" ", option)))) for option in options]
    best = max(scores)
    if best >= _SAME_WORDS and sorted(scores)[-2] <= best - _AHEAD:
        return scores.index(best)
    return None
