"""Slack's own marks, "mrkdwn": written where nothing else will do, and read from what people type.

What the tutor quotes is shown as rich text and plain text objects, in which nothing is a mark. Mrkdwn is
left for links in small print, for dates in the reader's time zone and for home tabs. It has no way to escape
an asterisk, an underscore, a tilde, a backtick or a colon: there, and nowhere else, an invisible space keeps
a character from being a mark.
"""

import datetime as dt
import re

from api.channels.slack.rendering.limits import TEXT, URL, measure, shorten
from api.channels.slack.rendering.markdown import Paragraph, Span, clean, find_address, parse

# Zero width space: what Slack takes for part of a word, so that no mark begins or ends beside it.
JOINER = "\u200b"
# An ampersand takes five characters when it is escaped.
_MOST_LABEL = TEXT // 8
_MARK = re.compile(r"[*_~`]")
_EMOJI = re.compile(r":(?=[a-z0-9_+'-]+:)", re.IGNORECASE)
_LINE_MARK = re.compile(r"^(?=\s*(?:&gt;|[•*-]\s))", re.MULTILINE)
_CONTROL = re.compile(r"<(?P<sigil>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
# Marks around words, as the composer of Slack writes them.
_MARKED = re.compile(
    rf"(?<![\w{JOINER}])(?P<mark>```|[*_~`])(?=\S)(?P<inside>.+?)(?<=\S)(?P=mark)(?![\w{JOINER}])", re.DOTALL
)


def escape(text: str) -> str:
    """A text in which nothing commands Slack; its marks stay marks."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def literal(text: str) -> str:
    """A text that shows as it stands."""
    escaped = escape(text)
    joined = _LINE_MARK.sub(JOINER, _EMOJI.sub(f":{JOINER}", escaped))
    return "".join(
        f"{JOINER}{part}{JOINER}" if _MARK.fullmatch(part) and not _is_inside(joined, at) else part
        for part, at in ((found.group(), found.start()) for found in re.finditer(r"[*_~`]|[^*_~`]+", joined))
    )


def link(url: str, label: str) -> str:
    """A link; its label alone when the address is empty or too long for one."""
    label = shorten(label, _MOST_LABEL)
    marked = f"<{url.replace('&', '&amp;')}|{literal(label).replace('|', '¦')}>"
    return marked if 0 < measure(url) <= URL and measure(marked) <= TEXT else literal(label)


def date(moment: dt.datetime, form: str) -> str:
    """A moment in the reader's own time zone.

    Args:
        form: With Slack's words for its parts, such as ``{time} ({ago})``.
    """
    utc = moment.astimezone(dt.UTC)
    return f"<!date^{int(utc.timestamp())}^{form}|{utc:%H:%M} UTC>"


def write(markdown: str, public_url: str = "") -> str:
    """Markdown as mrkdwn, without regard to its length."""
    return "\n".join(_write_paragraph(paragraph, public_url) for paragraph in parse(markdown))


def read(text: str) -> str:
    """What somebody typed, without Slack's marks: mentions gone, links as their labels, marks off."""
    said = _CONTROL.sub(_read_control, text)
    for _ in range(3):  # bold within italic within strike
        said = _MARKED.sub(lambda found: found["inside"], said)
    return re.sub(r"[^\S\n]{2,}", " ", unescape(said).replace(JOINER, "")).strip()


def unescape(text: str) -> str:
    """A text as it was before Slack escaped it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _is_inside(text: str, at: int) -> bool:
    """Whether a character stands within a word or between spaces, where it marks nothing; a backtick does."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == "`":
        return text.count("`") == 1
    return (before.isalnum() and after.isalnum()) or (not before.strip() and not after.strip())


def _write_paragraph(paragraph: Paragraph, public_url: str) -> str:
    if paragraph.form == "code":
        code = escape(paragraph.spans[0].text).replace("```", f"``{JOINER}`")
        return f"```\n{code}\n```"
    text = "".join(_write_span(span, public_url) for span in paragraph.spans)
    indent = "    " * paragraph.indent
    lead = {"bullet": f"{indent}• ", "number": f"{indent}{paragraph.number}. ", "quote": "> "}
    lines = text.replace("\n", "\n> ") if paragraph.form == "quote" else text
    return lead.get(paragraph.form, "") + lines


def _write_span(span: Span, public_url: str) -> str:
    if not span.text.strip():
        return span.text
    url = find_address(span.url, public_url)
    if url:
        return link(url, span.text)
    if span.code and "`" not in span.text and "\n" not in span.text:
        return f"`{escape(span.text)}`"
    inside = literal(span.text.strip())
    for mark, is_so in (("~", span.strike), ("_", span.italic), ("*", span.bold)):
        if is_so:
            inside = f"{mark}{inside}{mark}"
    text = span.text
    return text[: len(text) - len(text.lstrip())] + inside + text[len(text.rstrip()) :]


def _read_control(found: re.Match[str]) -> str:
    sigil, target, label = found["sigil"], found["target"], found["label"]
    if sigil == "@" or (sigil == "!" and target in ("here", "channel", "everyone")):
        return " "
    if sigil == "#":
        return f"#{label}" if label else " "
    return label or (target if not sigil else " ")
