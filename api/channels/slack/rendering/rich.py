"""Rich text: words, quotes and code as they are, whatever characters they hold."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from api.channels.slack.rendering.limits import (
    QUOTE,
    TEXT,
    URL,
    Block,
    cut,
    cut_lines,
    measure,
    measure_blocks,
)
from api.channels.slack.rendering.markdown import Paragraph, Span, clean, find_address

Element = dict[str, Any]
_STYLES = ("bold", "italic", "strike", "code")
_LISTS = {"bullet": "bullet", "number": "ordered"}


def block(*elements: Element) -> Block:
    """A block of paragraphs, lists and code."""
    return {"type": "rich_text", "elements": list(elements)}


def paragraph(spans: Iterable[Span], public_url: str = "") -> Block:
    """A block of one paragraph."""
    return block(_section(spans, public_url))


def item(
    spans: Iterable[Span], public_url: str, form: str = "bullet", indent: int = 0, number: int = 1
) -> Block:
    """A block of one item of a list, which joins the list before it."""
    listed: Element = {
        "type": "rich_text_list",
        "style": _LISTS[form],
        "indent": min(indent, 8),
        "elements": [_section(spans, public_url)],
    }
    return block(listed | ({"offset": number - 1} if form == "number" and number > 1 else {}))


def quotation(spans: Iterable[Span], public_url: str) -> Block:
    """A block with a line beside it."""
    return block({"type": "rich_text_quote", "elements": _elements(spans, public_url)})


def code(text: str) -> Block:
    """A block of code."""
    return block({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]})


def write(paragraphs: Iterable[Paragraph], public_url: str) -> list[Block]:
    """Paragraphs as blocks of one element each, none of them longer than a text may be."""
    return [written for one in paragraphs for written in _write(one, public_url)]


def split(spans: Sequence[Span], most: int = TEXT) -> list[tuple[Span, ...]]:
    """Spans as parts of at most so many units, cut at a sentence or a word and with ellipses there."""
    text = "".join(span.text for span in spans)
    if measure(text) <= most and is_short(spans):
        return [tuple(spans)]
    # A look is not worth a cut in the wrong place: such a quote is as long as a page.
    return [(Span(part),) for part in cut(text, most)] or [()]


def is_short(spans: Iterable[Span], most: int = QUOTE) -> bool:
    """Whether spans with all their looks leave room for others in a post."""
    return measure_blocks([paragraph(spans)]) <= most


def merge(blocks: Iterable[Block]) -> list[Block]:
    """Blocks with neighbours of rich text as one: paragraphs with a line between, items in one list."""
    merged: list[Block] = []
    for one in blocks:
        if merged and one["type"] == merged[-1]["type"] == "rich_text":
            merged[-1] = block(*_append(merged[-1]["elements"], one["elements"]))
        else:
            merged.append(one)
    return merged


def _append(before: Sequence[Element], after: Sequence[Element]) -> list[Element]:
    last, first = before[-1], after[0]
    if last["type"] == first["type"] == "rich_text_section":
        gap = {"type": "text", "text": "\n\n"}
        joined = {**last, "elements": [*last["elements"], gap, *first["elements"]]}
        return [*before[:-1], joined, *after[1:]]
    same = ("type", "style", "indent")
    if first["type"] == "rich_text_list" and all(last.get(key) == first.get(key) for key in same):
        return [*before[:-1], {**last, "elements": [*last["elements"], *first["elements"]]}, *after[1:]]
    return [*before, *after]


def _write(one: Paragraph, public_url: str) -> list[Block]:
    if one.form == "code":
        return [code(part) for part in cut_lines(one.spans[0].text, TEXT) if part.strip()]
    if not "".join(span.text for span in one.spans).strip():
        return []
    parts = split(one.spans)
    if one.form == "quote":
        return [quotation(part, public_url) for part in parts]
    if one.form == "text":
        return [paragraph(part, public_url) for part in parts]
    return [item(part, public_url, one.form, one.indent, one.number) for part in parts]


def _section(spans: Iterable[Span], public_url: str) -> Element:
    return {"type": "rich_text_section", "elements": _elements(spans, public_url)}


def _elements(spans: Iterable[Span], public_url: str) -> list[Element]:
    return [_element(replace(span, text=clean(span.text)), public_url) for span in spans if span.text]


def _element(span: Span, public_url: str) -> Element:
    url = find_address(span.url, public_url)
    element: Element = {"type": "text", "text": span.text}
    if url and measure(url) <= URL and span.text.strip():
        element = {"type": "link", "url": url, "text": span.text}
    style = {name: True for name in _STYLES if getattr(span, name)}
    return element | ({"style": style} if style else {})
