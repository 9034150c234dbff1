"""What is common to all of a web page: its parts in order, the ones left out, and styled text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from bs4.element import CData, NavigableString, Tag

from knowledge.importing.blocks import BREAK, Span, Text, trim
from knowledge.importing.inline import is_address
from knowledge.importing.ledger import Ledger
from knowledge.importing.repairing import repair_line

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption"
    " figure header hr html legend li main ol p section summary table tbody td tfoot th thead tr ul".split()
)
_DROPPED = {
    "nav": "navigation",
    "script": "script",
    "style": "style",
    "noscript": "shown without scripts only",
    "template": "template",
    "svg": "picture",
    "canvas": "picture",
    "object": "picture",
    "iframe": "page inside the page",
    "footer": "page footer",
    "form": "form",
    "button": "form",
    "select": "form",
    "textarea": "form",
    "datalist": "form",
}
_LAYOUT = frozenset((*HEADINGS, "pre", "table"))
_PERMALINK_SIGNS = {"¶", "#", "§", "🔗", ""}

Event = tuple[Literal["open", "close", "text"], Tag | str]


def walk(root: Tag, skip: Skipper) -> Iterator[Event]:
    """Give the events of a tree without recursion: pages in the wild forget to close thousands of tags."""
    branches = [iter(root.children)]
    open_tags: list[Tag] = []
    while branches:
        node = next(branches[-1], None)
        if node is None:
            branches.pop()
            if open_tags:
                yield "close", open_tags.pop()
        elif isinstance(node, Tag):
            if skip.drops(node):
                continue
            yield "open", node
            if not skip.takes_whole(node):
                open_tags.append(node)
                branches.append(iter(node.children))
        elif type(node) in (NavigableString, CData):
            yield "text", str(node)


class Skipper:
    """Knows the parts of a page that are not its text."""

    def __init__(self, ledger: Ledger, first_line: int) -> None:
        self.ledger = ledger
        self.first_line = first_line

    def get_line(self, tag: Tag) -> int:
        return self.first_line + (tag.sourceline or 1) - 1

    def drops(self, tag: Tag) -> bool:
        if tag.name == "title":
            return True
        reason = _DROPPED.get(tag.name) or self._find_reason(tag)
        if reason:
            self.ledger.drop(self.get_line(tag), " ".join(tag.get_text(" ").split()), reason)
        return reason is not None

    @staticmethod
    def _find_reason(tag: Tag) -> str | None:
        if tag.get("role") == "navigation":
            return "navigation"
        if tag.has_attr("hidden") or "display:none" in str(tag.get("style") or "").replace(" ", "").lower():
            return "hidden"
        if (
            tag.name == "a"
            and str(tag.get("href") or "").startswith("#")
            and _get_lone_string(tag) in _PERMALINK_SIGNS
        ):
            return "link to its own heading"
        return None

    @staticmethod
    def takes_whole(tag: Tag) -> bool:
        return tag.name in ("pre", "table") and not is_layout(tag)


def _get_lone_string(tag: Tag) -> str | None:
    """The text of a tag that holds nothing else; looking deeper could mean looking through a whole page."""
    parts = tag.contents
    if len(parts) > 1 or (parts and not isinstance(parts[0], NavigableString)):
        return None
    return str(parts[0]).strip() if parts else ""


def is_layout(tag: Tag) -> bool:
    """Whether a table only arranges the page."""
    return tag.name == "table" and any(inner.name in _LAYOUT for inner in _iterate_tags(tag))


def _iterate_tags(root: Tag) -> Iterator[Tag]:
    """Give the tags below one; the parser's own search first looks for the end, however deep that is."""
    branches = [iter(root.children)]
    while branches:
        node = next(branches[-1], None)
        if node is None:
            branches.pop()
        elif isinstance(node, Tag):
            yield node
            branches.append(iter(node.children))


class TextCollector:
    """Collects the spans of one block."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.spans: list[Span] = []
        self.bold = 0
        self.code = 0
        self.hrefs: list[str] = []

    def add(self, text: str) -> None:
        words = re.sub(r"\s+", " ", repair_line(text.replace("\n", " "), self.ledger))
        if words and (self.spans or words != " "):
            href = self.hrefs[-1] if self.hrefs else ""
            self.spans.append(Span(words, self.bold > 0, self.code > 0, href))

    def open(self, tag: Tag, line: int) -> None:
        match tag.name:
            case "b" | "strong" | "summary":
                self.bold += 1
            case "code":
                self.code += 1
            case "br":
                self.spans.append(BREAK)
            case "a":
                self.hrefs.append(str(tag.get("href") or "#").strip())
            case "img":
                told = [str(tag.get(name) or "").strip() for name in ("alt", "title", "src")]
                self.ledger.drop(line, " ".join(filter(None, told))[:300], "picture")

    def close(self, tag: Tag, line: int) -> None:
        match tag.name:
            case "b" | "strong" | "summary":
                self.bold -= 1
            case "code":
                self.code -= 1
            case "a":
                href = self.hrefs.pop()
                if not is_address(href) and not href.startswith("#"):
                    self.ledger.drop(line, href, "address that is not on the web")

    def take(self) -> Text:
        text = trim(tuple(self.spans))
        self.spans = []
        return tuple(replace(span, text=re.sub(r"^ +(?=[.,;:)](?: |$))", "", span.text)) for span in text)
