"""Grading a name: the right one and those of other things, looked for in what is said."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.catalogue import Catalogue, Entry
from tutor.free_text.name_table import Name, read_forms, read_name_table
from tutor.free_text.reading import Word, stem_word
from tutor.free_text.spans import Span, is_beside_or, is_covered, is_taken_back, offers_another
from tutor.free_text.verdict import Likeness, TextVerdict
from tutor.free_text.vocabulary import FILLERS, NEGATORS
from tutor.items import NameAnswer, TextItem

# Cosine below which an answer without anything that was looked for is another answer. On the dev half the
# least of those that hold a part of what was asked is 0.40.
_UNLIKE_NAME = 0.35
# Letters of a name, and the slips that it bears: simulated over the catalogue's names on 2026-11-21, 95 %
# (from five letters) to 99 % (from eleven) are then still nearest to themselves, the rest as near to another.
_SLIPS_FROM = ((11, 3), (8, 2), (5, 1))
_LONGEST = 6  # words of a name
_KINDS = {"metric": "metric", "concept": "idea", "technique": "idea"}


class NameGrader:
    """Looks for the right name and for those of other things."""

    def __init__(self, item: TextItem, answer: NameAnswer, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._names = read_name_table(catalogue)
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
        self._forms = frozenset(form for name in names for form in read_forms(name))
        self._joined = frozenset("".join(form) for form in self._forms)
        self._stemmed = frozenset(tuple(map(stem_word, form)) for form in self._forms)
        self._reason = item.claim.why
        self.wanted = tuple(names[:1])

    def grade(self, said: str, words: Sequence[Word], likeness: Likeness) -> TextVerdict:
        """Grade an answer that is not empty."""
        if not self.wanted:  # the catalogue no longer knows the entries
            return TextVerdict("unsure")
        spans = self._find(words)
        affirmed = [span for span in spans if not span.denied]
        rivals = tuple(dict.fromkeys(span.name for span in affirmed if span.state == "rival"))
        right = [span for span in affirmed if span.state == "right"]
        if right:
            is_alone = not (
                offers_another(words, affirmed) or is_beside_or(words, right) or is_taken_back(words, right)
            )
            return TextVerdict("right") if is_alone else TextVerdict("unsure", (), rivals)
        if any(span.state == "right" for span in spans):
            return TextVerdict("unsure" if "?" in said else "wrong", self.wanted, rivals)
        if any(span.state == "akin" for span in affirmed):
            return TextVerdict("unsure", self.wanted)
        if rivals and is_covered(words, spans):
            return TextVerdict("wrong", self.wanted, rivals)
        core = " ".join(word.text for word in _trim(words))
        alike = max(likeness(core, text) for text in (*self.wanted, self._reason))
        return TextVerdict("unsure" if alike >= _UNLIKE_NAME else "wrong", self.wanted)

    def _find(self, words: Sequence[Word]) -> list[Span]:
        """Names from left to right, the longest first; with slips where the right one is not spelt right."""
        spans: list[Span] = []
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

    def _find_at(self, words: Sequence[Word], start: int, stop: int) -> Span | None:
        form = tuple(word.text for word in words[start:stop])
        denied = words[start].denied  # a name may hold a "no" itself
        ids = self._names.find(form)
        if form in self._forms or "".join(form) in self._joined or (not ids and self._is_inflected(form)):
            return Span(start, stop, "right", self.wanted[0], denied)
        return self._judge(start, stop, ids, form, denied) if ids else None

    def _is_inflected(self, form: Name) -> bool:
        return tuple(map(stem_word, form)) in self._stemmed

    def _judge(self, start: int, stop: int, ids: frozenset[str], form: Name, denied: bool) -> Span:
        """What a name that is not the right one is to it."""
        entries = [entry for entry in map(self._catalogue.find, sorted(ids)) if entry]
        state: Literal["akin", "rival", "other"] = "other"
        if any(self._is_akin(entry) for entry in entries) or any(_holds(own, form) for own in self._forms):
            state = "akin"
        elif any(_KINDS.get(entry.kind, "thing") in self._kinds for entry in entries):
            state = "rival"
        return Span(start, stop, state, entries[0].name, denied)

    def _is_akin(self, entry: Entry) -> bool:
        return entry.id in self._ids | self._akin or entry.part_of in self._ids

    def _find_slip(self, words: Sequence[Word], spans: Sequence[Span]) -> Span | None:
        """The words outside other names that are fewest slips from the right one."""
        found: list[tuple[int, int, int]] = []
        for start in range(len(words)):
            for stop in range(start + 1, min(len(words), start + _LONGEST) + 1):
                part = words[start:stop]
                is_inside = any(span.start <= start and stop <= span.stop for span in spans)
                is_closed = part[0].is_content and part[-1].is_content
                if is_inside or not is_closed or any(word.text in NEGATORS for word in part):
                    continue
                text = _join(part)
                near = process.extractOne(
                    text, self._joined, scorer=OSA.distance, score_cutoff=_slips(len(text))
                )
                if near and near[1] <= _slips(len(near[0])):
                    found.append((int(near[1]), start, stop))
        return self._judge_slip(words, *min(found)) if found else None

    def _judge_slip(self, words: Sequence[Word], n_slips: int, start: int, stop: int) -> Span:
        """Whether a name that is so many slips from the right one is nearer to another, or as near."""
        part = words[start:stop]
        denied = words[start].denied
        other = self._names.find_nearest(_join(part), n_slips, self._joined)
        if other is None:
            return Span(start, stop, "right", self.wanted[0], denied)
        ids, n_other = other
        span = self._judge(start, stop, ids, (), denied)
        return span if n_other < n_slips else replace(span, state="akin")

    def _find_other_slip(self, words: Sequence[Word]) -> list[Span]:
        """The name of something else, where an answer is nothing but that, not spelt right."""
        core = _trim(words)
        text = _join(core)
        found = self._names.find_nearest(text, _slips(len(text)), self._joined)
        if not found:
            return []
        form = tuple(word.text for word in core)
        return [self._judge(0, len(words), found[0], form, core[0].denied)]


def _holds(first: Name, second: Name) -> bool:
    """Whether one of two names stands in the other, word for word."""
    short, long = sorted((first, second), key=len)
    return bool(short) and any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


def _join(words: Iterable[Word]) -> str:
    return "".join(word.text for word in words)


def _slips(length: int) -> int:
    return next((slips for least, slips in _SLIPS_FROM if length >= least), 0)


def _trim(words: Sequence[Word]) -> Sequence[Word]:
    """An answer without what leads to its name and what follows it."""
    telling = [place for place, word in enumerate(words) if word.text not in FILLERS] or [0]
    return words[telling[0] : telling[-1] + 1]
