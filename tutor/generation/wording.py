"""The words of a quote as a question asks them: without markup, without names, and able to stand alone."""

import re
from collections.abc import Iterator
from functools import lru_cache

from knowledge.catalogue import Catalogue, Entry
from knowledge.lexical import tokenise
from knowledge.names import Mention, normalise

_EMPHASIS = re.compile(r"(?<![\w*])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?![\w*])")
_LEAD = re.compile(r"\s*([^:.;?!]{2,60}?)\s*(?::|\s[–—])\s+(?=\S)")
# What may stand between a name and its verb: other names in brackets, or an apposition.
_BEHIND_NAME = re.compile(r"\)?(?:\s*\([^()]*\))*(?:,\s[^,]{3,60},)?\s+")
_ARTICLE = re.compile(r"(?:the|an?)?\s*", re.IGNORECASE)
# Words that point out of the sentence, or tell that it says only a part.
_POINTS_ELSEWHERE = re.compile(
    r"\b(?:it|this|these|they|them|those|here|above|below|former|formerly|latter|such(?! as)|also|too"
    r"|another|else|older|newer|as well|likewise|following)\b",
    re.IGNORECASE,
)
_NO_STATEMENT = re.compile(
    r"`|https?:|[\[\]<>{}|\\]|_{2}|^\W*(?:cue|note|tip|example|reference|exam)\b|^\W*(?:avoid|do not|don't|never)\b"
    r"|:\s*$|\?$|\.\.\.|…|\betc\b",
    re.IGNORECASE,
)
_TELLS_STATUS = re.compile(
    r"new customers|existing customers?|no longer|\bended\b|retire|end of (?:support|life)|deprecat|supersed"
    r"|\bsuccessors?\b|replaces\b|renamed|\b(?:19|20)\d\d\b|\bexams?\b|\bstudy\b",
    re.IGNORECASE,
)
_EASY = re.compile(r"\bmak(?:es?|ing) it (?=easy|easier|possible|simple)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[\w)\"'])\.\s+(?=[A-Z])")
# At least one everyday word, and no brand.
_DESCRIBES = re.compile(r"^(?!Amazon\b|AWS\b)(?:.*\s)?[a-z][a-z-]+(?:\s|$)")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9-]*[A-Z0-9]s?$")
_MIN_PREFIX = 5


def clean(text: str) -> str:
    """A unit's words without emphasis and its closing full stop, on one line."""
    return " ".join(_EMPHASIS.sub("", text).split()).rstrip(" .;")


def cut_first_sentence(text: str) -> str:
    """The first of several sentences in one bullet or cell."""
    return _SENTENCE_END.split(text, maxsplit=1)[0]


def split_lead(text: str) -> tuple[str, str] | None:
    """Part "Amazon Polly: speaks text" into its lead and the rest; None without a lead."""
    text = clean(text)
    match = _LEAD.match(text)
    return (match.group(1), text[match.end() :]) if match else None


def cut_name(text: str, names: "Names") -> str | None:
    """What follows the name that a sentence begins with, from its verb on; None when it begins otherwise."""
    end = names.end_of_first(text)
    if end is None:
        return None
    behind = _BEHIND_NAME.match(text, end)
    return text[behind.end() :] if behind else None


def stands_alone(text: str) -> bool:
    """Whether a text says what it says without its surroundings, and says a fact that stays."""
    return not (
        _POINTS_ELSEWHERE.search(_EASY.sub("makes ", text))
        or _NO_STATEMENT.search(text)
        or _TELLS_STATUS.search(text)
        or text.count("(") != text.count(")")
        or text.count('"') % 2
    )


def in_quotes(text: str) -> str:
    """A text between double quotes; those inside become single ones."""
    return '"{}"'.format(text.replace('"', "'"))


@lru_cache(maxsize=20_000)
def read_stems(text: str) -> frozenset[str]:
    """The stems of a text's content words; pairs that would swap, as "speech to text", are one."""
    return frozenset(tokenise(text))


@lru_cache(maxsize=20_000)
def read_word_stems(text: str) -> frozenset[str]:
    """The stems of a text's content words, each word by itself."""
    return frozenset(stem for word in normalise(text) for stem in _read_word(word))


@lru_cache(maxsize=20_000)
def _read_word(word: str) -> tuple[str, ...]:
    return tuple(tokenise(word))


def same_word(one: str, other: str) -> bool:
    """Whether two stems belong to one word family: "transcrib" tells of "transcript", "boost" of "xgboost"."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _MIN_PREFIX:
        return False
    return shorter[:_MIN_PREFIX] == longer[:_MIN_PREFIX] or shorter in longer


class NameBook:
    """Names and mentions, each found once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._names: dict[tuple[str, str | None], Names] = {}
        self._mentions: dict[str, list[Mention]] = {}
        self._words: dict[str, str] = {}

    def of(self, name: str, entry: Entry | None) -> "Names":
        """The names of one thing."""
        key = (name, entry.id if entry else None)
        if key not in self._names:
            self._names[key] = Names(name, entry, self)
        return self._names[key]

    def mentions(self, text: str) -> list[Mention]:
        """The catalogue's names in a text."""
        if text not in self._mentions:
            self._mentions[text] = self._catalogue.find_mentions(text)
        return self._mentions[text]

    def words(self, text: str) -> str:
        """A text's normalised words, between spaces."""
        if text not in self._words:
            self._words[text] = f" {' '.join(normalise(text))} "
        return self._words[text]

    def is_exam(self, mention: Mention) -> bool:
        """Whether a mention is of an exam or a part of one."""
        entries = [self._catalogue.find(entry_id) for entry_id in mention.ids]
        return mention.distinct and all(entry and entry.category == "exam" for entry in entries)

    def entry_named(self, name: str) -> Entry | None:
        """The only entry that this name means."""
        ids = self._catalogue.ids_named(name)
        return self._catalogue.find(ids[0]) if len(ids) == 1 else None


class Names:
    """The names of one thing, and where they stand in a text.

    Args:
        name: What the sheet calls it.
        entry: Its entry, whose other names count as well.
    """

    def __init__(self, name: str, entry: Entry | None, book: NameBook) -> None:
        self.name = name
        self._entry = entry
        self._book = book
        bare = _BRACKETS.sub("", name).strip()
        acronyms = [inner for inner in _BRACKETS.findall(name) if _ACRONYM.match(inner)]
        self._spoken = [f" {' '.join(normalise(text))} " for text in (name, bare, *acronyms) if normalise(text)]
        shorts = entry.abbreviations if entry else ()
        self.tokens = frozenset(stem for text in (name, *shorts) for stem in read_word_stems(text))

    def are_in(self, text: str) -> bool:
        """Whether a text holds one of the names whole, be it one that only describes."""
        return any(True for _ in self._find(text))

    def are_given_away_in(self, text: str) -> bool:
        """Whether a text holds a name by which one knows the proper one."""
        found = list(self._find(text))
        describing = self._describing() if found else ()
        return any(words not in describing for words in found)

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
        """Other names that share no word with the proper one: "speech to text service" gives no product away."""
        others = (*self._entry.aliases, *self._entry.ambiguous) if self._entry else ()
        return {normalise(name) for name in others if _DESCRIBES.search(name) and not self.telling(name)}

    def telling(self, text: str) -> frozenset[str]:
        """Words of the name that a text holds too, in whatever form."""
        words = read_word_stems(text)
        return frozenset(token for token in self.tokens if any(same_word(token, word) for word in words))

    def end_of_first(self, text: str) -> int | None:
        """Where the name ends that a text begins with, behind an article at most."""
        lead = _ARTICLE.match(text)
        start = lead.end() if lead else 0
        if text[start : start + len(self.name)].lower() == self.name.lower():
            return start + len(self.name)
        entry = self._entry
        for mention in self._book.mentions(text):
            if entry and entry.id in mention.ids:
                return mention.end if mention.start <= start else None
        return None
