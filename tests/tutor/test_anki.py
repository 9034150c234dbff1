"""The Anki deck: everything of the bank is on it, and a second import finds what the first brought."""

import datetime as dt
import html
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tutor.anki import write_deck
from tutor.errors import BankInvalid
from tutor.exams import load_exams
from tutor.items import ITEMS, Claim, Item
from tutor.loading import load_items

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
EXAMS = load_exams()


@dataclass(frozen=True)
class Note:
    guid: str
    deck: str
    fields: dict[str, str]
    tags: set[str]
    modified: int


@dataclass(frozen=True)
class Package:
    """What an .apkg holds: notes by item, decks by id, its one note type."""

    notes: dict[str, Note]
    decks: dict[int, str]
    note_type: dict


def no_link(claim: Claim) -> None:
    return None


def export(
    items: Iterable[Item],
    link: Callable[[Claim], str | None] = no_link,
    now: dt.datetime = NOW,
    name_of: Callable[[str], str] = str,
) -> Package:
    buffer = io.BytesIO()
    write_deck(items, buffer, EXAMS, link, now=now, name_of=name_of)
    return open_package(buffer.getvalue())


def open_package(content: bytes) -> Package:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        assert json.loads(package.read("media")) == {}
        database = sqlite3.connect(":memory:")
        database.deserialize(package.read("collection.anki2"))
    models, decks = (
        json.loads(text) for text in database.execute("SELECT models, decks FROM col").fetchone()
    )
    (note_type,) = models.values()
    names = [field["name"] for field in note_type["flds"]]
    decks = {int(key): row["name"] for key, row in decks.items()}
    notes = {}
    for guid, fields, tags, modified, deck in database.execute(
        "SELECT guid, flds, tags, notes.mod, did FROM notes JOIN cards ON cards.nid = notes.id"
    ):
        values = dict(zip(names, fields.split("\x1f"), strict=True))
        notes[values["Item"]] = Note(guid, decks[deck], values, set(tags.split()), modified)
    (n_cards,) = database.execute("SELECT count(*) FROM cards").fetchone()
    database.close()
    assert n_cards == len(notes), "every note has one card"
    return Package(notes, decks, note_type)


def make(kind: str, **rows: object) -> Item:
    claim = {"why": f"The why of {kind}.", "sheet": "speech", "quote": f"The quote of {kind}."}
    row = {
        "id": f"aif-1-{kind}",
        "exam": "AIF-C01",
        "task": "1.2",
        "kind": kind,
        "difficulty": "easy",
        "subject": "polly",
        "stem": "Which of these is it, then?",
    }
    if kind in ("single", "multiple"):
        row["options"] = [
            {**claim, "text": letter, "key": letter in ("B" if kind == "single" else "BD")}
            for letter in ("VBXY" if kind == "single" else "ABCDE")
        ]
    elif kind == "ordering":
        row["steps"] = [{**claim, "text": text} for text in ("Record", "Transcribe", "Speak")]
    elif kind == "matching":
        row["pairs"] = [{**claim, "prompt": f"p{n}", "match": match} for n, match in enumerate("zyx")]
    else:
        row["name"], row["claim"] = {"entries": ["polly"], "texts": ["AWS Polly"]}, claim
    return ITEMS.validate_python({**row, **rows})


def shown(field: str) -> str:
    """What a learner reads of a field."""
    return html.unescape(re.sub(r"<[^>]+>", " ", field.replace("<br>", "\n")))


@pytest.fixture(scope="module")
def bank() -> dict[str, Item]:
    return load_items()


@pytest.fixture(scope="module")
def whole(bank) -> Package:
    return export(bank.values())


def test_every_item_of_the_bank_is_on_a_card(bank, whole):
    assert set(whole.notes) == set(bank)


def test_the_number_of_notes_comes_back(bank, tmp_path):
    path = tmp_path / "deck.apkg"
    assert write_deck([*bank.values(), *bank.values()], path, EXAMS, no_link, now=NOW) == len(bank)
    assert len(open_package(path.read_bytes()).notes) == len(bank)


def test_every_reason_and_quote_of_the_bank_is_on_its_card(bank, whole):
    for item in bank.values():
        said = shown(whole.notes[item.id].fields["Reasons"])
        for claim in item.claims:
            assert claim.why in said
            assert claim.quote in said
            assert f"Sheet {claim.sheet}" in said


def test_there_is_one_deck_for_each_exam_and_domain(bank, whole):
    expected = {
        f"Sheetwise::{exam.id}::{number} {domain.name}"
        for exam in EXAMS
        for number, domain in enumerate(exam.domains, 1)
        if any((item.exam, item.domain) == (exam.id, number) for item in bank.values())
    }
    assert {note.deck for note in whole.notes.values()} == expected
    item = bank["aif-1-001"]
    assert whole.notes[item.id].deck == "Sheetwise::AIF-C01::1 Fundamentals of AI and ML"


def test_ids_of_decks_notes_and_the_note_type_are_the_same_a_day_later(bank, whole):
    later = export(bank.values(), now=NOW + dt.timedelta(days=1))
    assert later.decks == whole.decks
    assert later.note_type["id"] == whole.note_type["id"]
    assert {key: note.guid for key, note in later.notes.items()} == {
        key: note.guid for key, note in whole.notes.items()
    }


def test_ids_are_those_of_the_decks_that_learners_already_have(whole):
    # A change here parts every learner from the intervals of the deck they imported.
    assert whole.note_type["id"] == "1449862584"
    assert whole.notes["aif-1-001"].guid == "r,zk{9Y&1G"
    names = {name: key for key, name in whole.decks.items()}
    assert names["Sheetwise::AIF-C01::1 Fundamentals of AI and ML"] == 1932957892


def test_no_two_decks_and_no_two_notes_share_an_id(bank, whole):
    assert len({note.guid for note in whole.notes.values()}) == len(bank)
    assert len(whole.decks) == len({note.deck for note in whole.notes.values()}) + 1, "and Anki's own Default"


def test_a_later_deck_is_younger_so_that_anki_takes_its_changes():
    item = make("single")
    earlier, later = export([item]), export([item], now=NOW + dt.timedelta(hours=1))
    assert later.notes[item.id].modified == earlier.notes[item.id].modified + 3600


def test_an_item_keeps_its_id_when_its_text_changes():
    item = make("single")
    changed = item.model_copy(update={"stem": "Which one is it, in other words?"})
    assert export([item]).notes[item.id].guid == export([changed]).notes[item.id].guid


def test_one_moment_gives_one_file_byte_for_byte(bank):
    first, second = io.BytesIO(), io.BytesIO()
    for buffer in (first, second):
        write_deck(bank.values(), buffer, EXAMS, no_link, now=NOW)
    assert first.getvalue() == second.getvalue()


def test_the_question_does_not_show_its_answer(bank, whole):
    front = whole.note_type["tmpls"][0]["qfmt"]
    assert re.findall(r"{{(\w+)}}", front) == ["Question", "Options"]
    note = whole.notes["aif-1-001"]
    assert not re.search("right|wrong|✓", note.fields["Options"])


def test_a_single_choice_shows_its_options_and_tells_right_from_wrong():
    note = export([make("single")]).notes["aif-1-single"]
    assert note.fields["Options"] == '<ol type="A"><li>V</li><li>B</li><li>X</li><li>Y</li></ol>'
    assert note.fields["Answer"] == "B. B"
    said = re.findall(r"([A-D]\. \w) *([✓✗] \w+)", shown(note.fields["Reasons"]))
    assert said == [("A. V", "✗ wrong"), ("B. B", "✓ right"), ("C. X", "✗ wrong"), ("D. Y", "✗ wrong")]


def test_a_multiple_response_names_all_its_keys():
    assert export([make("multiple")]).notes["aif-1-multiple"].fields["Answer"] == "B. B<br>D. D"


def test_an_ordering_shows_its_steps_in_another_order_and_answers_with_the_right_one():
    fields = export([make("ordering")]).notes["aif-1-ordering"].fields
    assert fields["Options"] == (
        '<p>Put in order:</p><ol type="A"><li>Record</li><li>Speak</li><li>Transcribe</li></ol>'
    )
    assert fields["Answer"] == "Order: A, C, B"


def test_an_ordering_that_is_alphabetical_is_not_shown_solved():
    claim = {"why": "So.", "sheet": "speech", "quote": "A whole sentence."}
    item = make("ordering", steps=[{**claim, "text": text} for text in "abc"])
    fields = export([item]).notes[item.id].fields
    assert fields["Options"].endswith("<li>c</li><li>b</li><li>a</li></ol>")
    assert fields["Answer"] == "Order: C, B, A"


def test_a_matching_shows_its_matches_in_another_order():
    fields = export([make("matching")]).notes["aif-1-matching"].fields
    assert fields["Options"] == (
        '<ol type="1"><li>p0</li><li>p1</li><li>p2</li></ol>'
        '<p>Match with:</p><ol type="A"><li>x</li><li>y</li><li>z</li></ol>'
    )
    assert fields["Answer"] == "1 – C, 2 – B, 3 – A"


def test_a_text_item_by_name_answers_with_the_name_of_its_entry():
    note = export([make("text")], name_of={"polly": "Amazon Polly"}.__getitem__).notes["aif-1-text"]
    assert note.fields["Options"] == ""
    assert note.fields["Answer"] == "Amazon Polly<br>Also right: AWS Polly"


def test_a_text_item_by_concept_answers_with_its_model_answer():
    concept = {"required": [["speaks"]], "model": "It speaks."}
    note = export([make("text", name=None, concept=concept)]).notes["aif-1-text"]
    assert note.fields["Answer"] == "It speaks."


def test_a_sheet_is_linked_where_there_is_a_link():
    def link(claim: Claim) -> str:
        return f'https://example.org/{claim.sheet}?a=1&b="'

    field = export([make("text")], link).notes["aif-1-text"].fields["Reasons"]
    assert '<cite>Sheet <a href="https://example.org/speech?a=1&amp;b=&quot;">speech</a></cite>' in field
    assert "<a " not in export([make("text")]).notes["aif-1-text"].fields["Reasons"]


@pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "matching", "text"])
def test_nothing_of_an_items_text_is_markup_or_a_sign_of_anki(kind):
    nasty = '<script>alert("x")</script> & [sound:x.mp3] [latex]\x1f{{Answer}} <img src=x>'
    claim = {"why": nasty, "sheet": nasty, "quote": nasty}
    numbered = [
        {**claim, "text": f"{nasty}{n}", "prompt": f"{nasty}{n}", "match": nasty * n} for n in (1, 2, 3, 4, 5)
    ]
    item = make(
        kind,
        stem=nasty,
        **{
            "single": {
                "options": [{**pick(row, "text"), "key": n == 2} for n, row in enumerate(numbered[:4])]
            },
            "multiple": {"options": [{**pick(row, "text"), "key": n > 2} for n, row in enumerate(numbered)]},
            "ordering": {"steps": [pick(row, "text") for row in numbered]},
            "matching": {"pairs": [pick(row, "prompt", "match") for row in numbered[:3]]},
            "text": {"name": {"texts": [nasty, f"{nasty}2"]}, "claim": claim},
        }[kind],
    )
    fields = export([item]).notes[item.id].fields
    tags = set(re.findall(r"<[^>]*>", "".join(fields.values())))
    assert {re.match(r"</?(\w+)", tag)[1] for tag in tags} <= {
        "ol",
        "li",
        "p",
        "div",
        "br",
        "span",
        "blockquote",
        "cite",
    }
    assert "[" not in "".join(fields.values())
    assert shown(fields["Question"]) == nasty.replace("\x1f", " ")


def pick(row: dict[str, str], *names: str) -> dict[str, str]:
    return {name: row[name] for name in ("why", "sheet", "quote", *names)}


def test_tags_are_the_exam_the_task_and_the_subject():
    note = export([make("single", subject="amazon polly")]).notes["aif-1-single"]
    assert note.tags == {"exam::AIF-C01", "task::AIF-C01::1.2", "subject::amazon-polly"}


def test_an_item_without_an_exam_has_a_deck_of_its_own():
    note = export([make("single", exam=None, task=None)]).notes["aif-1-single"]
    assert note.deck == "Sheetwise::Without an exam"
    assert note.tags == {"subject::polly"}


def test_an_item_without_a_task_is_in_the_deck_of_its_exam():
    assert export([make("single", task=None)]).notes["aif-1-single"].deck == "Sheetwise::AIF-C01"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ({"exam": "XYZ-C01"}, "item aif-1-single: the exam 'XYZ-C01' is not in exams.yml; add it or correct"),
        ({"task": "9.1"}, "item aif-1-single: AIF-C01 has no domain 9; correct the item's task"),
        ({"task": "0.1"}, "item aif-1-single: AIF-C01 has no domain 0; correct the item's task"),
    ],
)
def test_an_item_of_an_unknown_place_is_refused_and_nothing_is_written(place, message, tmp_path):
    path = tmp_path / "deck.apkg"
    with pytest.raises(BankInvalid, match=message):
        write_deck([make("single", **place)], path, EXAMS, no_link)
    assert not path.exists()


def test_no_items_make_a_package_without_notes():
    buffer = io.BytesIO()
    assert write_deck([], buffer, EXAMS, no_link, now=NOW) == 0
    assert zipfile.ZipFile(buffer).namelist() == ["collection.anki2", "media"]


def test_the_card_has_colours_of_its_own_for_the_night(whole):
    colours = re.findall(r"--(\w+): #", whole.note_type["css"])
    light, dark = colours[: len(colours) // 2], colours[len(colours) // 2 :]
    assert light == dark
    assert ".card.nightMode, .card.night_mode {" in whole.note_type["css"]


def test_an_export_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    export([make("single")])
    assert list(Path(tmp_path).iterdir()) == []
