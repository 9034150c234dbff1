"""The Markdown of replies as spans of text, which every form of Slack's texts is written from."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Without HTML: what looks like it is text, as in the widget.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_SHEET_LINK = re.compile(r"^([\w-]+)\.md(#[\w-]*)?$")
_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<code>.*?)\n?[ \t]*(?P=fence)\s*$", re.DOTALL)
_MARKS = {"strong": "bold", "em": "italic", "s": "strike"}

Form = Literal["text", "bullet", "number", "quote", "code"]


@dataclass(frozen=True)
class Span:
    """A run of text of one look.

    Attributes:
        url: Where it leads, as it was written.
    """

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    url: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, a list's item, a line of a table or a block of code.

    Attributes:
        indent: Lists around an item's list.
        number: Of an item of a numbered list.
    """

    spans: tuple[Span, ...]
    form: Form = "text"
    indent: int = 0
    number: int = 1


def clean(text: str) -> str:
    """A text without characters that Slack refuses or that steer a terminal."""
    kept = ("\ufffd" if unicodedata.category(c) == "Cs" else c for c in text.replace("\r\n", "\n"))
    return "".join(c if c in "\n\t" or unicodedata.category(c) != "Cc" else " " for c in kept)


@lru_cache(maxsize=256)  # a quote is asked for its words, its look and its place in the small print
def parse_inline(text: str) -> tuple[Span, ...]:
    """Spans of a sentence; its lines are one."""
    tokens = _MARKDOWN.parseInline(clean(text))
    return tuple(_join(_spans(tokens[0].children or (), " "))) if tokens else ()


def parse(text: str) -> list[Paragraph]:
    """Paragraphs of a text."""
    return list(_paragraphs(_MARKDOWN.parse(clean(text))))


def plain(text: str) -> str:
    """A sentence without its marks."""
    return "".join(span.text for span in parse_inline(text)).strip()


def plain_paragraphs(text: str) -> str:
    """A text without its marks, in one line."""
    said = ("".join(span.text for span in paragraph.spans) for paragraph in parse(text))
    return " ".join(" ".join(said).split())


def read_code(text: str) -> str:
    """The inside of a block of code, which may come with its fence or without."""
    fenced = _FENCE.match(clean(text))
    return fenced["code"] if fenced else clean(text).rstrip()


def find_address(url: str | None, public_url: str) -> str | None:
    """The full address of a link: a path is one of ours; None for what is not to be followed."""
    if not url:
        return None
    in_sheet = _SHEET_LINK.match(url)
    if in_sheet:
        url = f"/sheets/{in_sheet[1]}{in_sheet[2] or ''}"
    if url.startswith("/") and not url.startswith("//"):
        url = public_url.rstrip("/") + url
    if not re.match(r"https?://[^/\s]", url):
        return None
    # What would end a link in Slack's own marks.
    return quote(clean(url).strip(), safe="!#$%&'()*+,/:;=?@[]~-._")


def _paragraphs(tokens: Sequence[Token]) -> Iterator[Paragraph]:
    lists: list[tuple[Form, int]] = []
    n_quotes, is_first, is_head = 0, False, False
    for token in tokens:
        name, _, way = token.type.rpartition("_")
        _follow_list(token, lists)
        if name == "list_item":
            is_first = way == "open"
        elif name == "blockquote":
            n_quotes += 1 if way == "open" else -1
        elif name in ("heading", "thead"):
            is_head = way == "open"
        elif token.type in ("fence", "code_block"):
            yield Paragraph((Span(token.content.rstrip("\n")),), "code")
        elif token.type == "inline":
            spans = [
                replace(span, bold=span.bold or is_head) for span in _join(_spans(token.children or (), "\n"))
            ]
            form, number = lists[-1] if lists and is_first else ("quote" if n_quotes else "text", 1)
            yield Paragraph(tuple(spans), form, max(0, len(lists) - 1), number)
            is_first = False


def _follow_list(token: Token, lists: list[tuple[Form, int]]) -> None:
    """Keep the lists around a token, each with the number of its item."""
    if token.type == "bullet_list_open":
        lists.append(("bullet", 1))
    elif token.type == "ordered_list_open":
        start = token.attrGet("start")
        lists.append(("number", 1 if start is None else int(start)))
    elif token.type in ("bullet_list_close", "ordered_list_close"):
        lists.pop()
    elif token.type == "list_item_close":
        lists[-1] = (lists[-1][0], lists[-1][1] + 1)


def _spans(tokens: Sequence[Token], line_end: str) -> Iterator[Span]:
    look = Span("")
    for token in tokens:
        name, _, way = token.type.rpartition("_")
        if name in _MARKS:
            marked: dict[str, Any] = {_MARKS[name]: way == "open"}
            look = replace(look, **marked)
        elif name == "link":
            look = replace(look, url=str(token.attrGet("href") or "") if way == "open" else None)
        elif token.type in ("softbreak", "hardbreak"):
            yield replace(look, text="\n" if token.type == "hardbreak" else line_end)
        elif token.type == "image":
            yield replace(look, text=token.content)
        elif token.type == "code_inline":
            yield replace(look, text=token.content, code=True)
        else:
            yield replace(look, text=_BREAK.sub("\n", token.content))


def _join(spans: Iterator[Span]) -> list[Span]:
    """Neighbours of one look as one span, without the empty ones."""
    joined: list[Span] = []
    for span in spans:
        if joined and replace(joined[-1], text=span.text) == span:
            joined[-1] = replace(span, text=joined[-1].text + span.text)
        elif span.text:
            joined.append(span)
    return joined
