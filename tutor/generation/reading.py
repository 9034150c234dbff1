"""Reading topics: from the fields of our own sheets, from headings, labels and lists of imported ones."""

import re
from collections.abc import Iterable, Mapping, Sequence

from knowledge.aspects import find_aspect
from knowledge.catalogue import Entry
from knowledge.names import normalise
from knowledge.passages import Passage, Unit
from tutor.generation.naming import NameBook, Names
from tutor.generation.topics import Statement, Topic, TopicDraft, read_definition, read_use
from tutor.generation.wording import clean, cut_first_sentence, split_lead

# A label of this many headings ("Purpose: ...") is a field of theirs, not a thing.
_MIN_HEADINGS_OF_A_LABEL = 3
_MAX_NAME_WORDS = 7
_DEFINING_LABELS = frozenset("concept definition description purpose summary".split())
_LABELS = frozenset(
    "advantage benefit challenge con example exam goal importance indicator input key note objective output "
    "pro reference result step strength tip tool use weakness".split()
)
_TOOLS_LABEL = re.compile(r"aws (?:services?|tools?|support)$", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[a-z][.)])\s+")
_PRODUCTS = ("service", "feature", "framework")
_SILENT = frozenset(("avoid", "see_also", "status", "exam", "example"))
_POSITIVE = frozenset(("what", "how", "use_cases", "features", "problem_type", "inputs_outputs"))


def read_topics(passages: Sequence[Passage], names: NameBook) -> list[Topic]:
    """Read every thing that passages are about, in their order."""
    reader = _Reader(names, _find_labels(passages))
    for passage in passages:
        if passage.kind == "row":
            reader.read_row(passage)
        elif passage.kind == "code":
            continue
        elif passage.tier:
            reader.read_imported(passage)
        else:
            reader.read_own(passage)
    return [draft.finish() for draft in reader.drafts.values()]


def _find_labels(passages: Iterable[Passage]) -> Mapping[str, frozenset[str]]:
    """The leads in each imported sheet that are fields of its headings."""
    headings: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for passage in passages:
        if passage.tier and passage.kind in ("list", "paragraph"):
            for unit in passage.units:
                if lead := split_lead(unit.text):
                    headings.setdefault((passage.sheet, lead[0].lower()), set()).add(passage.heading)
    labels: dict[str, set[str]] = {}
    for (sheet, label), where in headings.items():
        if len(where) >= _MIN_HEADINGS_OF_A_LABEL:
            labels.setdefault(sheet, set()).add(label)
    return {sheet: frozenset(found) for sheet, found in labels.items()}


class _Reader:
    """Reads passages one by one."""

    def __init__(self, names: NameBook, labels: Mapping[str, frozenset[str]]) -> None:
        self.drafts: dict[tuple[str, ...], TopicDraft] = {}
        self._names = names
        self._labels = labels

    def read_row(self, passage: Passage) -> None:
        """A row of our own adds to what is known of its subject."""
        key = ("", passage.subject or "")
        if not passage.tier and key in self.drafts:
            self.drafts[key].hear(unit.text for unit in passage.units)

    def read_own(self, passage: Passage) -> None:
        """A field of an entry."""
        entry = self._names.find(passage.subject)
        if entry is None:
            return
        topic = self._draft(entry.name, entry, passage, ())
        names = self._names.of(entry.name, entry)
        if passage.aspect == "avoid":
            topic.contrasts.update(passage.mentions)
        elif passage.aspect == "see_also":
            topic.beside.update(passage.mentions)
        if passage.aspect not in _SILENT:
            topic.hear(unit.text for unit in passage.units)
        if passage.aspect in _POSITIVE:
            topic.spoken.update(entry_id for unit in passage.units for entry_id in unit.mentions)
        if passage.aspect == "what" and passage.kind == "paragraph":
            topic.define(read_definition(passage.units[0], passage, names))
            topic.named.update(entry_id for unit in passage.units for entry_id in unit.mentions)
        elif passage.aspect == "use_cases":
            topic.uses += [use for unit in passage.units if (use := read_use(unit, passage, names))]

    def read_imported(self, passage: Passage) -> None:
        """Whatever stands under a heading."""
        heading, aspect = passage.heading, find_aspect(passage.heading[-1])
        if aspect and len(heading) > 1:
            heading = heading[:-1]
        name = _LIST_NUMBER.sub("", heading[-1])
        entry = self._names.find_named(name)
        topic = self._draft(name, entry, passage, heading[:-1])
        names = self._names.of(name, entry)
        for unit in passage.units:
            lead = split_lead(unit.text)
            if lead is None or (passage.kind != "list" and not self._is_of_heading(lead[0], passage, names)):
                self._read_plain(topic, unit, passage, aspect, names)
            else:
                self._read_led(topic, lead, unit, passage, names)
            if aspect not in _SILENT:
                topic.hear((unit.text,))

    def _is_of_heading(self, lead: str, passage: Passage, names: Names) -> bool:
        """Whether a lead repeats the heading or is a field of it."""
        return names.are_all_of(lead) or self._is_label(lead, passage)

    def _read_led(
        self, topic: TopicDraft, lead: tuple[str, str], unit: Unit, passage: Passage, names: Names
    ) -> None:
        """A unit that begins with what it is about: its heading, a field of it, or a thing of its own."""
        label, said = lead[0], Statement(cut_first_sentence(lead[1]), "phrase", unit, passage, lead[0])
        if names.are_all_of(label):
            topic.define(said)
        elif self._is_label(label, passage):
            aspect = "what" if label.lower() in _DEFINING_LABELS else find_aspect(label)
            if aspect == "what":
                topic.define(said)
            else:
                (topic.uses if aspect == "use_cases" else topic.fields).append(said)
        elif len(label.split()) <= _MAX_NAME_WORDS:
            entry = self._names.find(unit.subject) or self._names.find_named(label)
            listed = self._draft(label, entry, passage, passage.heading)
            listed.listed = True
            listed.hear((lead[1],))
            listed.define(said)

    @staticmethod
    def _read_plain(
        topic: TopicDraft, unit: Unit, passage: Passage, aspect: str | None, names: Names
    ) -> None:
        """A unit about its heading: a use in the field of uses, else a definition if it stands first."""
        said = Statement(cut_first_sentence(clean(unit.text)), "phrase", unit, passage)
        if aspect == "use_cases":
            topic.uses.append(read_use(unit, passage, names) or said)
        elif aspect in (None, "what") and unit is passage.units[0] and topic.definition is None:
            # The first bullet below a product's name says what it is; below other headings, anything.
            is_product = topic.entry is not None and topic.entry.kind in _PRODUCTS
            in_list = said if passage.kind == "list" and is_product else None
            topic.define(read_definition(unit, passage, names) or in_list)

    def _is_label(self, lead: str, passage: Passage) -> bool:
        words = normalise(lead)
        return (
            lead.lower() in self._labels.get(passage.sheet, ())
            or lead.lower() in _DEFINING_LABELS
            or find_aspect(lead) is not None
            or _TOOLS_LABEL.match(lead) is not None
            or (bool(words) and words[0] in _LABELS)
        )

    def _draft(self, name: str, entry: Entry | None, passage: Passage, path: tuple[str, ...]) -> TopicDraft:
        """The topic of a name: for an entry one in all our sheets, or one in each imported sheet."""
        group = (passage.sheet, *path)
        key = (*group, name)
        if entry:
            key = (passage.sheet if passage.tier else "", entry.id)
        if key not in self.drafts:
            self.drafts[key] = TopicDraft(name, entry, passage.tier, group)
        return self.drafts[key]
