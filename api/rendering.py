"""Sheets as HTML: sanitised, with the passage that was cited highlighted."""

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.chunking import parse_heading
from knowledge.passages import Passage, Sheet

# Double brackets of old manuscripts: Markdown reads them as punctuation, beside which every mark-up keeps its
# meaning, and no sheet holds two in a row.
_OPEN, _CLOSE = "\u2e28\u2e28", "\u2e29\u2e29"
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "mark",
    "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_SHEET_LINK = re.compile(r"^([\w-]+)\.md(#[\w-]*)?$")


def render_sheet(sheet: Sheet, passage: Passage | None = None) -> str:
    """Render a sheet's Markdown as safe HTML.

    Args:
        passage: Its quotes are wrapped in ``<mark class="passage">``; the first has ``id="passage"``.
    """
    text = _mark(sheet, passage) if passage else sheet.text
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text[sheet.body_start :])
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            _name_heading(token, tokens[place + 1])
        for child in token.children or ():
            href = child.attrGet("href") if child.type == "link_open" else None
            link = _SHEET_LINK.match(str(href)) if href else None
            if link:
                child.attrSet("href", f"/sheets/{link.group(1)}{link.group(2) or ''}")
    html = markdown.renderer.render(tokens, markdown.options, {})
    html = html.replace("&lt;br&gt;", "<br>")
    html = html.replace(_OPEN, '<mark class="passage">').replace(_CLOSE, "</mark>")
    html = html.replace('<mark class="passage">', '<mark class="passage" id="passage">', 1)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={
            **{f"h{n}": {"id"} for n in range(1, 7)},
            "a": {"href"},
            "mark": {"class", "id"},
            "code": {"class"},
        },
        url_schemes={"http", "https"},
    )


def _mark(sheet: Sheet, passage: Passage) -> str:
    """Put the marks around each unit, from the last to the first so that the spans stay valid."""
    text = sheet.text
    for start, end in sorted(_spans(passage), reverse=True):
        text = f"{text[:start]}{_OPEN}{text[start:end]}{_CLOSE}{text[end:]}"
    return text


def _spans(passage: Passage) -> Sequence[tuple[int, int]]:
    return [(unit.start, unit.end) for unit in passage.units]


def _name_heading(heading: Token, inline: Token) -> None:
    """Take the attributes off a heading's text and make its id the anchor."""
    text, attributes = parse_heading(inline.content)
    for child in reversed(inline.children or []):
        if child.type == "text" and "{" in child.content:
            child.content = parse_heading(child.content)[0]
            break
    heading.attrSet("id", attributes.get("id") or re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-"))
