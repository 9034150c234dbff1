"""Distractors: what is near to a key and yet wrong."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from knowledge.catalogue import Entry
from tutor.generation.topics import Statement, Topic, make_slug
from tutor.generation.wording import NameBook, read_stems, read_word_stems

# Shares of a statement's words, weighed by rarity, that what is said of a distractor may hold; read by hand on
# 2026-11-21 over 300 items.
_MOST_SHARED = 0.30
# A word of this many names tells nothing of one of them: "model", "feature", "SageMaker".
_COMMON_IN_NAMES = 8
_PRODUCT = re.compile(r"(?:Amazon|AWS)\s")


class Fitness:
    """How much of a text the words of something hold.

    Args:
        documents: Words of each thing, from which the rarity of a word is read.
    """

    def __init__(self, documents: Iterable[frozenset[str]]) -> None:
        counts: Counter[str] = Counter()
        n_documents = 0
        for words in documents:
            counts.update(words)
            n_documents += 1
        self._weights: Mapping[str, float] = {
            word: math.log(1 + n_documents / count) for word, count in counts.items()
        }
        self._unknown = math.log(1 + max(1, n_documents))

    def share(self, text: str, words: frozenset[str] | set[str]) -> float:
        """Share of a text's words that are among `words`, in [0, 1]."""
        asked = read_stems(text)
        total = sum(map(self._weight, asked))
        return sum(self._weight(word) for word in asked & words) / total if total else 1.0

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._unknown)


class Rivals:
    """Finds what may stand beside a key."""

    def __init__(self, topics: Sequence[Topic], names: NameBook) -> None:
        self._beside: dict[str, list[Topic]] = defaultdict(list)
        for topic in topics:
            self._beside[self._scope(topic)].append(topic)
        self._near: dict[int, list[Topic]] = {}
        self._n_names = Counter(stem for topic in topics for stem in read_word_stems(topic.name))
        self._names = names
        self.fitness = Fitness(topic.words for topic in topics)
        self._own = {topic.entry.id: topic for topic in topics if topic.entry and not topic.tier}

    def of(self, topic: Topic, said: Statement) -> list[Topic]:
        """Things of the same kind of which a statement is not true; the nearest first."""
        if id(topic) not in self._near:
            beside = self._beside[self._scope(topic)]
            self._near[id(topic)] = [other for other in beside if other is not topic and _is_near(topic, other)]
        return [other for other in self._near[id(topic)] if self.is_wrong(topic, other, said)]

    @staticmethod
    def _scope(topic: Topic) -> str:
        """Among which topics a rival may be: those of its sheet, or of its kind where our own sheets tell."""
        return topic.group[0] if topic.tier or topic.entry is None else f"kind {topic.entry.kind}"

    def is_wrong(self, topic: Topic, other: Topic, said: Statement) -> bool:
        """Whether what is said of a topic is neither true of another nor names it."""
        if self.are_related(topic.entry, other.entry) or _speak_of_each_other(topic, other):
            return False
        if self._defines_by(topic, other) or self._defines_by(other, topic):
            return False
        if other.entry and other.entry.id in said.unit.mentions:
            return False
        if self.is_named(other.name, other.entry, said.unit.text):
            return False
        return self.share(said, other) <= _MOST_SHARED

    def share(self, said: Statement, other: Topic) -> float:
        """Share of a statement's words that everything said of another thing holds, in [0, 1]."""
        return self.fitness.share(said.text, self._words(other))

    def is_named(self, name: str, entry: Entry | None, text: str) -> bool:
        """Whether a text names something, by whichever of its names."""
        return self._names.of(name, entry).are_in(text)

    def are_related(self, one: Entry | None, other: Entry | None) -> bool:
        """Whether two entries may both be meant: a part and its whole, a successor, one kind of the other."""
        if one is None or other is None:
            return False
        if one.id == other.id or other.id in (one.part_of, *one.status.successors):
            return True
        if one.id in (other.part_of, *other.status.successors):
            return True
        if set(one.ambiguous) & set(other.ambiguous):
            return True
        names = read_stems(one.name), read_stems(other.name)
        if names[0] <= names[1] or names[1] <= names[0]:
            return True
        return other.id in self._defining(one.id) or one.id in self._defining(other.id)

    def _defining(self, entry_id: str) -> frozenset[str]:
        topic = self._own.get(entry_id)
        return topic.named if topic else frozenset()

    def _defines_by(self, one: Topic, other: Topic) -> bool:
        """Whether a definition holds a word that is the other's name: "voices are standard, neural ..."."""
        if one.definition is None:
            return False
        telling = self._telling_name(other) - read_word_stems(one.name)
        return bool(telling & read_word_stems(one.definition.text))

    def _telling_name(self, topic: Topic) -> frozenset[str]:
        return frozenset(stem for stem in read_word_stems(topic.name) if self._n_names[stem] < _COMMON_IN_NAMES)

    def _words(self, topic: Topic) -> frozenset[str]:
        own = self._own.get(topic.entry.id) if topic.entry else None
        return topic.words | own.words if own else topic.words


def _is_near(one: Topic, other: Topic) -> bool:
    """Whether another thing is of the same kind and belongs to the same field."""
    if other.definition is None or one.tier != other.tier:
        return False
    if one.tier and one.group == other.group:
        return one.listed == other.listed
    if one.entry is None or other.entry is None or one.entry.kind != other.entry.kind:
        return False
    if one.tier:
        return bool(_PRODUCT.match(one.name) and _PRODUCT.match(other.name))
    if one.entry.category in (other.entry.id, make_slug(other.name)):
        return False  # the name of the whole field
    return one.entry.category == other.entry.category or lead_on(one, other) or are_in_contrast(one, other)


def are_in_contrast(one: Topic, other: Topic) -> bool:
    """Whether the sheets say to use one where the other does not do."""
    return _holds(one.contrasts, other) or _holds(other.contrasts, one)


def _speak_of_each_other(one: Topic, other: Topic) -> bool:
    return _holds(one.spoken, other) or _holds(other.spoken, one)


def lead_on(one: Topic, other: Topic) -> bool:
    """Whether one is told to be read beside the other."""
    return _holds(one.beside, other) or _holds(other.beside, one)


def _holds(ids: frozenset[str], topic: Topic) -> bool:
    return topic.entry is not None and topic.entry.id in ids
