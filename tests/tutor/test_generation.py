"""Items made from sheets: borne out, with one right answer, and the same ones every time."""

import datetime as dt
import random
import re

import numpy as np
import pytest

from knowledge.catalogue import Catalogue, Entry, Status
from knowledge.chunking import chunk_sheet
from knowledge.encoding.encoder import Encoder
from knowledge.importing import convert_file
from knowledge.loading import load_sheets, parse_sheet
from knowledge.names import normalise
from tests.conftest import SEEDS
from tutor.checking import by_sheet, check_bank, find_quote
from tutor.generation import generate_items

# What the checks ask of the bank and a generated item need not have: an exam, a subject of the catalogue.
_OF_THE_BANK = re.compile(r"^the exam None|is not in the catalogue$")


@pytest.fixture(scope="module")
def chunk(settings, catalogue):
    encoder = Encoder(settings.encoder)
    return lambda sheet: chunk_sheet(sheet, catalogue, encoder.count_tokens, encoder.card.max_tokens)


@pytest.fixture(scope="module")
def passages(settings, chunk):
    return [passage for sheet in load_sheets([settings.sheets]) for passage in chunk(sheet)]


@pytest.fixture(scope="module")
def generated(passages, catalogue):
    return generate_items(passages, catalogue, random.Random(0))


def key_of(item):
    return next(option for option in item.options if option.key)


def test_our_sheets_give_hundreds_of_items_of_each_main_kind(generated):
    stems = [item.stem for item in generated]
    counts = {
        kind: sum(stem.startswith(start) for stem in stems)
        for kind, start in {
            "rows": "In the table",
            "definitions and uses": "Which ",
            "limits": "Which figure",
            "odd ones": "Which of these is NOT",
        }.items()
    }
    assert counts["rows"] >= 750
    assert counts["definitions and uses"] >= 550
    assert counts["limits"] >= 45
    assert counts["odd ones"] >= 4


def test_every_item_of_our_sheets_passes_the_checks_of_the_bank(generated, passages, catalogue, exams):
    def embed(texts):
        return np.eye(len(texts), dtype=np.float32)  # whether stems are alike is told by their words below

    report = check_bank({item.id: item for item in generated}, exams, passages, catalogue, embed)
    findings = [f for f in report.findings if f.where == "bank" or f.where.startswith("item")]
    assert [finding for finding in findings if not _OF_THE_BANK.search(finding.message)] == []


def test_every_quote_stands_in_its_sheet(generated, passages):
    sheets = by_sheet(passages)
    claims = [claim for item in generated for claim in item.claims]
    assert [claim for claim in claims if find_quote(claim, sheets) is None] == []


def names_key(item, catalogue):
    key = key_of(item)
    ids = catalogue.ids_named(key.text)
    entry = catalogue.find(ids[0]) if len(ids) == 1 else None
    names = (key.text, *((entry.name, *entry.abbreviations) if entry else ()))
    stem = f" {' '.join(normalise(item.stem))} "
    return any(f" {' '.join(normalise(name))} " in stem for name in names)


def test_no_stem_holds_the_name_of_its_key(generated, catalogue):
    told = {item.stem: key_of(item).text for item in generated if names_key(item, catalogue)}
    assert told == {}


def are_parted(one, other):
    return other.id not in (one.id, one.part_of, *one.status.successors)


def test_no_distractor_is_a_part_or_a_successor_of_the_key(generated, catalogue):
    wrong = []
    for item in generated:
        entries = {
            option.text: catalogue.find(ids[0])
            for option in item.options
            if len(ids := catalogue.ids_named(option.text)) == 1
        }
        key = entries.pop(key_of(item).text, None)
        others = [other for other in entries.values() if key and other]
        wrong += [
            (item.stem, other.id)
            for other in others
            if not (are_parted(key, other) and are_parted(other, key))
        ]
    assert wrong == []


def test_no_question_is_asked_twice(generated):
    stems = [normalise(item.stem) for item in generated]
    assert len(set(stems)) == len(stems)


def test_stems_have_five_to_forty_five_words(generated):
    assert [item.stem for item in generated if not 5 <= len(item.stem.split()) <= 45] == []


def test_ids_hang_neither_on_the_run_nor_on_chance(generated, passages, catalogue):
    again = generate_items(passages, catalogue, random.Random(0))
    other = generate_items(passages, catalogue, random.Random(1))
    assert again == generated
    assert [item.id for item in other] == [item.id for item in generated]
    assert all(re.fullmatch(r"gen-[0-9a-f]{12}", item.id) for item in generated)


def test_an_exam_comes_with_a_task_of_it(generated, exams):
    placed = [item for item in generated if item.exam]
    assert len(placed) > len(generated) / 2
    assert [item for item in placed if item.task not in exams[item.exam].tasks] == []


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five files are not beside the repository")
@pytest.mark.parametrize(
    ("name", "least"), [("000", 12), ("001", 15), ("002", 10), ("003", 140), ("004", 22)]
)
def test_an_imported_sheet_gives_items_that_it_bears_out(name, least, chunk, catalogue):
    path = next(SEEDS.glob(f"{name}_*.txt"))
    conversion = convert_file(path, imported_on=dt.date(2026, 11, 21))
    passages = chunk(parse_sheet(conversion.markdown, conversion.name, tier=1))
    items = generate_items(passages, catalogue, random.Random(0))
    assert len(items) >= least
    sheets = by_sheet(passages)
    assert all(find_quote(claim, sheets) for item in items for claim in item.claims)


# Small sheets, each for one promise.

SMALL = Catalogue(
    [
        Entry("polly", "Amazon Polly", "service", "ai", ("Polly",), exams={"AIF-C01": ("1.2",)}),
        Entry("lex", "Amazon Lex", "service", "ai", ("Lex",)),
        Entry("kendra", "Amazon Kendra", "service", "ai", status=Status("closed_to_new_customers")),
        Entry("textract", "Amazon Textract", "service", "ai"),
        Entry("translate", "Amazon Translate", "service", "ai"),
    ]
)
SERVICES = """# Services

## Amazon Polly {#polly}

Amazon Polly is the service that reads written words aloud in a natural voice.

### Use it for

- Use Amazon Polly to let a news site speak its articles to drivers and commuters.

## Amazon Lex {#lex}

Amazon Lex is the service that holds a dialogue and collects what a booking needs.

## Amazon Kendra {#kendra}

Amazon Kendra is the service that finds passages in company documents by meaning.

### Use it for

- Use Amazon Kendra to give employees one search over manuals, wikis and tickets.

## Amazon Textract {#textract}

Amazon Textract is the service that pulls fields out of scanned invoices and forms.

## Amazon Translate {#translate}

Amazon Translate is the service that carries sentences over into other languages.
"""


def count_words(texts):
    return [len(text.split()) + 2 for text in texts]


def make_items(text, tier=0, catalogue=SMALL):
    passages = chunk_sheet(parse_sheet(text, "small", tier), catalogue, count_words, 256)
    return generate_items(passages, catalogue, random.Random(0))


def stems_and_keys(items):
    return {item.stem: key_of(item).text for item in items}


def test_a_definition_asks_for_its_term():
    found = stems_and_keys(make_items(SERVICES))
    assert found["Which of these is the service that reads written words aloud in a natural voice?"] == (
        "Amazon Polly"
    )


def test_a_use_asks_for_what_is_used():
    found = stems_and_keys(make_items(SERVICES))
    stem = "Which service would you use to let a news site speak its articles to drivers and commuters?"
    assert found[stem] == "Amazon Polly"


def test_what_is_closed_to_new_customers_is_no_answer_to_a_use():
    keys = {item.stem: key_of(item) for item in make_items(SERVICES)}
    assert not [key for stem, key in keys.items() if "would you use" in stem and "Kendra" in key.text]
    of_kendra = [key.why for key in keys.values() if key.text == "Amazon Kendra"]
    assert of_kendra == ["The sheet says this of Amazon Kendra, which is closed to new customers."]


def test_an_item_is_of_the_first_task_of_its_key():
    items = {item.subject: item for item in make_items(SERVICES)}
    assert (items["polly"].exam, items["polly"].task) == ("AIF-C01", "1.2")
    assert (items["lex"].exam, items["lex"].task) == (None, None)


def test_a_definition_that_points_elsewhere_is_not_asked():
    text = SERVICES.replace(
        "reads written words aloud in a natural voice", "does the following when it is called"
    )
    assert {item.subject for item in make_items(text) if item.difficulty == "easy"} == {
        "lex",
        "kendra",
        "textract",
        "translate",
    }


TABLE = """# Ovens

## Ovens compared

| Oven | Heats by | Best for |
| --- | --- | --- |
| Stone oven | stored heat of bricks | crusty bread in batches |
| Gas oven | open flames below | roasts that need moist air |
| Steam oven | saturated hot vapour | vegetables and whole fish |
| Fan oven | circulating dry air | biscuits on several trays |
| Brick dome | stored heat of bricks | thin pizza within minutes |
"""


def test_a_cell_asks_for_its_row_in_any_sheet():
    found = stems_and_keys(make_items(TABLE, tier=1))
    assert found['In the table "Ovens compared", which one has "circulating dry air" under "Heats by"?'] == (
        "Fan oven"
    )
    stem = 'In the table "Ovens compared", which one fits this use: "crusty bread in batches"?'
    assert found[stem] == "Stone oven"


def test_a_cell_that_two_rows_share_is_not_asked():
    assert not [item for item in make_items(TABLE, tier=1) if "stored heat" in item.stem]


def test_a_row_without_an_entry_is_its_own_subject():
    assert "fan-oven" in {item.subject for item in make_items(TABLE, tier=1)}


TURNED = """# Services

## Services side by side

| Criteria | Amazon Polly | Amazon Lex | Amazon Textract | Amazon Translate |
| --- | --- | --- | --- | --- |
| Takes in | written sentences | spoken requests | scanned pages | foreign documents |
| Gives back | natural sounding audio | dialogue turns | labelled form fields | rendered wording |
"""


def test_a_table_whose_columns_are_the_things_is_turned():
    found = stems_and_keys(make_items(TURNED, tier=1))
    stem = 'In the table "Services side by side", which one has "scanned pages" under "Takes in"?'
    assert found[stem] == "Amazon Textract"


BULLETS = """# Baking

## Things to bake

- **Puff pastry**: thin layers of fat between folded sheets.
- **Choux**: flour stirred into boiling water before eggs join.
- **Sourdough**: wild yeast raises the loaf overnight.
- **Shortcrust**: cold butter rubbed in, then rested briefly.
"""


def test_leads_of_a_list_are_asked_among_each_other():
    items = make_items(BULLETS, tier=1)
    stem = 'In "Things to bake": which of these is described here: "wild yeast raises the loaf overnight"?'
    item = next(item for item in items if item.stem == stem)
    assert key_of(item).text == "Sourdough"
    assert {option.text for option in item.options} == {"Puff pastry", "Choux", "Sourdough", "Shortcrust"}


LIMITS = """# Limits

## Amazon Polly {#polly}

### Limits

- One request to Amazon Polly holds at most 30 MB.

## Amazon Lex {#lex}

### Limits

- One bot of Amazon Lex weighs at most 20 MB.

## Amazon Textract {#textract}

### Limits

- A page for Amazon Textract has at most 10 MB.
- A job of Amazon Textract has at most 40 MB.

## Amazon Translate {#translate}

### Limits

- A batch for Amazon Translate has at most 50 MB since 2024.
"""


def test_a_limit_asks_for_its_figure_among_those_of_other_things():
    items = {item.stem: item for item in make_items(LIMITS)}
    item = items['Which figure belongs into the gap: "A page for Amazon Textract has at most ____"?']
    assert key_of(item).text == "10 MB"
    assert {option.text for option in item.options} == {"10 MB", "20 MB", "30 MB", "50 MB"}


def test_a_limit_with_a_year_in_it_is_not_asked():
    assert "translate" not in {item.subject for item in make_items(LIMITS)}


@pytest.mark.parametrize(
    "text",
    ["", "# Notes\n", "# Notes\n\nIt rained. We stayed in and talked about models all day long.\n"],
    ids=["empty", "a title", "prose"],
)
@pytest.mark.parametrize("tier", [0, 1])
def test_a_sheet_without_fields_or_tables_gives_none(text, tier):
    assert make_items(text, tier) == []
