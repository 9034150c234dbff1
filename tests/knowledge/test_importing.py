"""What comes out of small files that show one kind of disorder each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from knowledge.importing import Conversion, convert_file

DATA = Path(__file__).parent / "data" / "importing"
DAY = dt.date(2026, 11, 21)


def convert(name: str) -> Conversion:
    return convert_file(DATA / name, imported_on=DAY)


def convert_text(tmp_path: Path, text: str, name: str = "notes.md") -> Conversion:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return convert_file(path, imported_on=DAY)


def body(conversion: Conversion) -> str:
    return conversion.markdown.split("\n---\n", 1)[1]


def reasons(conversion: Conversion) -> list[tuple[int, str, str]]:
    return [(dropped.line, dropped.text, dropped.reason) for dropped in conversion.dropped]


def test_front_matter_tells_where_the_sheet_comes_from() -> None:
    conversion = convert("bold-headings.md")
    fields = yaml.safe_load(conversion.markdown.split("---\n")[1])
    assert len(fields.pop("source_sha256")) == 64
    assert fields == {
        "title": "Colours of light",
        "imported": True,
        "source_file": "bold-headings.md",
        "imported_on": DAY,
        "exams": {},
        "verified": None,
        "sources": [{"id": "file", "title": "bold-headings.md", "evidence": "second-hand"}],
    }
    assert conversion.name == "bold-headings"


def test_bold_lines_and_labels_become_headings() -> None:
    assert body(convert("bold-headings.md")) == (
        "# Colours of light\n\n"
        "## Primary colours\n\n"
        "Red, green and blue mix to white.\n\n"
        "### Key Features\n\n"
        "- Red: Longest wave\n"
        "- Red: Warm\n"
        "- Green: Middle wave\n\n"
        "### Mixed colours\n\n"
        "- Cyan is green with blue.\n"
        "- Yellow – red with green.\n"
    )


def test_tables_torn_over_pages_are_joined_and_filled() -> None:
    conversion = convert("torn-tables.txt")
    assert body(conversion) == (
        "# Storage notes\n\n"
        "## Block and object stores\n\n"
        "| Store | Good for | Price model |\n"
        "| --- | --- | --- |\n"
        "| Blue shelf | Photos<br>Logs | Per gigabyte and month |\n"
        "| Red crate | Disks of a single machine | Per provisioned gigabyte |\n"
        "| Green drawer | Home folders<br>Shared caches | Per gigabyte \\| with tiers |\n"
        "| Grey box | Tapes nobody reads | Per restore |\n\n"
        "## Queues\n\n"
        "| Kind | Name | Order |\n"
        "| --- | --- | --- |\n"
        "| Strict | Line | First come, first served |\n"
        "| Strict | Row | Kept within a group |\n"
        "| Loose | Heap | None |\n\n"
        "| Queue | Largest message |\n"
        "| --- | --- |\n"
        "| Line | 256 kB |\n"
        "| Heap | 64 kB, more with a pointer |\n"
        "| Row | 1 MB |\n"
    )
    assert reasons(conversion) == [
        (10, "12", "page number"),
        (12, "Store | Good for | Price model", "repeated table header"),
        (13, "Red crate | Disks of a single machine | Per provisioned gigabyte", "repeated row"),
        (16, "Page 13 of 40", "page number"),
        (30, "Line | 256 kB", "repeated row"),
        (32, "Queue | Largest message", "repeated table header"),
    ]
    assert conversion.repaired == {
        "lines joined to their table row": 2,
        "tables joined": 4,
        "first cells filled": 1,
    }
    assert conversion.n_table_rows == 10


def test_plain_text_finds_its_headings_lists_and_code() -> None:
    assert body(convert("plain-notes.txt")) == (
        "# STUDY NOTES ON MODELS\n\n"
        "These notes were typed in a hurry and wrapped by hand after about seventy characters, as plain text"
        " often is. They are well-known to nobody.\n\n"
        "## DECISION TREES\n\n"
        "A tree asks one question after the other and ends in a leaf.\n\n"
        "- Easy to read\n"
        "- Grows too deep without pruning: prune by cost\n\n"
        "The depth is a hyperparameter. It is chosen by validation.\n\n"
        "## LINEAR MODELS\n\n"
        "- Weight: one number for every feature\n"
        "- Bias: one number for all of them\n\n"
        "Indented prose is still prose and not code.\n\n"
        "```\nmodel = fit(x, y)\n```\n\n"
        "Regularisation\n\n"
        "- L1: drives weights to zero\n"
        "- L2: keeps weights small\n"
    )


def test_web_page_keeps_its_text_and_leaves_the_rest() -> None:
    conversion = convert("page.html")
    assert body(conversion) == (
        "# Rivers & lakes\n\n"
        "A river flows, a lake rests. See the [map](https://water.example.org/map?a=1&b=2)"
        " or the local page.\n\n"
        "Depth is written as `d_max`; 3 < 4.\n\n"
        "## Kinds of lake\n\n"
        "- Natural: Glacial: dug by ice\n"
        "- Natural: Volcanic: filled craters\n"
        "- Made by people\n"
        "- Delta: Where a river meets the sea\n"
        "- Source: Where it begins\n"
        "- Source: Often a spring\n\n"
        "Largest lakes\n\n"
        "| Continent | Lake | Depth in metres |\n"
        "| --- | --- | --- |\n"
        "| Asia | Baikal | 1642 |\n"
        "| Asia | Caspian | 1025 |\n"
        "| Africa | Tanganyika | Tanganyika |\n\n"
        "```python\ndef flow(a,  b):\n    return a < b\n```\n"
    )
    assert reasons(conversion) == [
        (1, "Rivers & lakes | Water site", "title beside the text's own"),
        (4, "p { color: blue }", "style"),
        (5, 'if (1 < 2) { document.write("<p>hidden</p>") }', "script"),
        (7, "Home All pages", "navigation"),
        (8, "written by hand", "comment"),
        (9, "¶", "link to its own heading"),
        (10, "/local", "address that is not on the web"),
        (27, "A lake at dusk lake.png", "picture"),
        (31, "Copyright nobody", "page footer"),
    ]


def test_links_code_and_signs_survive() -> None:
    conversion = convert("links-and-repairs.md")
    assert body(conversion) == (
        "# Links and repairs\n\n"
        "## Getting started\n\n"
        "The client’s guide is [on the web](https://guide.example.org/a_%28b%29), here and"
        " [there](https://there.example.org/page).\n\n"
        "### Path of a request\n\n"
        "Ask for `GET /items/{id}` with 2 * 3 * 4 headers_of_any_kind & an \\<api-key>, at low R^2.\n\n"
        "#### More\n\n"
        "Hidden words are words.\n\n"
        "### Empty section\n\n"
        "#### Code\n\n"
        "- Run the tool:\n\n"
        '```bash\n  tool --flag  "a|b"\n\n\techo done\n```\n\n'
        "- Look at the result.\n"
    )
    assert reasons(conversion) == [
        (3, "author: someone", "front matter"),
        (6, "{#start}", "attributes of a heading"),
        (8, "guide.md", "address that is not on the web"),
        (11, '[unused]: https://nowhere.example.org/page "Spare"', "definition of a link that is not used"),
        (13, "Buy the course", "link without an address"),
        (19, "Picture of a path path.png", "picture"),
        (30, "{.wide}", "attributes of a heading"),
        (33, 'title="run"', "attributes of code"),
    ]


@pytest.mark.parametrize(
    ("marked", "cleaned"),
    [
        ("2.1 Path", "Path"),
        ("a. **Path**", "Path"),
        ("3) Path:", "Path"),
        ("🚀 Path 🎉", "Path"),
        ("What is a path?", "What is a path?"),
        ("3 ways to walk", "3 ways to walk"),
        ("Path ##", "Path"),
        ("Path {verified=soon}", "Path"),
        ("Path {of a thing}", "Path (of a thing)"),
        ("C#", "C#"),
    ],
)
def test_heading_keeps_its_words_only(tmp_path: Path, marked: str, cleaned: str) -> None:
    conversion = convert_text(tmp_path, f"# Top\n\n## {marked}\n\nText.\n\n## End\n\nText too.\n")
    assert body(conversion).split("\n")[2].replace("\\", "") == f"## {cleaned}"


def test_sentence_marked_as_heading_is_a_paragraph(tmp_path: Path) -> None:
    text = "## Here a whole sentence is marked as if it were a heading.\n\n## Real\n\nText.\n"
    assert body(convert_text(tmp_path, text)) == (
        "# Real\n\nHere a whole sentence is marked as if it were a heading.\n\nText.\n"
    )


def test_heading_levels_are_never_skipped(tmp_path: Path) -> None:
    text = "# T\n\n#### A\n\nx y.\n\n###### B\n\nx z.\n\n## C\n\nz z.\n"
    assert [line for line in body(convert_text(tmp_path, text)).split("\n") if line.startswith("#")] == [
        "# T",
        "## A",
        "### B",
        "## C",
    ]


def test_several_chapters_without_a_title_are_named_after_the_file(tmp_path: Path) -> None:
    text = "# Apples\n\nGrow on trees.\n\n# Pears\n\nGrow on trees as well.\n"
    assert body(convert_text(tmp_path, text, "fruit_of-2024.md")) == (
        "# Fruit of\n\n## Apples\n\nGrow on trees.\n\n## Pears\n\nGrow on trees as well.\n"
    )


def test_contents_page_is_dropped_and_orders_the_headings(tmp_path: Path) -> None:
    text = (
        "# Guide\n\n## Index\n\nTopic\tPage\n<b>Water</b>\t\nRivers\t2\nLakes\t3\n<b>Air</b>\t4\n\n"
        "## Water\n\n## Rivers\n\nThey flow.\n\n## Bridges\n\nThey stand.\n\n"
        "# Lakes\n\nThey rest.\n\n## Air\n\nIs thin.\n"
    )
    conversion = convert_text(tmp_path, text)
    assert body(conversion) == (
        "# Guide\n\n## Water\n\n### Rivers\n\nThey flow.\n\n#### Bridges\n\nThey stand.\n\n"
        "### Lakes\n\nThey rest.\n\n## Air\n\nIs thin.\n"
    )
    assert {dropped.reason for dropped in conversion.dropped} == {"table of contents"}
    assert len(conversion.dropped) == 6


def test_numbered_entries_with_a_bold_title_and_a_text_become_sections(tmp_path: Path) -> None:
    text = (
        "# T\n\n1. **Boat**  \n   A **boat** floats.\n\n   Key Features:\n   - **Hull**: keeps dry\n\n"
        "2. **Cart**  \n   Rolls.\n"
    )
    assert body(convert_text(tmp_path, text)) == (
        "# T\n\n## Boat\n\nA boat floats.\n\n### Key Features\n\n- Hull: keeps dry\n\n## Cart\n\nRolls.\n"
    )


def test_list_followed_by_text_stays_a_list(tmp_path: Path) -> None:
    text = "# T\n\n1. **Boat**  \n   Floats.\n2. **Cart**  \n   Rolls.\n\nBoth move.\n"
    assert body(convert_text(tmp_path, text)) == "# T\n\n- Boat: Floats.\n- Cart: Rolls.\n\nBoth move.\n"


def test_entries_with_code_become_sections(tmp_path: Path) -> None:
    text = "# T\n\n- **Add**: sums up.\n    ```python\n    1 +  2\n    ```\n- **Take**: subtracts.\n"
    assert body(convert_text(tmp_path, text)) == (
        "# T\n\n## Add\n\nAdd: sums up.\n\n```python\n1 +  2\n```\n\n## Take\n\nTake: subtracts.\n"
    )


def test_entry_torn_from_its_list_by_a_page_is_moved_back(tmp_path: Path) -> None:
    text = (
        "# T\n\n- **Boat**\n  - **Purpose:** floats\n  - **Use:** lakes\n"
        "- **Cart**\n  - **Purpose:** rolls\n\n- **Use:** roads\n"
    )
    assert body(convert_text(tmp_path, text)) == (
        "# T\n\n## Boat\n\n- Purpose: floats\n- Use: lakes\n\n## Cart\n\n- Purpose: rolls\n- Use: roads\n"
    )


def test_nested_entry_under_a_statement_stays_nested(tmp_path: Path) -> None:
    text = "# T\n\n- **Boats** float on all kinds of water.\n  - **Example:** a ferry.\n"
    assert body(convert_text(tmp_path, text)) == (
        "# T\n\n- Boats float on all kinds of water.\n  - Example: a ferry.\n"
    )


def test_sentence_torn_by_an_empty_line_is_joined(tmp_path: Path) -> None:
    text = "# T\n\nThe sea is\n\n wide and deep.\n"
    assert body(convert_text(tmp_path, text)) == "# T\n\nThe sea is wide and deep.\n"


def test_label_on_its_own_line_gathers_what_follows(tmp_path: Path) -> None:
    text = (
        "# T\n\n**Boats:** They float.\n\n**Kinds:**\n\n1. **Ferry:** big\n\n"
        "**Carts:** They roll.\n\n**Kinds:**\n\n1. **Barrow:** small\n"
    )
    assert body(convert_text(tmp_path, text)) == (
        "# T\n\n## Boats\n\nBoats: They float.\n\n### Kinds\n\n- Ferry: big\n\n"
        "## Carts\n\nCarts: They roll.\n\n### Kinds\n\n- Barrow: small\n"
    )


def test_advertising_is_dropped_with_its_reason(tmp_path: Path) -> None:
    text = "# T\n\nAre you ready for the race?\n\nTest yourself with\n\n[FREE TEST](#)\n\nBoats float.\n"
    conversion = convert_text(tmp_path, text)
    assert body(conversion) == "# T\n\nBoats float.\n"
    assert reasons(conversion) == [
        (3, "Are you ready for the race?", "advertising"),
        (5, "Test yourself with", "advertising"),
        (7, "FREE TEST", "link without an address"),
    ]


def test_double_mojibake_is_mended(tmp_path: Path) -> None:
    double = "The boat’s hull".encode().decode("cp1252").encode().decode("sloppy-windows-1252")
    conversion = convert_text(tmp_path, f"# T\n\n{double} is wet.\n")
    assert body(conversion) == "# T\n\nThe boat’s hull is wet.\n"
    assert conversion.repaired == {"mojibake": 1}


def test_fenced_code_is_not_mended(tmp_path: Path) -> None:
    text = "# T\n\nBefore.\n\n```\nprint('â€™')  \n\n• kept\n12\n```\n"
    assert body(convert_text(tmp_path, text)) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes("# Café\r\n\r\nThe boat’s hull – naïve and “wet”.\r\n".encode(encoding))
    assert body(convert_file(path)) == "# Café\n\nThe boat’s hull – naïve and “wet”.\n"


def test_cyrillic_and_central_european_code_pages_are_found(tmp_path: Path) -> None:
    for text, encoding in [
        ("Амазон предлагает сервисы машинного обучения для разработчиков и компаний.", "cp1251"),
        ("Uczenie maszynowe w chmurze: źródła danych, przykłady, ćwiczenia, łańcuch.", "cp1250"),
    ]:
        path = tmp_path / "notes.txt"
        path.write_bytes(text.encode(encoding))
        assert text in body(convert_file(path))


def test_text_that_looks_like_markup_reads_back_as_it_was(tmp_path: Path) -> None:
    text = "# T\n\n\\# no heading\n\n\\- no list\n\n\\*not bold\\* and \\`no code\\`\n\n2\\. not a number\n"
    assert body(convert_text(tmp_path, text)) == text


def test_row_that_only_names_the_rows_below_cuts_the_table(tmp_path: Path) -> None:
    text = (
        "# T\n\n| Name | Use |\n|---|---|\n| **Water** | |\n| Boat | floats |\n"
        "| **Land** | |\n| Cart | rolls |\n"
    )
    assert body(convert_text(tmp_path, text)) == (
        "# T\n\n## Water\n\n| Name | Use |\n| --- | --- |\n| Boat | floats |\n\n"
        "## Land\n\n| Name | Use |\n| --- | --- |\n| Cart | rolls |\n"
    )


def test_glossary_between_tabs_becomes_a_list(tmp_path: Path) -> None:
    text = "Boat\tA thing that floats on water.\nCart\tA thing that rolls on land.\n"
    assert "- Boat: A thing that floats on water.\n- Cart: A thing" in body(
        convert_text(tmp_path, text, "n.txt")
    )


def test_columns_aligned_with_spaces_become_a_table(tmp_path: Path) -> None:
    text = "Name      Kind\n----      -----\nLine      Queue\nHeap      None\n"
    assert body(convert_text(tmp_path, text, "list of stores.txt")) == (
        "# List of stores\n\n| Name | Kind |\n| --- | --- |\n| Line | Queue |\n| Heap | None |\n"
    )


def test_numbered_headings_of_plain_text_are_found(tmp_path: Path) -> None:
    text = (
        "1. Boats\nBoats float on water, and people have known that for a long time.\n\n"
        "2. Carts\n2.1 Barrows\nBarrows have one wheel.\n"
    )
    assert body(convert_text(tmp_path, text, "transport.txt")) == (
        "# Transport\n\n## Boats\n\nBoats float on water, and people have known that for a long time.\n\n"
        "## Carts\n\n### Barrows\n\nBarrows have one wheel.\n"
    )


def test_quotation_heads_nothing_that_follows(tmp_path: Path) -> None:
    text = "# T\n\n> **Note**\n> Boats float.\n\n> [!WARNING]\n> Carts sink.\n\nThat is all.\n"
    assert body(convert_text(tmp_path, text)) == (
        "# T\n\nNote: Boats float.\n\nWarning: Carts sink.\n\nThat is all.\n"
    )


def test_bar_inside_of_code_stays_in_its_cell(tmp_path: Path) -> None:
    text = "# T\n\n| A | B |\n|---|---|\n| `x|y` | pipe |\n"
    assert body(convert_text(tmp_path, text)).endswith("| `x\\|y` | pipe |\n")


def test_sheet_is_the_same_every_time() -> None:
    assert convert("page.html") == convert("page.html")
