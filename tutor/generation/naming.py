"""What things are called, and whether a text gives them away."""

import re
from collections.abc import Iterator

from knowledge.catalogue import Catalogue, Entry
from knowledge.names import Mention, normalise
from tutor.generation.wording import are_one_family, read_word_stems

_ARTICLE = re.compile(r"(?:(?:the|an?)\s+)?", re.IGNORECASE)
# What may stand between a name and its verb: other names in brackets, or an apposition.
_BEHIND_NAME = re.compile(r"\)?(?:\s*\([^()]*\))*(?:,\s[^,]{3,60},)?\s+")
# At least one everyday word, and no brand.
_DESCRIBES = re.compile(r"^(?!Amazon\b|AWS\b)(?:.*\s)?[a-z][a-z-]+(?:\s|$)")
_BRACKETS = re.compile(r"\(([^()]*)\)")
# Between the words of "DiskUtilization" and of "GPUMemory".
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9-]*[A-Z0-9]s?$")


class NameBook:
    """Names and mentions, each found once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._names: dict[tuple[str, str | None], Names] = {}
        self._mentions: dict[str, list[Mention]] = {}
        self._words: dict[str, str] = {}

    def of(self, name: str, entry: Entry | None) -> "Names":
        """The names of one thing: what a sheet calls it, and those of its entry."""
        key = (name, entry.id if entry else None)
        if key not in self._names:
            self._names[key] = Names(name, entry, self)
        return self._names[key]

    def find(self, entry_id: str | None) -> Entry | None:
        """The entry with this id, if there is one."""
        return self._catalogue.find(entry_id)

    def find_named(self, name: str) -> Entry | None:
        """The only entry that a name means."""
        ids = self._catalogue.ids_named(name)
        return self._catalogue.find(ids[0]) if len(ids) == 1 else None

    def mentions(self, text: str) -> list[Mention]:
        """The catalogue's names in a text."""
        if text not in self._mentions:
            self._mentions[text] = self._catalogue.find_mentions(text)
        return self._mentions[text]

    def words(self, text: str) -> str:
        """A text's normalised words, between spaces."""
        if text not in self._words:
            self._words[text] = _join(text)
        return self._words[text]

    def names_field(self, text: str) -> bool:
        """Whether a text is but the name of a concept or technique, which many things belong to."""
        entry = self.find_named(_BRACKETS.sub("", text))
        return entry is not None and entry.kind in ("concept", "technique")

    def names_exam(self, text: str) -> bool:
        """Whether a text names an exam or a part of one."""
        return any(entry.category == "exam" for entry in self.entries_in(text))

    def entries_in(self, text: str) -> list[Entry]:
        """Every entry that a text may name, everyday words aside."""
        found = [mention for mention in self.mentions(text) if mention.distinct]
        entries = (self.find(entry_id) for mention in found for entry_id in mention.ids)
        return [entry for entry in entries if entry]


class Names:
    """The names of one thing, and where they stand in a text.

    Args:
        name: What the sheet calls it.
        entry: Its entry, whose other names count as well.
    """

    def __init__(self, name: str, entry: Entry | None, book: NameBook) -> None:
        self._name = name
        self._entry = entry
        self._book = book
        acronyms = [inner for inner in _BRACKETS.findall(name) if _ACRONYM.match(inner)]
        spoken = (name, _BRACKETS.sub("", name), *acronyms)
        self._spoken = [words for text in spoken if (words := _join(text)).strip()]
        self._proper = read_word_stems(name)
        shorts = entry.abbreviations if entry else ()
        parts = (read_word_stems(_JOINT.sub(" ", text)) for text in (name, *shorts))
        self.stems = self._proper.union(*parts)

    def are_in(self, text: str) -> bool:
        """Whether a text holds one of the names whole, be it one that only describes."""
        return next(self._find(text), None) is not None

    def are_nearly_in(self, text: str) -> bool:
        """Whether a text holds a name, or all but one of the three and more words of the proper one."""
        n_held = len(self._proper & read_word_stems(text))
        return self.are_in(text) or n_held >= max(2, len(self._proper) - 1)

    def are_given_away_in(self, text: str) -> bool:
        """Whether a text holds a name by which one knows the proper one."""
        found = list(self._find(text))
        describing = self._describing() if found else ()
        return any(words not in describing for words in found)

    def telling(self, text: str) -> frozenset[str]:
        """Words of the name that a text holds too, in whatever form."""
        words = read_word_stems(text)
        return frozenset(stem for stem in self.stems if any(are_one_family(stem, word) for word in words))

    def cut_from(self, text: str) -> str | None:
        """What follows the name that a text begins with, from its verb on; None when it begins otherwise."""
        end = self._end_in(text)
        behind = _BEHIND_NAME.match(text, end) if end else None
        return text[behind.end() :] if behind else None

    def are_all_of(self, text: str) -> bool:
        """Whether a text is one of the names and nothing else."""
        return self._end_in(text) == len(text)

    def _end_in(self, text: str) -> int | None:
        """Where the name ends that a text begins with, behind an article at most."""
        lead = _ARTICLE.match(text)
        start = lead.end() if lead else 0
        if text[start : start + len(self._name)].lower() == self._name.lower():
            return start + len(self._name)
        for mention in self._book.mentions(text):
            if self._entry and self._entry.id in mention.ids:
                return mention.end if mention.start <= start else None
        return None

    def _find(self, text: str) -> Iterator[tuple[str, ...]]:
        words = self._book.words(text)
        for spoken in self._spoken:
            if spoken in words:
                yield tuple(spoken.split())
        if self._entry:
            for mention in self._book.mentions(text):
                if self._entry.id in mention.ids:
                    yield normalise(mention.text)

    def _describing(self) -> set[tuple[str, ...]]:
        """Names that share no word with the proper one: "speech to text service" gives no product away."""
        others = (*self._entry.aliases, *self._entry.ambiguous) if self._entry else ()
        return {normalise(name) for name in others if _DESCRIBES.search(name) and not self.telling(name)}


def _join(text: str) -> str:
    return f" {' '.join(normalise(text))} "
