"""The sheets that come with Sheetwise: their form, their words, what they cover."""

import csv
import datetime as dt
import re

import pytest

from knowledge.catalogue import load_catalogue
from knowledge.checking import check_knowledge
from knowledge.loading import load_sheets
from tests.conftest import ROOT, SEEDS

FACTS = ROOT.parent / "shared" / "facts"
_WORD = re.compile(r"[a-z0-9]+")


@pytest.fixture(scope="module")
def sheets(settings):
    return load_sheets([settings.sheets])


@pytest.fixture(scope="module")
def catalogue(settings):
    return load_catalogue(settings.catalogue)


def test_sheets_and_catalogue_have_no_errors(sheets, catalogue, encoder):
    today = dt.datetime.now(dt.UTC).date()
    findings = check_knowledge(sheets, catalogue, encoder.count_tokens, encoder.card.max_tokens, today, 180)
    assert [finding for finding in findings if finding.is_error] == []


def test_there_are_enough_sheets_and_passages(parts):
    assert len(parts.index.sheets) >= 35
    assert len(parts.index.passages) >= 1500


def runs_of_words(text, length=8):
    words = _WORD.findall(text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


@pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the seed files lie beside the repository only where it is built"
)
def test_no_run_of_eight_words_is_taken_from_a_seed_file(sheets):
    seeds = set().union(*(runs_of_words(path.read_text(encoding="utf-8")) for path in SEEDS.glob("*.txt")))
    shared = {sheet.id: runs_of_words(sheet.text) & seeds for sheet in sheets}
    assert {name: runs for name, runs in shared.items() if runs} == {}


@pytest.mark.skipif(
    not FACTS.is_dir(), reason="the list of names lies beside the repository only where it is built"
)
def test_every_name_that_must_be_covered_leads_to_an_entry(catalogue):
    with (FACTS / "coverage.csv").open(encoding="utf-8", newline="") as file:
        missing = [
            row["name"]
            for row in csv.DictReader(file)
            if not any(
                catalogue.ids_named(name)
                for name in (row["name"], row["canonical_current_name"], *row["aliases"].split(";"))
                if name
            )
        ]
    assert missing == []


def test_time_bound_status_has_a_source_and_a_day(catalogue):
    changed = [entry for entry in catalogue if entry.status.state != "active"]
    assert len(changed) >= 30
    assert all(e.status.source and e.status.verified and (e.status.date or e.status.note) for e in changed)
