"""Sheets as HTML: sanitised, with the passage that was cited highlighted."""

import re
from collections.abc import Collection, Sequence

import nh3
from markdown_it.token import Token

from api.headings import Heading, parse_markdown, read_headings
from api.sections import Section
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


def render_sheet(sheet: Sheet, passage: Passage | None = None, sections: Collection[Section] = ()) -> str:
    """Render a sheet's Markdown as safe HTML.

    Args:
        passage: Its quotes are wrapped in ``<mark class="passage">``; the first has ``id="passage"``.
        sections: Their headings carry as ``data-ask``, ``data-about`` and ``data-quiz`` what may be asked of
            them.
    """
    text = _mark(sheet, passage) if passage else sheet.text
    markdown, tokens = parse_markdown(text[sheet.body_start :])
    sections_by_anchor = {section.anchor: section for section in sections}
    for heading in list(read_headings(tokens)):
        _name_heading(tokens, heading, sections_by_anchor.get(heading.anchor))
    for token in tokens:
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
            **{f"h{n}": {"id", "data-ask", "data-about", "data-quiz"} for n in range(1, 7)},
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


def _name_heading(tokens: Sequence[Token], heading: Heading, section: Section | None) -> None:
    """Make a heading an anchor and a link to itself, and take its attributes off its text."""
    opening, inline = tokens[heading.place : heading.place + 2]
    children = inline.children or []
    for child in reversed(children):
        if child.type == "text" and "{" in child.content:
            child.content = parse_heading(child.content)[0]
            break
    opening.attrSet("id", heading.anchor)
    for name, value in section.data.items() if section else ():
        opening.attrSet(f"data-{name}", value)
    if heading.level > 1 and not any(child.type == "link_open" for child in children):
        link = Token("link_open", "a", 1, attrs={"href": f"#{heading.anchor}"})
        inline.children = [link, *children, Token("link_close", "a", -1)]
