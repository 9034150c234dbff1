"""The words of a quote as a question asks them: without markup, without names, and able to stand alone."""

import re
from collections.abc import Iterator

from knowledge.catalogue import Catalogue, Entry
from knowledge.lexical import tokenise
from knowledge.names import normalise

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
_MIN_PREFIX = 5


def clean(text: str) -> str:
    """A unit's words without emphasis and its closing full stop, on one line."""
    return " ".join(_EMPHASIS.sub("", text).split()).rstrip(" .;")


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
        _POINTS_ELSEWHERE.search(text)
        or _NO_STATEMENT.search(text)
        or _TELLS_STATUS.search(text)
        or text.count("(") != text.count(")")
        or text.count('"') % 2
    )


def in_quotes(text: str) -> str:
    """A text between double quotes; those inside become single ones."""
    return '"{}"'.format(text.replace('"', "'"))


def find_stems(text: str) -> frozenset[str]:
    """The stems of a text's content words, each word by itself."""
    return frozenset(stem for word in normalise(text) for stem in tokenise(word))


def same_word(one: str, other: str) -> bool:
    """Whether two stems belong to one word family: "transcrib" tells of "transcript", "boost" of "xgboost"."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _MIN_PREFIX:
        return False
    return shorter[:_MIN_PREFIX] == longer[:_MIN_PREFIX] or shorter in longer


class Names:
    """The names of one thing, and where they stand in a text.

    Args:
        name: What the sheet calls it.
        entry: Its entry, whose other names count as well.
    """

    def __init__(self, name: str, entry: Entry | None, catalogue: Catalogue) -> None:
        self.name = name
        self._entry = entry
        self._catalogue = catalogue
        shorts = entry.abbreviations if entry else ()
        self.tokens = frozenset(stem for text in (name, *shorts) for stem in find_stems(text))

    def are_in(self, text: str) -> bool:
        """Whether a text holds one of the names whole, be it one that only describes."""
        return any(True for _ in self._find(text))

    def are_given_away_in(self, text: str) -> bool:
        """Whether a text holds a name by which one knows the proper one."""
        describing = self._describing()
        return any(words not in describing for words in self._find(text))

    def _find(self, text: str) -> Iterator[tuple[str, ...]]:
        if re.search(rf"(?<!\w){re.escape(self.name)}(?!\w)", text, re.IGNORECASE):
            yield normalise(self.name)
        if self._entry:
            for mention in self._catalogue.find_mentions(text):
                if self._entry.id in mention.ids:
                    yield normalise(mention.text)

    def _describing(self) -> set[tuple[str, ...]]:
        """Other names in everyday words that share none with the proper one: "speech to text" of a product."""
        aliases = self._entry.aliases if self._entry else ()
        return {
            normalise(alias)
            for alias in aliases
            if alias.islower() and not self.telling(alias)
        }

    def telling(self, text: str) -> frozenset[str]:
        """Words of the name that a text holds too, in whatever form."""
        words = find_stems(text)
        return frozenset(token for token in self.tokens if any(same_word(token, word) for word in words))

    def end_of_first(self, text: str) -> int | None:
        """Where the name ends that a text begins with, behind an article at most."""
        lead = _ARTICLE.match(text)
        start = lead.end() if lead else 0
        if text[start : start + len(self.name)].lower() == self.name.lower():
            return start + len(self.name)
        entry = self._entry
        for mention in self._catalogue.find_mentions(text):
            if entry and entry.id in mention.ids:
                return mention.end if mention.start <= start else None
        return None
