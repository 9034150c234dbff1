"""The words of a quote as a question asks them: without markup, without names, and able to stand alone."""

import re

from knowledge.catalogue import Catalogue, Entry
from knowledge.lexical import tokenise

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
    r"`|https?:|\]\(|[<>{}|\\]|_{2}|\[\d|^\W*(?:cue|note|tip|example|reference|exam)\b|^\W*(?:avoid|do not|don't|never)\b"
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


def same_word(one: str, other: str) -> bool:
    """Whether two stems belong to one word family: "transcrib" tells of "transcript"."""
    if one == other:
        return True
    return one[:_MIN_PREFIX] == other[:_MIN_PREFIX] and min(len(one), len(other)) >= _MIN_PREFIX


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
        self.tokens = frozenset(token for text in (name, *shorts) for token in tokenise(text))

    def are_in(self, text: str) -> bool:
        """Whether a text holds one of the names whole."""
        if re.search(rf"\b{re.escape(self.name)}\b", text, re.IGNORECASE):
            return True
        entry = self._entry
        return entry is not None and any(
            entry.id in mention.ids for mention in self._catalogue.find_mentions(text)
        )

    def telling(self, text: str) -> frozenset[str]:
        """Words of the name that a text holds too, in whatever form."""
        words = set(tokenise(text))
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
