"""The catalogue: every service, feature, algorithm, metric and concept that the sheets speak of."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import SheetInvalid
from knowledge.names import Mention, NameTable, normalise

KINDS = ("service", "feature", "framework", "algorithm", "metric", "concept", "technique")
STATES = ("active", "renamed", "closed_to_new_customers", "ending", "ended", "superseded")
EVIDENCE = ("official", "mirror", "second-hand", "general")


@dataclass(frozen=True)
class Status:
    """Where an entry stands in its life, since when and says who."""

    state: str = "active"
    date: dt.date | None = None
    successors: tuple[str, ...] = ()
    note: str | None = None
    source: str | None = None
    evidence: str | None = None
    verified: dt.date | None = None


@dataclass(frozen=True)
class Entry:
    """One thing that has a name.

    Attributes:
        exams: Exam code to the task numbers that ask about it.
        part_of: The service that an operation or mode belongs to, where people would name the service.
        ambiguous: Names that may mean this entry or another; a question with one gets asked back.
    """

    id: str
    name: str
    kind: str
    category: str
    aliases: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    old_names: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    part_of: str | None = None
    exams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: Status = Status()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that means exactly this entry, the proper one first."""
        return (self.name, *self.aliases, *self.abbreviations, *self.old_names)


class Catalogue:
    """Entries by id, and the names that lead to them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, Entry] = {}
        self._names = NameTable()
        for entry in entries:
            if entry.id in self._entries:
                raise SheetInvalid(f"the catalogue has two entries with the id {entry.id!r}; rename one")
            self._entries[entry.id] = entry
            for name in entry.names:
                self._names.add(name, [entry.id])
        proper = {normalise(entry.name) for entry in self}
        for entry in self:
            for name in entry.ambiguous:
                if normalise(name) not in proper:  # a proper name is never in doubt
                    self._names.add(name, [entry.id])

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, entry_id: str) -> bool:
        return entry_id in self._entries

    def find(self, entry_id: str | None) -> Entry | None:
        """The entry with this id, if there is one."""
        return self._entries.get(entry_id) if entry_id else None

    def name_of(self, entry_id: str) -> str:
        """The proper name of an entry; of an unknown id, the id."""
        entry = self._entries.get(entry_id)
        return entry.name if entry else entry_id

    def ids_named(self, name: str) -> tuple[str, ...]:
        """The entries that exactly this name may mean."""
        return self._names.get(name)

    def find_mentions(self, text: str) -> list[Mention]:
        """Find every catalogue name in a text, from left to right."""
        return self._names.find(text)

    def clashes(self) -> list[tuple[str, tuple[str, ...]]]:
        """Names that two entries both claim as their own."""
        owners: dict[tuple[str, ...], dict[str, str]] = {}
        for entry in self:
            for name in entry.names:
                owners.setdefault(normalise(name), {}).setdefault(entry.id, name)
        return [(next(iter(claims.values())), tuple(claims)) for claims in owners.values() if len(claims) > 1]


def load_catalogue(path: Path) -> Catalogue:
    """Read `catalogue.yml`.

    Raises:
        SheetInvalid: The file is missing, is not YAML, or an entry breaks its form.
    """
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise SheetInvalid(f"the catalogue {path} cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise SheetInvalid(f"the catalogue {path} is not YAML: {error}") from error
    if not isinstance(rows, list):
        raise SheetInvalid(f"the catalogue {path} must be a list of entries, got {type(rows).__name__}")
    return Catalogue(_parse_entry(row, path) for row in rows)


def _parse_entry(row: Any, path: Path) -> Entry:
    if not isinstance(row, dict) or not row.get("id") or not row.get("name"):
        raise SheetInvalid(f"{path}: an entry needs an id and a name, got {row!r}")
    where = f"{path}: entry {row['id']!r}"
    unknown = set(row) - {*Entry.__dataclass_fields__}
    if unknown:
        raise SheetInvalid(f"{where} has unknown fields {sorted(unknown)}")
    if row.get("kind") not in KINDS:
        raise SheetInvalid(f"{where} has kind {row.get('kind')!r}; one of {', '.join(KINDS)} is meant")
    return Entry(
        id=str(row["id"]),
        name=str(row["name"]),
        kind=row["kind"],
        category=str(row.get("category", "")),
        aliases=_texts(row.get("aliases"), where),
        abbreviations=_texts(row.get("abbreviations"), where),
        old_names=_texts(row.get("old_names"), where),
        ambiguous=_texts(row.get("ambiguous"), where),
        part_of=row.get("part_of"),
        exams={str(exam): _texts(tasks, where) for exam, tasks in (row.get("exams") or {}).items()},
        status=_parse_status(row.get("status") or {}, where),
    )


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise SheetInvalid(f"{where}: a list is meant, got {value!r}")
    return tuple(str(item) for item in value)


def _parse_status(row: dict[str, Any], where: str) -> Status:
    state = row.get("state", "active")
    if state not in STATES:
        raise SheetInvalid(f"{where} has status {state!r}; one of {', '.join(STATES)} is meant")
    return Status(
        state=state,
        date=_parse_date(row.get("date"), where),
        successors=_texts(row.get("successors"), where),
        note=row.get("note"),
        source=row.get("source"),
        evidence=row.get("evidence"),
        verified=_parse_date(row.get("verified"), where),
    )


def _parse_date(value: Any, where: str) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise SheetInvalid(f"{where}: {value!r} is not a date such as 2026-11-21") from error
