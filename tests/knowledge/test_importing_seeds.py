"""The five sheets as they are in the wild: all of their content comes out."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections import Counter
from pathlib import Path

import ftfy
import pytest
from markdown_it import MarkdownIt

from knowledge.importing import Conversion, convert_file

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the five files are not beside the repository")
NAMES = [
    "000_7de17c24fb5b118e",
    "001_f265111cbcdc0cfb",
    "002_6a1c63e6f77b7248",
    "003_bcb14cdd3f9662e5",
    "004_af1aa85295f9a180",
]
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


@pytest.fixture(scope="module")
def conversions() -> dict[str, Conversion]:
    return {
        name[:3]: convert_file(SEEDS / f"{name}.txt", imported_on=dt.date(2026, 11, 21)) for name in NAMES
    }


def count(conversion: Conversion) -> tuple[int, int, int, int, int]:
    return (
        conversion.n_headings,
        conversion.n_paragraphs,
        conversion.n_list_items,
        conversion.n_table_rows,
        conversion.n_code_blocks,
    )


def split_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def read_pieces(line: str) -> list[list[str]]:
    """The word sequences of a source line: its cells and entries, without markup and numbering."""
    line = ftfy.fix_text(line)
    line = re.sub(r"\[([^\]]*)\]\(([^)]*)\)", r"\1 \2", line)
    line = re.sub(r"^\s*(?:#+\s+)?(?:\*\*)?(?:\d+(?:\.\d+)*\.?|[a-z]\.)\s+", "", line)
    line = re.sub(r"</?(?:b|ul)\b[^>]*>|\*\*|\$", "", line)
    line = html.unescape(line)
    pieces = re.split(r"</?li>|\t|\s\|\s|(?:^|\s)- ", line)
    return [words for piece in pieces if (words := split_words(piece))]


@pytest.mark.parametrize("name", NAMES)
def test_every_word_sequence_is_in_the_sheet_or_dropped_with_a_reason(
    conversions: dict[str, Conversion], name: str
) -> None:
    conversion = conversions[name[:3]]
    body = conversion.markdown.split("\n---\n", 1)[1].replace("<br>", " ")
    said = f" {' '.join(split_words(body))} "
    dropped = f" {' '.join(split_words(' '.join(part.text for part in conversion.dropped)))} "
    source = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    pieces = [piece for line in source.split("\n") for piece in read_pieces(line)]
    missing = [piece for piece in pieces if f" {' '.join(piece)} " not in said + "/" + dropped]
    assert missing == []
    wanted = Counter(word for piece in pieces for word in piece)
    assert not wanted - Counter(split_words(body)) - Counter(dropped.split())


@pytest.mark.parametrize("name", NAMES)
def test_code_is_kept_byte_for_byte(conversions: dict[str, Conversion], name: str) -> None:
    source = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"^( *)```(\w+)\n(.*?)^ *```$", source, re.DOTALL | re.MULTILINE)
    wanted = [
        (language, re.sub(rf"^{indent}", "", code, flags=re.MULTILINE)) for indent, language, code in blocks
    ]
    tokens = MARKDOWN.parse(conversions[name[:3]].markdown.split("\n---\n", 1)[1])
    assert [(token.info, token.content) for token in tokens if token.type == "fence"] == wanted


@pytest.mark.parametrize("name", NAMES)
def test_no_markup_is_left_in_the_words(conversions: dict[str, Conversion], name: str) -> None:
    tokens = MARKDOWN.parse(conversions[name[:3]].markdown.split("\n---\n", 1)[1])
    inner = [child for token in tokens for child in token.children or []]
    assert {child.content for child in inner if child.type == "html_inline"} <= {"<br>"}
    assert not [
        child.content
        for child in inner
        if child.type == "text" and re.search(r"\*\*|</?\w+>|\$", child.content)
    ]
    assert not [token for token in tokens if token.type == "code_block"]


def test_headings_paragraphs_entries_rows_and_code_are_counted(conversions: dict[str, Conversion]) -> None:
    assert {name: count(conversion) for name, conversion in conversions.items()} == {
        "000": (21, 1, 51, 0, 0),
        "001": (35, 25, 12, 0, 10),
        "002": (33, 30, 19, 0, 0),
        "003": (104, 26, 190, 151, 0),
        "004": (29, 1, 46, 7, 0),
    }


def test_what_is_dropped_has_its_reason(conversions: dict[str, Conversion]) -> None:
    counted = {
        name: Counter(part.reason for part in conversion.dropped) for name, conversion in conversions.items()
    }
    assert counted == {
        "000": {},
        "001": {},
        "002": {},
        "003": {
            "table of contents": 31,
            "advertising": 3,
            "link without an address": 2,
            "repeated table header": 2,
            "repeated row": 1,
        },
        "004": {},
    }


def test_damage_is_mended(conversions: dict[str, Conversion]) -> None:
    assert {name: dict(conversion.repaired) for name, conversion in conversions.items()} == {
        "000": {},
        "001": {},
        "002": {"paragraphs joined": 1},
        "003": {"tables joined": 2, "first cells filled": 14, "list entries moved back": 2},
        "004": {"mojibake": 1},
    }


def test_titles_are_those_a_reader_would_give(conversions: dict[str, Conversion]) -> None:
    assert [conversion.title for conversion in conversions.values()] == [
        "AWS Machine Learning",
        "AWS for Machine Learning",
        "Amazon Web Services (AWS) Machine Learning (ML)",
        "AWS Machine Learning Speciality Certification Cheat Sheet",
        "AWS Machine Learning Services Cheat Sheet",
    ]


def test_services_stand_under_headings_of_their_own(conversions: dict[str, Conversion]) -> None:
    assert "\n### Amazon SageMaker Neo\n" in conversions["002"].markdown
    assert "\n#### Key Features\n\n- SageMaker Studio: " in conversions["002"].markdown
    assert "\n#### Amazon Rekognition\n" in conversions["004"].markdown
    assert "\n#### Amazon CloudWatch\n\n- Purpose: " in conversions["003"].markdown


def test_chapters_of_the_index_stand_on_the_second_level(conversions: dict[str, Conversion]) -> None:
    assert re.findall(r"^## (.*)$", conversions["003"].markdown, re.MULTILINE) == [
        "Data Engineering",
        "Exploratory Data Analysis",
        "Modeling",
        "Monitoring",
        "Machine Learning Tools and Frameworks",
        "Monitoring tools in AWS for ML",
        "AWS security practices to ML solutions",
        "Major AWS Service For Machine Learning",
    ]
