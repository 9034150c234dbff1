"""Every item that can be asked: the written ones, and those made from the sheets."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from knowledge.catalogue import Catalogue
from tutor.building import BuiltItems
from tutor.items import ChoiceItem, Difficulty, Item


@dataclass(frozen=True)
class Scope:
    """What a quiz is on; an empty field leaves it open.

    Attributes:
        domain: Number of the exam's domain.
        subjects: Catalogue ids; what is part of one of them counts as well.
    """

    exam: str | None = None
    domain: int | None = None
    subjects: frozenset[str] = frozenset()
    difficulty: Difficulty | None = None


class ItemBank:
    """Finds items by id and by what they are on.

    Args:
        load: Gives the items; called when the first of them is wanted, so that no start waits for them.
    """

    def __init__(self, load: Callable[[], BuiltItems], catalogue: Catalogue) -> None:
        self._load = load
        self._catalogue = catalogue
        self._lock = Lock()

    @cached_property
    def _built(self) -> tuple[Mapping[str, Item], Mapping[str, Item]]:
        built = self._load()
        return {item.id: item for item in built.written}, {item.id: item for item in built.generated}

    @property
    def _written(self) -> Mapping[str, Item]:
        with self._lock:
            return self._built[0]

    @property
    def _generated(self) -> Mapping[str, Item]:
        """Items made from sheets; they fill up where the written ones are too few."""
        with self._lock:
            return self._built[1]

    def __len__(self) -> int:
        return len(self._written) + len(self._generated)

    def __iter__(self) -> Iterator[Item]:
        yield from self._written.values()
        yield from self._generated.values()

    def find(self, item_id: str) -> Item | None:
        """The item with this id; None when it has left the bank or its sheet has changed."""
        return self._written.get(item_id) or self._generated.get(item_id)

    def select(self, scope: Scope, at_least: int = 1) -> list[Item]:
        """Items on something: the written ones, and generated ones when those are fewer than `at_least`."""
        on = {item_id for subject in scope.subjects for item_id in self._ids_by_subject.get(subject, ())}
        wanted = on if scope.subjects else None
        found = [item for item in self._written.values() if _fits(item, scope, wanted)]
        if len(found) < at_least:
            found += [item for item in self._generated.values() if _fits(item, scope, wanted)]
        return found

    def of_exam(self, exam: str, kinds: Collection[str]) -> list[Item]:
        """Written items of an exam, of the kinds that it has."""
        return [item for item in self._written.values() if item.exam == exam and item.kind in kinds]

    def holding_both(self, first: str, second: str) -> list[Item]:
        """Choices among whose options both entries are named."""
        wanted = {first, second}
        return [item for item in self if isinstance(item, ChoiceItem) and wanted <= self._options_of(item)]

    def _options_of(self, item: ChoiceItem) -> set[str]:
        """Catalogue ids that the options name."""
        return {
            entry_id
            for option in item.options
            for mention in self._catalogue.find_mentions(option.text)
            for entry_id in mention.ids
        }

    @cached_property
    def _ids_by_subject(self) -> Mapping[str, frozenset[str]]:
        """Ids of the items on a catalogue entry, or on a part of it."""
        found: dict[str, set[str]] = {}
        for item in self:
            entry = self._catalogue.find(item.subject)
            for subject in (item.subject, entry.part_of if entry else None):
                if subject:
                    found.setdefault(subject, set()).add(item.id)
        return {subject: frozenset(ids) for subject, ids in found.items()}


def _fits(item: Item, scope: Scope, wanted: Collection[str] | None) -> bool:
    """Whether an item is in a scope.

    Args:
        wanted: Ids of the items on its subjects; None when it leaves them open.
    """
    if scope.exam and item.exam != scope.exam:
        return False
    if scope.domain and item.domain != scope.domain:
        return False
    if scope.difficulty and item.difficulty != scope.difficulty:
        return False
    return wanted is None or item.id in wanted
