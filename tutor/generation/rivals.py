"""Distractors: what is near to a key and yet wrong."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from knowledge.catalogue import Entry
from tutor.generation.naming import NameBook
from tutor.generation.topics import Statement, Topic, make_slug
from tutor.generation.wording import read_stems, read_word_stems

# Share of a statement's words, weighed by rarity, that what is said of a distractor may hold; 400 items were
# read on 2026-11-21.
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

    def share(self, text: str, words: frozenset[str]) -> float:
        """Share of a text's words that are among `words`, in [0, 1]."""
        asked = read_stems(text)
        total = sum(map(self._weight, sorted(asked)))
        return sum(map(self._weight, sorted(asked & words))) / total if total else 1.0

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._unknown)


class Rivals:
    """Finds what may stand beside a key."""

    def __init__(self, topics: Sequence[Topic], names: NameBook) -> None:
        self.fitness = Fitness(topic.words for topic in topics)
        self._names = names
        self._own = {topic.entry.id: topic for topic in topics if topic.entry and not topic.tier}
        self._n_names = Counter(stem for topic in topics for stem in read_word_stems(topic.name))
        self._known: dict[str, frozenset[str]] = {}
        self._by_scope: dict[str, list[Topic]] = defaultdict(list)
        for topic in topics:
            self._by_scope[_scope_of(topic)].append(topic)

    def of(self, topic: Topic, said: Statement) -> list[Topic]:
        """Things of the same kind and field of which a statement is surely not true."""
        around = self._by_scope[_scope_of(topic)]
        if said.form == "phrase" and self._names.names_field(said.text):
            return []
        near = (other for other in around if other is not topic and _is_near(topic, other))
        return [other for other in near if self._is_wrong(topic, other, said)]

    def share(self, said: Statement, other: Topic) -> float:
        """Share of a statement's words that everything said of another thing holds, in [0, 1]."""
        return self.fitness.share(said.text, self._words(other))

    def is_named(self, name: str, entry: Entry | None, text: str) -> bool:
        """Whether a text names something, by whichever of its names, or nearly so."""
        return self._names.of(name, entry).are_nearly_in(text)

    def are_related(self, one: Entry | None, other: Entry | None) -> bool:
        """Whether two entries may both be meant: a part and its whole, a successor, one kind of the other."""
        if one is None or other is None:
            return False
        if one.id == other.id or set(one.ambiguous) & set(other.ambiguous):
            return True
        if one.id in (other.part_of, *other.status.successors, *self._defining(other)):
            return True
        if other.id in (one.part_of, *one.status.successors, *self._defining(one)):
            return True
        words, others = read_stems(one.name), read_stems(other.name)
        return words <= others or others <= words

    def _is_wrong(self, topic: Topic, other: Topic, said: Statement) -> bool:
        if self.are_related(topic.entry, other.entry) or _speak_of_each_other(topic, other):
            return False
        if self._defines_by(topic, other) or self._defines_by(other, topic):
            return False
        if self.is_named(other.name, other.entry, said.unit.text):
            return False
        return self.share(said, other) <= _MOST_SHARED

    def _words(self, topic: Topic) -> frozenset[str]:
        """The stems of everything that is said of a thing; its names say what people take it for."""
        if topic.entry is None:
            return topic.words
        if topic.entry.id not in self._known:
            own = self._own.get(topic.entry.id)
            known = (read_stems(name) for name in (*topic.entry.names, *topic.entry.ambiguous))
            self._known[topic.entry.id] = frozenset().union(own.words if own else (), *known)
        return topic.words | self._known[topic.entry.id]

    def _defining(self, entry: Entry) -> frozenset[str]:
        topic = self._own.get(entry.id)
        return topic.named if topic else frozenset()

    def _defines_by(self, one: Topic, other: Topic) -> bool:
        """Whether a definition holds a telling word of the other's name: "voices: standard, neural ..."."""
        if one.definition is None:
            return False
        told = read_word_stems(other.name) - read_word_stems(one.name)
        telling = {stem for stem in told if self._n_names[stem] < _COMMON_IN_NAMES}
        return bool(telling & read_word_stems(one.definition.text))


def are_in_contrast(one: Topic, other: Topic) -> bool:
    """Whether the sheets say to use one where the other does not do."""
    return _holds(one.contrasts, other) or _holds(other.contrasts, one)


def are_read_together(one: Topic, other: Topic) -> bool:
    """Whether the sheets lead from one on to the other."""
    return _holds(one.beside, other) or _holds(other.beside, one)


def _scope_of(topic: Topic) -> str:
    """Among which topics rivals are: those of an imported sheet, or of a kind of entry."""
    return topic.group[0] if topic.tier or topic.entry is None else f"kind {topic.entry.kind}"


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
    if "," in other.name:
        return False  # it names several things
    if one.entry.category in (other.entry.id, make_slug(other.name)):
        return False  # it names the whole field
    is_neighbour = are_read_together(one, other) or are_in_contrast(one, other)
    return one.entry.category == other.entry.category or is_neighbour


def _speak_of_each_other(one: Topic, other: Topic) -> bool:
    return _holds(one.spoken, other) or _holds(other.spoken, one)


def _holds(ids: frozenset[str], topic: Topic) -> bool:
    return topic.entry is not None and topic.entry.id in ids
