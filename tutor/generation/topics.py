"""What sheets speak of: things with their definitions and uses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from knowledge.catalogue import Entry
from knowledge.lexical import tokenise
from knowledge.passages import Passage, Unit
from tutor.generation.naming import Names
from tutor.generation.wording import clean, cut_first_sentence

_VERB = re.compile(r"(?:is|was|are|were|[a-z]{2,}s)\s")
_USE = re.compile(r"use\s+(?:the\s+|an?\s+)?", re.IGNORECASE)
_BEHIND_USE = re.compile(r"(?:to|for|when|whenever|where|against|if|as|with|so that|before|after)\s[^;]*$")
_SUITS = re.compile(r"suits?\s")


@dataclass(frozen=True)
class Statement:
    """One unit about one thing, cut to what a question asks.

    Attributes:
        text: Its words without the name, markup and closing full stop.
        form: ``verb`` goes on after "Which of these", ``use`` after "would you use", ``phrase`` is quoted.
        label: The field it stands in, as the sheet calls it.
    """

    text: str
    form: Literal["verb", "use", "phrase"]
    unit: Unit
    passage: Passage
    label: str = ""


@dataclass(frozen=True)
class Topic:
    """One thing that sheets speak of.

    Attributes:
        name: What the sheet calls it; in our own sheets, the entry's proper name.
        tier: As of its sheet: 0 for our own.
        group: The sheet and the headings that it stands under.
        listed: Whether it is the lead of a bullet, not a heading.
        fields: What an imported sheet says of it under other labels.
        words: Stems of everything that is said of it.
        contrasts: Entries that are to be used where it is not.
        beside: Entries to which its sheet leads on.
        named: Entries that its definition names.
        spoken: Entries of which its definition, uses, features and workings speak.
    """

    name: str
    entry: Entry | None
    tier: int
    group: tuple[str, ...]
    listed: bool
    definition: Statement | None
    uses: tuple[Statement, ...]
    fields: tuple[Statement, ...]
    words: frozenset[str]
    contrasts: frozenset[str]
    beside: frozenset[str]
    named: frozenset[str]
    spoken: frozenset[str]

    @property
    def subject(self) -> str:
        """Its catalogue id, or its name as ids are written."""
        return self.entry.id if self.entry else make_slug(self.name)


@dataclass
class TopicDraft:
    """A topic while its passages are read."""

    name: str
    entry: Entry | None
    tier: int
    group: tuple[str, ...]
    listed: bool = False
    definition: Statement | None = None
    uses: list[Statement] = field(default_factory=list)
    fields: list[Statement] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    contrasts: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)

    def hear(self, texts: Iterable[str]) -> None:
        """Take the words of what is said of it."""
        self.words.update(token for text in texts for token in tokenise(text))

    def define(self, statement: Statement | None) -> None:
        """Take a definition; the first one stands."""
        if statement and self.definition is None:
            self.definition = statement
            self.named.update(statement.unit.mentions)

    def finish(self) -> Topic:
        """The topic, once everything is read."""
        return Topic(
            name=self.name,
            entry=self.entry,
            tier=self.tier,
            group=self.group,
            listed=self.listed,
            definition=self.definition,
            uses=tuple(self.uses),
            fields=tuple(self.fields),
            words=frozenset(self.words),
            contrasts=frozenset(self.contrasts),
            beside=frozenset(self.beside),
            named=frozenset(self.named),
            spoken=frozenset(self.spoken),
        )


def make_slug(name: str) -> str:
    """A name as a catalogue id is written: "L1 Regularization" becomes "l1-regularization"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "unnamed"


def read_definition(unit: Unit, passage: Passage, names: Names) -> Statement | None:
    """A sentence that begins with the name and goes on with its verb."""
    said = names.cut_from(cut_first_sentence(clean(unit.text)))
    if said is None or not _VERB.match(said):
        return None
    if said.startswith(("are ", "were ")):
        # "Which of these are" would tell that the answer is a plural.
        return Statement(said.partition(" ")[2], "phrase", unit, passage)
    return Statement(said, "verb", unit, passage)


def read_use(unit: Unit, passage: Passage, names: Names) -> Statement | None:
    """What something is used for: "Use X to ..." or "X suits ..."."""
    text = clean(unit.text)
    use = _USE.match(text)
    said = names.cut_from(text[use.end() :] if use else text)
    if said and use and _BEHIND_USE.match(said):
        return Statement(said, "use", unit, passage)
    if said and not use and _SUITS.match(said):
        return Statement(_SUITS.sub("suits ", said), "verb", unit, passage)
    return None
