"""What sheets say of what: each thing with its definition and its uses, from headings, fields and lists."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.aspects import find_aspect
from knowledge.catalogue import Catalogue, Entry
from knowledge.lexical import tokenise
from knowledge.names import normalise
from knowledge.passages import Passage, Unit
from tutor.generation.wording import NameBook, Names, clean, cut_first_sentence, cut_name, split_lead

# A label of this many headings ("Purpose: ...") is a field of theirs, not a thing.
_MIN_HEADINGS_OF_A_LABEL = 3
_MAX_NAME_WORDS = 7
_DEFINING_LABELS = frozenset("concept definition description purpose summary".split())
_TOOLS_LABEL = re.compile(r"aws (?:services?|tools?|support)$", re.IGNORECASE)
_LABELS = frozenset(
    "advantage benefit challenge example exam goal importance indicator input key note objective output pro con "
    "reference result step strength tip tool use weakness".split()
)
_SILENT = frozenset(("avoid", "see_also", "status", "exam", "example"))
_PRODUCTS = ("service", "feature", "framework")
_POSITIVE = frozenset(("what", "how", "use_cases", "features", "problem_type", "inputs_outputs"))
_VERB = re.compile(r"(?:is|was|are|were|[a-z]{2,}s)\s")
_USE = re.compile(r"use\s+(?:the\s+|an?\s+)?", re.IGNORECASE)
_BEHIND_USE = re.compile(r"(?:to|for|when|whenever|where|against|if|as|with|so that|before|after)\s")
_SUITS = re.compile(r"suits?\s")
_LIST_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[a-z][.)])\s+")


@dataclass(frozen=True)
class Statement:
    """One unit about one thing, cut to what a question asks.

    Attributes:
        text: Its words without the name, markup and closing full stop.
        form: ``verb`` goes on after "Which of these", ``use`` after "would you use", ``phrase`` is quoted.
        label: The field it stands in, as the sheet calls it.
    """

    text: str
    form: str
    unit: Unit
    passage: Passage
    label: str = ""


@dataclass(frozen=True)
class Topic:
    """One thing that sheets speak of.

    Attributes:
        name: What the sheet calls it; of our own sheets, the entry's proper name.
        group: The sheet and the headings that it stands under.
        words: Stems of everything that is said of it.
        contrasts: Entries that are to be used where it is not.
        beside: Entries to which its sheet leads on.
        named: Entries that its definition names.
        spoken: Entries of which its uses, features and workings speak.
        listed: Whether it is the lead of a bullet, not a heading.
    """

    name: str
    entry: Entry | None
    tier: int
    group: tuple[str, ...]
    definition: Statement | None
    uses: tuple[Statement, ...]
    fields: tuple[Statement, ...]
    words: frozenset[str]
    contrasts: frozenset[str]
    beside: frozenset[str]
    named: frozenset[str]
    spoken: frozenset[str]
    listed: bool

    @property
    def subject(self) -> str:
        """Its catalogue id, or its name as ids are written."""
        return self.entry.id if self.entry else make_slug(self.name)


def make_slug(name: str) -> str:
    """A name as a catalogue id is written: "L1 Regularization" becomes "l1-regularization"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "unnamed"


def read_topics(passages: Sequence[Passage], catalogue: Catalogue, names: NameBook) -> list[Topic]:
    """Read every thing that passages are about, in their order."""
    reader = _Reader(catalogue, names, _find_labels(passages))
    for passage in passages:
        if passage.kind == "row":
            reader.read_row(passage)
        elif passage.kind != "code":
            reader.read(passage)
    return reader.topics()


def _find_labels(passages: Iterable[Passage]) -> Mapping[str, frozenset[str]]:
    """The leads of each imported sheet that are fields of its headings."""
    headings: dict[str, dict[str, set[tuple[str, ...]]]] = {}
    for passage in passages:
        if passage.tier and passage.kind in ("list", "paragraph"):
            for unit in passage.units:
                if lead := split_lead(unit.text):
                    headings.setdefault(passage.sheet, {}).setdefault(lead[0].lower(), set()).add(
                        passage.heading
                    )
    return {
        sheet: frozenset(lead for lead, where in leads.items() if len(where) >= _MIN_HEADINGS_OF_A_LABEL)
        for sheet, leads in headings.items()
    }


@dataclass
class _Draft:
    """A topic while its passages are read."""

    name: str
    entry: Entry | None
    tier: int
    group: tuple[str, ...]
    definition: Statement | None = None
    uses: list[Statement] = field(default_factory=list)
    fields: list[Statement] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    contrasts: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)
    listed: bool = False

    def finish(self) -> Topic:
        return Topic(
            self.name,
            self.entry,
            self.tier,
            self.group,
            self.definition,
            tuple(self.uses),
            tuple(self.fields),
            frozenset(self.words),
            frozenset(self.contrasts),
            frozenset(self.beside),
            frozenset(self.named),
            frozenset(self.spoken),
            self.listed,
        )


class _Reader:
    """Reads passages one by one."""

    def __init__(
        self, catalogue: Catalogue, names: NameBook, labels: Mapping[str, frozenset[str]]
    ) -> None:
        self._catalogue = catalogue
        self._names = names
        self._labels = labels
        self._drafts: dict[tuple[str, ...], _Draft] = {}

    def topics(self) -> list[Topic]:
        return [draft.finish() for draft in self._drafts.values()]

    def read(self, passage: Passage) -> None:
        if passage.tier:
            self._read_imported(passage)
        elif entry := self._catalogue.find(passage.subject):
            self._read_own(passage, self._draft(entry.name, entry, passage, ()))

    def read_row(self, passage: Passage) -> None:
        """A row adds to what is known of its subject."""
        key = ("", passage.subject or "")
        if not passage.tier and key in self._drafts:
            self._drafts[key].words.update(_words(passage))

    def _read_own(self, passage: Passage, topic: _Draft) -> None:
        if passage.aspect == "avoid":
            topic.contrasts.update(passage.mentions)
        if passage.aspect == "see_also":
            topic.beside.update(passage.mentions)
        if passage.aspect not in _SILENT:
            topic.words.update(_words(passage))
        if passage.aspect in _POSITIVE:
            topic.spoken.update(entry_id for unit in passage.units for entry_id in unit.mentions)
        names = self._names.of(topic.name, topic.entry)
        if passage.aspect == "what" and passage.kind == "paragraph" and topic.definition is None:
            topic.definition = _read_sentence(passage.units[0], passage, names)
            topic.named.update(entry_id for unit in passage.units for entry_id in unit.mentions)
        elif passage.aspect == "use_cases":
            topic.uses += [use for unit in passage.units if (use := _read_use(unit, passage, names))]

    def _read_imported(self, passage: Passage) -> None:
        heading, aspect = passage.heading, find_aspect(passage.heading[-1])
        if aspect and len(heading) > 1:
            heading = heading[:-1]
        name = _LIST_NUMBER.sub("", heading[-1])
        ids = self._catalogue.ids_named(name)
        entry = self._catalogue.find(ids[0]) if len(ids) == 1 else None
        topic = self._draft(name, entry, passage, heading[:-1])
        names = self._names.of(name, entry)
        for unit in passage.units:
            lead = split_lead(unit.text)
            label = lead[0] if lead else ""
            if lead and names.end_of_first(label) == len(label):
                self._add(topic, "what", Statement(cut_first_sentence(lead[1]), "phrase", unit, passage))
            elif lead and self._is_label(label, passage):
                said = Statement(cut_first_sentence(lead[1]), "phrase", unit, passage, label)
                self._add(topic, _kind_of_label(label), said)
            elif lead and passage.kind == "list" and len(label.split()) <= _MAX_NAME_WORDS:
                self._read_listed(lead, unit, passage)
            elif aspect == "use_cases":
                self._add(topic, "use_cases", Statement(cut_first_sentence(clean(unit.text)), "phrase", unit, passage))
            elif aspect in (None, "what"):
                self._define(topic, unit, passage, names)
            if aspect not in _SILENT:
                topic.words.update(tokenise(unit.text))

    def _define(self, topic: _Draft, unit: Unit, passage: Passage, names: Names) -> None:
        """Take a unit as the definition when it is the first and says what its heading is."""
        if topic.definition or unit is not passage.units[0]:
            return
        said = _read_sentence(unit, passage, names)
        if said is None and passage.kind == "list" and topic.entry and topic.entry.kind in _PRODUCTS:
            said = Statement(cut_first_sentence(clean(unit.text)), "phrase", unit, passage)
        if said:
            self._add(topic, "what", said)

    def _read_listed(self, lead: tuple[str, str], unit: Unit, passage: Passage) -> None:
        """A bullet that begins with what it is about."""
        ids = (unit.subject,) if unit.subject else self._catalogue.ids_named(lead[0])
        entry = self._catalogue.find(ids[0]) if len(ids) == 1 else None
        topic = self._draft(lead[0], entry, passage, passage.heading)
        topic.listed = True
        topic.words.update(tokenise(lead[1]))
        self._add(topic, "what", Statement(cut_first_sentence(lead[1]), "phrase", unit, passage))

    def _add(self, topic: _Draft, kind: str, statement: Statement) -> None:
        if kind == "use_cases":
            topic.uses.append(statement)
        elif kind != "what":
            topic.fields.append(statement)
        elif topic.definition is None:
            topic.definition = statement
            topic.named.update(statement.unit.mentions)

    def _is_label(self, lead: str, passage: Passage) -> bool:
        words = normalise(lead)
        return (
            lead.lower() in self._labels.get(passage.sheet, ())
            or find_aspect(lead) is not None
            or _TOOLS_LABEL.match(lead) is not None
            or (bool(words) and (words[0] in _LABELS or lead.lower() in _DEFINING_LABELS))
        )

    def _draft(self, name: str, entry: Entry | None, passage: Passage, path: tuple[str, ...]) -> _Draft:
        """The topic of a name: one for an entry of ours, one for each imported sheet."""
        own = not passage.tier
        group = (passage.sheet, *path)
        key = ("", entry.id) if own and entry else (passage.sheet, entry.id) if entry else (*group, name)
        if key not in self._drafts:
            self._drafts[key] = _Draft(name, entry, passage.tier, group)
        return self._drafts[key]


def _kind_of_label(label: str) -> str:
    if label.lower() in _DEFINING_LABELS:
        return "what"
    return find_aspect(label) or "field"


def _read_sentence(unit: Unit, passage: Passage, names: Names) -> Statement | None:
    """A sentence that begins with the name and goes on with its verb."""
    text = cut_first_sentence(clean(unit.text))
    said = cut_name(text, names)
    if said is None or not _VERB.match(said):
        return None
    if said.startswith(("are ", "were ")):
        # "Which of these are" would tell that the answer is a plural.
        return Statement(said.partition(" ")[2], "phrase", unit, passage)
    return Statement(said, "verb", unit, passage)


def _read_use(unit: Unit, passage: Passage, names: Names) -> Statement | None:
    """What something is used for: "Use X to ..." or "X suits ..."."""
    text = clean(unit.text)
    use = _USE.match(text)
    if use:
        said = cut_name(text[use.end() :], names)
        # A second half tells of another use.
        is_one = said is not None and _BEHIND_USE.match(said) and ";" not in said
        return Statement(said, "use", unit, passage) if said and is_one else None
    said = cut_name(text, names)
    if said and _SUITS.match(said):
        return Statement(_SUITS.sub("suits ", said), "verb", unit, passage)
    return None


def _words(passage: Passage) -> Iterator[str]:
    for unit in passage.units:
        yield from tokenise(unit.text)
