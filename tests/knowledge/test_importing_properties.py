"""Whatever the text, the import gives a well-formed sheet or a refusal, loses no word and ends in time."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from knowledge.errors import ImportRefused
from knowledge.importing.conversion import Conversion, convert_file, convert_source
from knowledge.importing.reading import Kind, Source

DAY = dt.date(2026, 11, 21)
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
PLAIN_PIECES = [
    "# ", "## ", "### ", "- ", "1. ", "2) ", "  ", "    ", "\t", "\n", "\n\n", " **Bold words** ",
    " *it* ", "\n**Head**\n", "---", "===", "text. ", "What is it?", "Key Features:", "Use Cases",
    "Amazon S3", "word", "A\tB\n", "12", "Page 3", "---\n", "title: x\n", "a    b\n", "2.1 Types\n",
    "Index", "....... 4", "(continued)", "•", "– ", "🚀 ", ":", "%", "é", "\x0c", "\x1c", "\x85",
    "\u2028", "\r\n",
]  # fmt: skip
PIECES = [
    *PLAIN_PIECES, "**", "__", "*", "_", "`", "```", "~~~", "|", "| a | b |", "|---|---|", "> ",
    "[a](#)", "\\", "[b](https://x.example/a_b)", "![p](q.png)", "[x]: y", "[^1]", "<b>", "</b>",
    "<br>", "<ul><li>", "</li></ul>", "<table>", "<tr><td>", "</td></tr></table>", "<!--", "-->",
    "<script>", "</script>", "<?", "<endpoint>", "&amp;", "&lt;", "İ", "{#id}", "{a=b}", "â€™", "$x^2$",
    "\ufeff", "<h2>", "<p hidden>", "<pre>", "<td rowspan=9>",
]  # fmt: skip
PLAIN_SIGNS = st.characters(codec="ascii", min_codepoint=32, exclude_characters="<>&[]\\{}`~*_\x7f")
BEGINNINGS = [
    b"",
    b"Some words. ",
    b"PK\x03\x04",
    b"%PDF-",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'<meta charset="hex"><p>Caf\xe9 ',
]
ENDINGS = [".md", ".txt", ".html", ".pdf", ".xyz", ""]
ANY_TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=60).map("".join)
PLAIN_TEXT = st.lists(
    st.one_of(st.sampled_from(PLAIN_PIECES), st.text(PLAIN_SIGNS, max_size=8)), max_size=60
).map("".join)


def convert(text: str, kind: Kind) -> Conversion | None:
    """Convert, taking a refusal for an answer."""
    try:
        return convert_source(Source("file.txt", "file", kind, text, "0" * 64), DAY)
    except ImportRefused:
        return None


def count_words(text: str) -> Counter[str]:
    return Counter(word.casefold() for word in re.findall(r"[^\W\d_]{3,}", text))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_TEXT, st.sampled_from(["text", "markdown", "html"]))
def test_any_text_becomes_a_well_formed_sheet_or_is_refused(text: str, kind: Kind) -> None:
    conversion = convert(text, kind)
    assert conversion == convert(text, kind)
    if conversion is None:
        return
    tokens = MARKDOWN.parse(conversion.markdown.split("\n---\n", 1)[1])
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    assert levels[0] == 1
    assert all(1 < level <= above + 1 for above, level in itertools.pairwise(levels))
    inner = [child for token in tokens for child in token.children or []]
    assert not [
        token for token in tokens if token.type in ("html_block", "code_block", "blockquote_open", "hr")
    ]
    assert {child.content for child in inner if child.type == "html_inline"} <= {"<br>"}
    assert not [child for child in inner if child.type in ("strong_open", "em_open", "image", "softbreak")]
    kinds = Counter(token.type for token in tokens)
    assert (
        kinds["heading_open"],
        kinds["list_item_open"],
        kinds["tr_open"] - kinds["table_open"],
        kinds["fence"],
    ) == (
        conversion.n_headings,
        conversion.n_list_items,
        conversion.n_table_rows,
        conversion.n_code_blocks,
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300), st.sampled_from(ENDINGS))
def test_any_bytes_become_a_sheet_or_are_refused(beginning: bytes, data: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{ending}"
        path.write_bytes(beginning + data)
        try:
            told = convert_file(path).markdown
        except ImportRefused as refusal:
            told = str(refusal)
    assert told.startswith(("---\ntitle: ", path.name))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLAIN_TEXT, st.sampled_from(["text", "markdown"]))
def test_every_word_is_in_the_sheet_or_told_as_dropped(text: str, kind: Kind) -> None:
    conversion = convert(text, kind)
    if conversion is not None:
        dropped = " ".join(part.text for part in conversion.dropped)
        assert not count_words(text) - count_words(conversion.markdown) - count_words(dropped)


LONG: dict[str, tuple[Kind, Callable[[int], str]]] = {
    "open brackets": ("text", lambda n: "word " + "[" * n),
    "pictures never closed": ("text", lambda n: "word " + "![" * n),
    "stars": ("text", lambda n: "*a " * n),
    "ticks": ("text", lambda n: "`a" * n),
    "comments never closed": ("text", lambda n: "word " + "<!-- a" * n),
    "quotes over lines": ("text", lambda n: "> " * 15 + "a\n" + "b\n" * n),
    "one long word": ("text", lambda n: "a" * n * 8),
    "one row": ("text", lambda n: "a\tb\n" + "c\t" + "- d " * n),
    "rows of other widths": ("text", lambda n: "a\t" * 60 + "\n" + "".join(f"a{i}\tb\n" for i in range(n))),
    "rows that go on": ("text", lambda n: "a\tb\tc\nx\ty\n" + "z\n" * n),
    "signs at the end of a heading": ("text", lambda n: f"# A {':' * n}x\n\nword"),
    "gaps in a cell": ("text", lambda n: f"a\tb\nc\t- d{' ' * n}e\nf\t{' ' * n}g"),
    "gaps before a rule": ("text", lambda n: f"a | b\n{' ' * n}x-\n{' ' * n}|-x"),
    "dots": ("text", lambda n: f"{'. ' * n}x\n{'. ' * n}y"),
    "capitals after a number": ("text", lambda n: f"2.1 {'A' * n}!\nword"),
    "front matter": ("text", lambda n: f"---\na: {'[' * n}\n---\nword"),
    "aligned columns": ("text", lambda n: "a    b    c\n" * n),
    "tables never closed": ("text", lambda n: "<table>\n" * n + "word"),
    "link definitions": ("text", lambda n: "".join(f"[a{i}]: b\n" for i in range(n)) + "\nword"),
    "labels": ("text", lambda n: "".join(f"- **A{i}**\n  - **P:** x\n\n- **Q:** y\n" for i in range(n // 8))),
    "torn sentences": ("text", lambda n: "".join(f"some words {i} here\n\n" for i in range(n // 4))),
    "html tables in each other": ("html", lambda n: "<table><tr><td>x" * n),
    "html quotes never closed": ("html", lambda n: "word" + '<a b="' * 400 + "x" * n),
    "html comments never closed": ("html", lambda n: "word <p>" + "<!-- " * 400 + "x" * n),
    "html spans": ("html", lambda n: "<table>" + "<tr><td rowspan=1000>x</td><td>y</td></tr>" * (n // 8)),
    "html anchors": ("html", lambda n: "word" + '<a href="#x">' * n),
    "html entries never closed": ("html", lambda n: "<ul>" + "<li>x" * n),
}  # fmt: skip


@pytest.mark.bench
@pytest.mark.parametrize("name", LONG)
def test_time_grows_with_the_length_and_not_with_its_square(name: str) -> None:
    kind, make = LONG[name]

    def measure(n: int) -> float:
        text = make(n)
        start = time.process_time()
        convert(text, kind)
        return time.process_time() - start

    measure(200)
    short = min(measure(1_500), measure(1_500))
    # Eight times the text: linear work takes 8 times as long, quadratic work 64 times.
    assert measure(12_000) < 24 * max(short, 0.02)
