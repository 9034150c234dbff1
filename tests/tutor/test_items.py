"""The bank as it stands, and what the check refuses."""

import copy

import pytest
import yaml

from knowledge.chunking import chunk_sheet
from knowledge.loading import load_sheets
from knowledge.settings import KnowledgeSettings
from tutor.checking import check_bank
from tutor.errors import BankInvalid
from tutor.items import ITEMS
from tutor.loading import BANK_PATH, load_items


@pytest.fixture(scope="module")
def check(encoder, catalogue, exams):
    passages = [
        passage
        for sheet in load_sheets([KnowledgeSettings().sheets])
        for passage in chunk_sheet(sheet, catalogue, encoder.count_tokens, encoder.card.max_tokens)
    ]

    def run(items):
        return check_bank({item.id: item for item in items}, exams, passages, catalogue, encoder.encode)

    return run


def messages(report, where):
    return [finding.message for finding in report.findings if finding.where == where]


def test_the_bank_has_no_fault(check, items):
    report = check(items.values())
    assert report.findings == []
    assert report.n_items >= 400
    assert report.share_longest <= 0.30
    print({"items": report.n_items, "key is longest": report.share_longest, "places": report.key_places})


def test_every_exam_has_every_kind_it_is_sat_with(items, exams):
    for exam in exams:
        kinds = {item.kind for item in items.values() if item.exam == exam.id}
        assert kinds >= set(exam.kinds)


@pytest.fixture
def item():
    rows = yaml.safe_load((BANK_PATH / "aif-1.yml").read_text(encoding="utf-8"))
    return copy.deepcopy(next(row for row in rows if row["kind"] == "single"))


def test_a_quote_that_no_longer_stands_is_refused_with_the_nearest(check, item):
    item["options"][0]["quote"] = item["options"][0]["quote"].replace(" ", "  ", 1)
    (message,) = messages(check([ITEMS.validate_python(item)]), f"item {item['id']}")
    assert "no whole sentence" in message
    assert "nearest is" in message


def test_two_options_that_say_the_same_are_refused(check, item):
    wrong = [option for option in item["options"] if not option.get("key")]
    wrong[0]["text"] = wrong[1]["text"].upper()
    assert "two options say the same" in messages(check([ITEMS.validate_python(item)]), f"item {item['id']}")


def test_a_key_that_stands_out_is_refused(check, item):
    key = next(option for option in item["options"] if option.get("key"))
    key["text"] = (
        "The one that is far longer than all the others because the writer wanted it to be exactly right"
    )
    found = messages(check([ITEMS.validate_python(item)]), f"item {item['id']}")
    assert "the key is by far the longest option" in found


def test_all_of_the_above_is_refused(check, item):
    item["options"][3]["text"] = "All of the above"
    assert any(
        "stands alone" in m for m in messages(check([ITEMS.validate_python(item)]), f"item {item['id']}")
    )


def test_a_distractor_that_the_evidence_bears_out_is_refused(check, item):
    key = next(option for option in item["options"] if option.get("key"))
    wrong = next(option for option in item["options"] if not option.get("key"))
    wrong["quote"], wrong["sheet"] = key["quote"], key["sheet"]
    found = messages(check([ITEMS.validate_python(item)]), f"item {item['id']}")
    assert any("rest on the same quote" in message for message in found)


def test_the_same_question_twice_is_refused(check, item):
    twin = {**copy.deepcopy(item), "id": "twin"}
    report = check([ITEMS.validate_python(item), ITEMS.validate_python(twin)])
    assert any("asks the same as twin" in message for message in messages(report, f"item {item['id']}"))


def test_a_closed_service_as_key_must_say_so(check, item):
    key = next(option for option in item["options"] if option.get("key"))
    item["subject"], key["text"] = "kendra", "Amazon Kendra"
    found = messages(check([ITEMS.validate_python(item)]), f"item {item['id']}")
    assert any("is closed, ending or ended" in message for message in found)


def test_a_domain_with_too_few_items_is_named(check, item):
    report = check([ITEMS.validate_python(item)])
    assert messages(report, "AIF-C01 domain 3")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{}", "a list of items is meant"),
        ("- {id: x, kind: single}", "item x"),
        ("- {id: x, kind: riddle}", "kind"),
        ("- [", "while parsing"),
    ],
)
def test_a_file_that_breaks_the_form_is_named(tmp_path, text, complaint):
    (tmp_path / "mine.yml").write_text(text)
    with pytest.raises(BankInvalid, match="mine.yml") as caught:
        load_items(tmp_path)
    assert complaint in str(caught.value)


def test_an_id_that_stands_twice_is_refused(tmp_path, item):
    (tmp_path / "a.yml").write_text(yaml.safe_dump([item, item]))
    with pytest.raises(BankInvalid, match="stands twice"):
        load_items(tmp_path)
