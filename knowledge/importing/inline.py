"""The text within a block: Markdown and HTML styles to spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from knowledge.importing.blocks import BREAK, Span, Text, get_words, trim
from knowledge.importing.ledger import Ledger

# Longer texts are read in pieces: some texts made to harm cost the parser time by the square of their length.
PIECE_CHARACTERS = 8_000

HTML_NAMES = frozenset(
    "a abbr acronym address article aside audio b base basefont bdi bdo big blockquote body br button"
    " canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt"
    " em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header"
    " hgroup hr html i iframe img input ins kbd label legend li link main map mark meta meter nav"
    " noframes noscript object ol optgroup option output p param picture pre progress q rp rt ruby s"
    " samp script search section select slot small source span strike strong style sub summary sup svg"
    " table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr".split()
)
_MARKUP = re.compile(r"[\\`*_\[\]<>&~$\n]")
_BREAKING = frozenset("br li p div tr ul ol dd dt h1 h2 h3 h4 h5 h6 table blockquote pre".split())
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
# "$R^2$" is mathematics, "$5 and $10" is money.
_MATHS = re.compile(r"(?<!\w)\$(?=[^\s$])([^$\n]{0,60}[\^_\\][^$\n]{0,60})(?<=\S)\$(?!\w)(?: +(?=[.,;:)]))?")
_ADDRESS = re.compile(
    r"https?://(?:[\w-]+\.)+[\w-]+(?::\d+)?(?:[/?#]\S*)?$|https?://localhost(?::\d+)?(?:/\S*)?$"
)

_READER = MarkdownIt("commonmark", {"maxNesting": 20}).enable("strikethrough")
# Every address is let through, so that the ones nobody can follow are seen and told.
_READER.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005


def is_address(href: str) -> bool:
    """Whether a link leads somewhere on the web."""
    return _ADDRESS.match(href) is not None


def parse_inline(content: str, line: int, env: EnvType, ledger: Ledger) -> Text:
    """Read the Markdown of one block's text.

    Args:
        content: The text, with newlines where the source had them.
        line: Its line in the source, for what is dropped.
        env: The Markdown parser's, with the link definitions of the file; the ones used are noted in it.
        ledger: Learns of pictures, comments and addresses left out.
    """
    if not _MARKUP.search(content):
        return trim((Span(content),))
    walker = _Walker(line, env, ledger)
    for piece in _cut_pieces(content):
        for token in _READER.parseInline(piece, env)[0].children or []:
            walker.take(token)
    return trim(tuple(_tidy(walker.spans)))


def _cut_pieces(content: str) -> Iterator[str]:
    start = 0
    while len(content) - start > PIECE_CHARACTERS:
        cut = content.rfind(" ", start + 1, start + PIECE_CHARACTERS)
        end = cut if cut > start else start + PIECE_CHARACTERS
        yield content[start:end]
        start = end
    yield content[start:]


def _tidy(spans: list[Span]) -> Iterator[Span]:
    """Take out what markup leaves behind: a gap before a full stop, the signs around mathematics."""
    styled = False
    for span in spans:
        text = span.text
        if not span.code and span != BREAK:
            if styled:
                text = re.sub(r"^ +(?=[.,;:)](?:\s|$))", "", text)
            text = _MATHS.sub(r"\1", text)
        styled = span.bold or span.code or bool(span.href)
        yield Span(text, span.bold, span.code, span.href) if span != BREAK else span


class _Walker:
    """Follows the tokens of one text and keeps the styles that are open."""

    def __init__(self, line: int, env: EnvType, ledger: Ledger) -> None:
        self.line = line
        self.env = env
        self.ledger = ledger
        self.spans: list[Span] = []
        self.bold = 0
        self.hrefs: list[str] = []

    def take(self, token: Token) -> None:
        match token.type:
            case "text" | "text_special":
                self._add(token.content)
            case "code_inline":
                self.spans.append(Span(token.content, bool(self.bold), True, self._href()))
            case "softbreak" | "hardbreak":
                self.spans.append(BREAK)
            case "strong_open" | "strong_close":
                self.bold += token.nesting
            case "link_open":
                self._open_link(token)
            case "link_close":
                self._close_link()
            case "image":
                self._drop_picture(token)
            case "html_inline":
                self._take_html(token.content)

    def _add(self, text: str) -> None:
        if text:
            self.spans.append(Span(text, self.bold > 0, False, self._href()))

    def _href(self) -> str:
        return self.hrefs[-1] if self.hrefs else ""

    def _open_link(self, token: Token) -> None:
        href = str(token.attrGet("href") or "")
        self.env.setdefault("used", set()).add(href)
        self.ledger.drop(self.line, str(token.attrGet("title") or ""), "title of a link")
        self.hrefs.append(href or "#")

    def _close_link(self) -> None:
        if self.hrefs:
            href = self.hrefs.pop()
            if not is_address(href) and not href.startswith("#"):
                self.ledger.drop(self.line, unescape(href), "address that is not on the web")

    def _drop_picture(self, token: Token) -> None:
        alt = "".join(child.content for child in token.children or [])
        source = str(token.attrGet("src") or "")
        self.env.setdefault("used", set()).add(source)
        title = str(token.attrGet("title") or "")
        self.ledger.drop(self.line, " ".join(filter(None, (alt, title, source[:200]))), "picture")

    def _take_html(self, tag: str) -> None:
        match = _TAG.match(tag)
        if match is None:
            self.ledger.drop(self.line, tag, "comment")
            return
        closing, name = bool(match[1]), match[2].lower()
        if name not in HTML_NAMES:
            self._add(tag)
        elif name in _BREAKING:
            self.spans.append(BREAK)
        elif name in ("b", "strong"):
            self.bold = max(0, self.bold + (-1 if closing else 1))
        elif name == "img":
            self.ledger.drop(self.line, tag[:200], "picture")
        elif name == "a" and closing:
            self._close_link()
        elif name == "a":
            href = _HREF.search(tag)
            self.hrefs.append(unescape(href[1] or href[2] or href[3] or "#") if href else "#")


def find_lone_links(text: Text) -> bool:
    """Whether a text is nothing but links that lead nowhere."""
    worded = [span for span in text if span.text.strip(" |·•-\n")]
    return bool(worded) and all(span.href and not is_address(span.href) for span in worded)


def is_anchor_list(text: Text) -> bool:
    """Whether a text is nothing but a link to another place in the same file."""
    worded = [span for span in text if span.text.strip()]
    return bool(worded) and all(span.href.startswith("#") and len(span.href) > 1 for span in worded)


def get_label(text: Text) -> tuple[str, Text] | None:
    """Split ``**Label:** words`` into the label and the rest; None when there is no bold label."""
    place = 0
    while place < len(text) and text[place].bold:
        place += 1
    words = get_words(text[:place])
    rest = text[place:]
    if not words or len(words.split()) > 12:
        return None
    following = rest[0].text if rest else ""
    if words.endswith(":"):
        return words.rstrip(": "), trim(rest)
    if following.lstrip().startswith(":"):
        cut = Span(following.lstrip()[1:], code=rest[0].code, href=rest[0].href)
        return words, trim((cut, *rest[1:]))
    if dash := re.match(r"\s+[-–—]\s+", following):
        return words, trim((Span(following[dash.end() :], href=rest[0].href), *rest[1:]))
    return None
