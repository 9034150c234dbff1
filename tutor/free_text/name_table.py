"""Every name of the catalogue, found as it is spelt or by the fewest slips."""

from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.catalogue import Catalogue
from knowledge.names import normalise

Name = tuple[str, ...]


class NameTable:
    """Every name of the catalogue, by its words and with these joined to one."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._ids: dict[Name, frozenset[str]] = {}
        self._joined: dict[str, frozenset[str]] = {}
        for entry in catalogue:
            for name in (*entry.names, *entry.ambiguous):
                for form in read_forms(name):
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
def read_name_table(catalogue: Catalogue) -> NameTable:
    """The names of a catalogue, read once for each."""
    return NameTable(catalogue)


def read_forms(name: str) -> Iterator[Name]:
    """The words of a name, also without its maker's."""
    yield normalise(name)
    maker, _, rest = name.partition(" ")
    # "AWS speech to text" is a name, "speech to text" is not.
    if maker in ("Amazon", "AWS") and not rest.islower():
        yield normalise(rest)
