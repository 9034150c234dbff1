"""Grading an answer in the learner's own words: names against the catalogue, explanations against wordings.

What cannot be told is `unsure`, and the learner judges beside the model answer: a right answer called wrong
costs trust, a doubtful one costs a click. Limits were chosen on the dev half of tests/data/text_answers.yml.
"""

import itertools
import re
from collections import Counter
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

# Cosines below which an answer without anything that was looked for is another answer. On the dev half the
# least of those that hold a part of what was asked are 0.40 for names and 0.32 for explanations.
_UNLIKE_NAME = 0.35
_UNLIKE_MODEL = 0.31
# Letters of a name, and the slips that it bears: simulated over the catalogue's names on 2026-11-21, 95 %
# (from five letters) to 99 % (from eleven) are then still nearest to themselves, the rest as near to another.
_SLIPS_FROM = ((11, 3), (8, 2), (5, 1))
_LONGEST = 6  # words of a name
_MOST_PLACES = 4  # of one word in a phrase
_GAP = 3  # content words between the words of a wording
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


def _set_of(words: str) -> frozenset[str]:
    return frozenset(normalise(words))


_BREAKING = _set_of("but however whereas while although because since so yet then")
_NEGATORS = _set_of("no not never without neither nor none nothing lack lacks lacking hardly unlike")
_VERBS = _set_of("is are was were do does did can could will would should may might has have")
_INSTEAD = (("instead", "of"), ("rather", "than"), ("anything", "but"))
# "Labels are not needed" denies the labels; "the score is not high" denies no score.
_NEEDLESS = _set_of("needed need required necessary used there given available provided present exist")
# Words that may stand between those of a wording and change nothing.
_FUNCTION = _set_of(
    "a an the of is are be to its it this that these those was were been being by with for in on at as or "
    "will would can ca wo could may might do does did has have had i you we they he she your their our my "
    "his her them there which who what how also very really get gets got any some such if than even still "
    "always usually often must should so when and but then yet however whereas while although because "
    "since us one"
)
_HEDGES = _FUNCTION | _set_of(
    "think guess believe maybe perhaps probably sorry skip pass next not well m s d ll am me"
)
_FILLERS = _HEDGES | _set_of(
    "answer called name amazon aws take say suppose quite about all service algorithm metric method feature "
    "tool type kind instance model"
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
    grader: _NameGrader | _ConceptGrader
    if item.name:
        grader = _NameGrader(item, item.name, catalogue)
        words = _read(said)
    else:
        assert item.concept  # a text item has one of the two
        grader = _ConceptGrader(item.stem, item.concept, _known_stems(catalogue))
        words = _read_prose(said)
    if not words and any(character.isalpha() for character in said):
        return TextVerdict("unsure", grader.wanted)  # another script
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
    text = _WITHOUT.sub("without", text)
    text = _NOT.sub(lambda match: f"{match[1] or match[2]} not", text)
    text = _WRONG_THAT.sub(" not ", text)
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


def _read_prose(text: str) -> list[_Word]:
    """As `_read`, where "nodes/neurons" is no break."""
    return _read(text.replace("/", " or "))


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
        self._wanted_stems = _stems((concept.model, *itertools.chain(*concept.required)))
        self._concept = concept
        self._model = _read_prose(_put_plainly(concept.model))
        self._asked = _stems([stem])
        # A word that is spelt right is no slip of another.
        self._known = known | self._asked | self._wanted_stems
        self.wanted = tuple(wordings[0] for wordings in concept.required)

    def grade(self, said: str, words: Sequence[_Word], likeness: Likeness) -> TextVerdict:
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

    def _is_unlike(self, said: str, words: Sequence[_Word], likeness: Likeness) -> bool:
        """Whether an answer shares no word with the item and is far from model answer and wordings."""
        wordings = list(itertools.chain(*self._concept.required))
        known = self._wanted_stems | self._asked
        if any(word.is_content and word.stem in known for word in words):
            return False
        nearest = max(likeness(said, wording) for wording in wordings)
        return (likeness(said, self._concept.model) + nearest) / 2 < _UNLIKE_MODEL

    def _find_any(self, wordings: Iterable[str], words: Sequence[_Word]) -> set[int]:
        return {phrase for wording in wordings for phrase in self._find(wording, words)}

    def _find(self, wording: str, words: Sequence[_Word], part: str = "phrase") -> set[int]:
        """Numbers of the phrases that say a wording, or of other parts, in any order of its words."""
        tokens, denies = _read_wording(wording)
        if part == "phrase" and "and" in normalise(wording):
            part = "clause"
        return {
            group[0].phrase
            for group in _cut(words, part)
            if any(_keeps_order(said, at) for said, at in self._match(tokens, denies, group, _GAP))
        }

    def _is_forbidden(self, wording: str, words: Sequence[_Word]) -> bool:
        """Whether a phrase says a forbidden wording: in its order, close together, a short one in full."""
        tokens, denies = _read_wording(wording)
        if len(tokens) == 1:
            tokens = tuple(_read_prose(_put_plainly(wording)))
        return any(
            at == sorted(at)
            for group in _cut(words, "phrase")
            for _, at in self._match(tokens, denies, group, gap=1)
        )

    def _match(
        self, tokens: Sequence[_Word], denies: bool, words: Sequence[_Word], gap: int
    ) -> Iterator[tuple[Sequence[_Word], list[int]]]:
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

    def _find_asked(self, words: Sequence[_Word], phrases: set[int]) -> set[str]:
        """Which words of the question stand in these phrases."""
        return {w.stem for w in words if w.phrase in phrases and w.is_content and w.stem in self._asked}


def _cut(words: Sequence[_Word], part: str) -> Iterator[list[_Word]]:
    for _, group in itertools.groupby(words, lambda word: getattr(word, part)):
        yield list(group)


def _keeps_order(tokens: Sequence[_Word], places: Sequence[int]) -> bool:
    """Whether "after" and the like stand before what they stood before."""
    return all(places[i] < places[i + 1] for i, token in enumerate(tokens[:-1]) if token.text in _ORDERING)


@lru_cache(maxsize=4096)
def _read_wording(wording: str) -> tuple[tuple[_Word, ...], bool]:
    """The words of a wording that must be said, and whether it denies them."""
    words = _read_prose(_put_plainly(wording))
    content = tuple(word for word in words if word.is_content) or tuple(words)
    return content, any(word.denied for word in content)


def _write_together(tokens: Sequence[_Word]) -> Iterator[Sequence[_Word]]:
    """A wording with two of its words written as one: "lookup" for "look up"."""
    for place in range(len(tokens) - 1):
        text = tokens[place].text + tokens[place + 1].text
        yield (*tokens[:place], _Word(text, _stem(text)), *tokens[place + 2 :])


def _stems(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(_stem(word) for text in texts for word in normalise(text))


@lru_cache(maxsize=4)
def _known_stems(catalogue: Catalogue) -> frozenset[str]:
    return _stems(name for entry in catalogue for name in entry.names)


@dataclass(frozen=True)
class _Span:
    """A name in an answer.

    Attributes:
        state: The right name; one akin to it, such as the whole of which it is a part; that of another thing
            of its kind; or of something else.
    """

    start: int
    stop: int
    state: Literal["right", "akin", "rival", "other"]
    name: str
    denied: bool


class _NameGrader:
    """Looks for the right name and for those of other things."""

    def __init__(self, item: TextItem, answer: NameAnswer, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._names = _read_names(catalogue)
        entries = [entry for entry in map(catalogue.find, answer.entries) if entry]
        subject = [entry for entry in [catalogue.find(item.subject)] if entry]
        self._ids = frozenset(entry.id for entry in entries)
        self._akin = {
            *(entry.part_of for entry in entries),
            *(entry.category for entry in entries),
            *(e.id for e in subject),
        }
        self._kinds = {_KINDS.get(entry.kind, "thing") for entry in entries or subject}
        names = [*(name for entry in entries for name in entry.names), *answer.texts]
        self._forms = frozenset(form for name in names for form in _read_forms(name))
        self._joined = frozenset("".join(form) for form in self._forms)
        self._stemmed = frozenset(tuple(map(_stem, form)) for form in self._forms)
        self._reason = item.claim.why
        self.wanted = (names[0],)

    def grade(self, said: str, words: Sequence[_Word], likeness: Likeness) -> TextVerdict:
        """Grade an answer that is not empty."""
        spans = self._find(words)
        affirmed = [span for span in spans if not span.denied]
        rivals = tuple(dict.fromkeys(span.name for span in affirmed if span.state == "rival"))
        right = [span for span in affirmed if span.state == "right"]
        if right:
            is_alone = not (
                self._offers_another(words, affirmed)
                or _is_beside_or(words, right)
                or _is_taken_back(words, right)
            )
            return TextVerdict("right") if is_alone else TextVerdict("unsure", (), rivals)
        if any(span.state == "right" for span in spans):
            return TextVerdict("unsure" if "?" in said else "wrong", self.wanted, rivals)
        if any(span.state == "akin" for span in affirmed):
            return TextVerdict("unsure", self.wanted)
        if rivals and _is_covered(words, spans):
            return TextVerdict("wrong", self.wanted, rivals)
        core = " ".join(word.text for word in _trim(words))
        alike = max(likeness(core, text) for text in (*self.wanted, self._reason))
        return TextVerdict("unsure" if alike >= _UNLIKE_NAME else "wrong", self.wanted)

    def _offers_another(self, words: Sequence[_Word], spans: Sequence[_Span]) -> bool:
        """Whether another name is offered beside the right one, rather than told about it."""
        own = next(span for span in spans if span.state == "right")
        return any(
            span.start < own.start or _is_offered(words, own, span) for span in spans if span.state == "rival"
        )

    def _find(self, words: Sequence[_Word]) -> list[_Span]:
        """Names from left to right, the longest first; with slips where the right one is not spelt right."""
        spans: list[_Span] = []
        place = 0
        while place < len(words):
            stops = range(min(len(words), place + _LONGEST), place, -1)
            span = next(filter(None, (self._find_at(words, place, stop) for stop in stops)), None)
            if span:
                spans.append(span)
            place = span.stop if span else place + 1
        if any(span.state == "right" for span in spans):
            return spans
        slip = self._find_slip(words, spans)
        if slip:
            apart = [span for span in spans if span.stop <= slip.start or span.start >= slip.stop]
            return sorted([*apart, slip], key=lambda span: span.start)
        return spans or self._find_other_slip(words)

    def _find_at(self, words: Sequence[_Word], start: int, stop: int) -> _Span | None:
        form = tuple(word.text for word in words[start:stop])
        denied = words[start].denied  # a name may hold a "no" itself
        ids = self._names.find(form)
        if form in self._forms or "".join(form) in self._joined or (not ids and self._is_inflected(form)):
            return _Span(start, stop, "right", self.wanted[0], denied)
        return self._judge(start, stop, ids, form, denied) if ids else None

    def _is_inflected(self, form: Name) -> bool:
        return tuple(map(_stem, form)) in self._stemmed

    def _judge(self, start: int, stop: int, ids: frozenset[str], form: Name, denied: bool) -> _Span:
        """What a name that is not the right one is to it."""
        entries = [entry for entry in map(self._catalogue.find, sorted(ids)) if entry]
        state: Literal["akin", "rival", "other"] = "other"
        if any(self._is_akin(entry) for entry in entries) or any(_holds(own, form) for own in self._forms):
            state = "akin"
        elif any(_KINDS.get(entry.kind, "thing") in self._kinds for entry in entries):
            state = "rival"
        return _Span(start, stop, state, entries[0].name, denied)

    def _is_akin(self, entry: Entry) -> bool:
        return entry.id in self._ids | self._akin or entry.part_of in self._ids

    def _find_slip(self, words: Sequence[_Word], spans: Sequence[_Span]) -> _Span | None:
        """The words outside other names that are fewest slips from the right one."""
        found: list[tuple[int, int, int]] = []
        for start in range(len(words)):
            for stop in range(start + 1, min(len(words), start + _LONGEST) + 1):
                part = words[start:stop]
                is_inside = any(span.start <= start and stop <= span.stop for span in spans)
                is_closed = part[0].is_content and part[-1].is_content
                if is_inside or not is_closed or any(word.text in _NEGATORS for word in part):
                    continue
                text = _join(part)
                near = process.extractOne(
                    text, self._joined, scorer=OSA.distance, score_cutoff=_slips(len(text))
                )
                if near and near[1] <= _slips(len(near[0])):
                    found.append((int(near[1]), start, stop))
        return self._judge_slip(words, *min(found)) if found else None

    def _judge_slip(self, words: Sequence[_Word], n_slips: int, start: int, stop: int) -> _Span:
        """Whether a name that is so many slips from the right one is nearer to another, or as near."""
        part = words[start:stop]
        denied = words[start].denied
        other = self._names.find_nearest(_join(part), n_slips, self._joined)
        if other is None:
            return _Span(start, stop, "right", self.wanted[0], denied)
        ids, n_other = other
        span = self._judge(start, stop, ids, (), denied)
        return span if n_other < n_slips else replace(span, state="akin")

    def _find_other_slip(self, words: Sequence[_Word]) -> list[_Span]:
        """The name of something else, where an answer is nothing but that, not spelt right."""
        core = _trim(words)
        text = _join(core)
        found = self._names.find_nearest(text, _slips(len(text)), self._joined)
        if not found:
            return []
        form = tuple(word.text for word in core)
        return [self._judge(0, len(words), found[0], form, core[0].denied)]


class _Names:
    """Every name of the catalogue, by its words and with these joined to one."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._ids: dict[Name, frozenset[str]] = {}
        self._joined: dict[str, frozenset[str]] = {}
        for entry in catalogue:
            for name in (*entry.names, *entry.ambiguous):
                for form in _read_forms(name):
                    joined = "".join(form)
                    self._ids[form] = self._ids.get(form, frozenset()) | {entry.id}
                    self._joined[joined] = self._joined.get(joined, frozenset()) | {entry.id}

    def find(self, form: Name) -> frozenset[str]:
        """The entries with this name, also in one word or in several."""
        return self._ids.get(form) or self._joined.get("".join(form), frozenset())

    def find_nearest(self, text: str, n_slips: int, own: frozenset[str]) -> tuple[frozenset[str], int] | None:
        """The entries of the nearest name, these names apart, if it is so near; and how many slips."""
        near = process.extract(
            text, self._joined.keys(), scorer=OSA.distance, score_cutoff=n_slips, limit=None
        )
        others = [(self._joined[name], int(distance)) for name, distance, _ in near if name not in own]
        return others[0] if others and n_slips else None


@lru_cache(maxsize=4)
def _read_names(catalogue: Catalogue) -> _Names:
    return _Names(catalogue)


def _read_forms(name: str) -> Iterator[Name]:
    """The words of a name, also without its maker's."""
    yield normalise(name)
    maker, _, rest = name.partition(" ")
    # "AWS speech to text" is a name, "speech to text" is not.
    if maker in ("Amazon", "AWS") and not rest.islower():
        yield normalise(rest)


def _holds(first: Name, second: Name) -> bool:
    """Whether one of two names stands in the other, word for word."""
    short, long = sorted((first, second), key=len)
    return bool(short) and any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


def _join(words: Iterable[_Word]) -> str:
    return "".join(word.text for word in words)


def _slips(length: int) -> int:
    return next((slips for least, slips in _SLIPS_FROM if length >= least), 0)


def _trim(words: Sequence[_Word]) -> Sequence[_Word]:
    """An answer without what leads to its name and what follows it."""
    telling = [place for place, word in enumerate(words) if word.text not in _FILLERS] or [0]
    return words[telling[0] : telling[-1] + 1]


def _is_taken_back(words: Sequence[_Word], own: Sequence[_Span]) -> bool:
    """Whether "is not" or the like follows the right name."""
    after = [[word.text for word in words[span.stop : span.stop + 2]] for span in own]
    return any(len(texts) == 2 and texts[0] in _VERBS and texts[1] in _NEGATORS for texts in after)


def _is_covered(words: Sequence[_Word], spans: Sequence[_Span]) -> bool:
    """Whether the clause of the first name says nothing but names."""
    covered = {place for span in spans for place in range(span.start, span.stop)}
    clause = words[min(covered)].clause
    return all(
        place in covered or word.text in _FILLERS | _NEGATORS
        for place, word in enumerate(words)
        if word.clause == clause
    )


def _is_offered(words: Sequence[_Word], own: _Span, other: _Span) -> bool:
    """Whether what stands between two names makes the second an offer, not a part of what is told."""
    between = {word.text for word in words[own.stop : other.start]}
    if not between or between & _OFFERS:
        return True
    is_apart = words[own.start].phrase != words[other.start].phrase
    return not between & _EXPLAINS and (is_apart or not between <= _FUNCTION)


def _is_beside_or(words: Sequence[_Word], own: Sequence[_Span]) -> bool:
    """Whether an "or" stands between the right name and something else."""
    ours = {place for span in own for place in range(span.start, span.stop)}
    telling = [place for place, word in enumerate(words) if word.text not in _FILLERS]
    for place, word in enumerate(words):
        if word.text == "or":
            before, after = [p for p in telling if p < place][-1:], [p for p in telling if p > place][:1]
            if before and after and (before[0] in ours) != (after[0] in ours):
                return True
    return False
