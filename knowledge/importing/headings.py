"""What makes words a heading, and what of them stays."""

from __future__ import annotations

import re

from knowledge.importing.blocks import Text, get_words, is_bold

# Fields of a subject, not subjects: a cheat sheet repeats them under every service.
_FIELDS = re.compile(
    r"(?:key |main |core |top |common |important )?(?:features?|use[ -]cases?|benefits?|advantages?"
    r"|disadvantages?|limitations?|limits?|pricing|costs?|pros|cons|pros and cons|examples?|example workflow"
    r"|when to use(?: it)?|when not to use(?: it)?|tips?|exam tips?|notes?|references?|purpose|overview"
    r"|importance|characteristics|components|concepts|capabilities|best practices|tools|types|how it works"
    r"|description|definition|security|integrations?|use cases? and examples?)",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3})+[.):]?|\d{1,3}[.):]|\(\d{1,3}\)|[A-Za-z][.)]|\([A-Za-z]\)|[ivxIVX]{2,5}[.)])\s+(?=\S)"
)
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\ufe0f\u20e3\u200d]+"
)
_ATTRIBUTES = re.compile(r"\s*\{([^{}]*)\}\s*$")
_ATTRIBUTE_WORDS = re.compile(r"\s*(?:[#.:][\w-]+|[\w-]+=\S+)(?:\s+(?:[#.][\w-]+|[\w-]+=\S+))*\s*")
_SMALL_WORDS = frozenset("a an and as at but by for from in is it of on or the to vs via with".split())
_LONGEST_HEADING_WORDS = 16
_LONGEST_LABEL_WORDS = 6


def clean_heading(text: Text) -> str:
    """The words of a heading without emoji, numbering, colon, full stop and attributes.

    A heading that is nothing else comes back empty.
    """
    words = _strip_signs(_ATTRIBUTES.sub(_keep_braced_words, get_words(text)))
    words = _strip_signs(_NUMBERING.sub("", words, count=1) if _NUMBERING.match(words) else words)
    words = words.rstrip(":： ")
    words = words[:-1] if words.endswith(".") and words[-2:-1].isalnum() else words
    words = _ATTRIBUTES.sub(_keep_braced_words, words).strip()
    return words if any(character.isalnum() for character in words) else ""


def _strip_signs(words: str) -> str:
    words = _EMOJI.sub(" ", words[:12]) + words[12:] if _EMOJI.match(words) else words
    words = re.sub(r"\s+#+\s*$", "", words)
    end = _EMOJI.search(words, max(0, len(words) - 8))
    return " ".join((words[: end.start()] if end and end.end() == len(words) else words).split())


def _keep_braced_words(match: re.Match[str]) -> str:
    """Attributes go; other words in braces stay, in parentheses, as our own headings end in attributes."""
    return "" if _ATTRIBUTE_WORDS.fullmatch(match[1]) else f" ({match[1].strip()})"


def find_attributes(text: Text) -> str:
    """The attributes at the end of a heading, such as ``{#anchor}``, or nothing."""
    match = _ATTRIBUTES.search(get_words(text))
    return match[0].strip() if match and _ATTRIBUTE_WORDS.fullmatch(match[1]) else ""


def is_sentence(text: Text) -> bool:
    """Whether what is marked as a heading is a statement."""
    words = get_words(text)
    n_words = len(words.split())
    return n_words > _LONGEST_HEADING_WORDS or (n_words >= 8 and words.endswith((".", ";", ",")))


def is_field(words: str) -> bool:
    """Whether words name an aspect of a subject, such as "Key Features"."""
    return _FIELDS.fullmatch(words.strip(" :")) is not None


def is_bold_heading(text: Text) -> bool:
    """Whether a line that is all bold reads as a heading."""
    words = get_words(text)
    return is_bold(text) and len(words.split()) <= 12 and not words.endswith((".", ",", ";", "!"))


def is_plain_label(text: Text) -> bool:
    """Whether a line is a label with a colon, such as "Common Types:", and no lead-in of a sentence."""
    words = get_words(text)
    if not words.endswith(":") or not words[:1].isupper() or len(words.split()) > _LONGEST_LABEL_WORDS:
        return False
    label = words.rstrip(": ")
    return is_field(label) or all(
        word[:1].isupper() or word.lower() in _SMALL_WORDS or not word[:1].isalpha() for word in label.split()
    )


def is_plain_title(text: Text) -> bool:
    """Whether a line without any mark could be a heading of plain text."""
    words = get_words(text)
    if not words or words.endswith((".", "!", ",", ":", ";", "…")) or len(words.split()) > 8:
        return False
    return words[:1].isupper() or (words[:1].isdigit() and any(character.isalpha() for character in words))
