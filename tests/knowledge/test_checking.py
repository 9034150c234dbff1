"""`knowledge check` refuses what would break an answer."""

import datetime as dt

import pytest

from knowledge.catalogue import Catalogue, Entry, Status
from knowledge.checking import check_knowledge
from knowledge.loading import parse_sheet

TODAY = dt.date(2026, 11, 21)
POLLY = Entry("polly", "Amazon Polly", "service", "speech", ("Polly",))
FRONT = """---
title: Speech
exams: {AIF-C01: ["1.2"]}
verified: 2026-11-21
sources: [{id: guide, title: Guide, evidence: official}]
---
"""
BODY = """# Speech

## Amazon Polly {#polly}

Amazon Polly reads text aloud.

### Pricing {source=guide}

- Amazon Polly charges per character.
"""


def check(text=FRONT + BODY, entries=(POLLY,), n_sheets=1):
    sheets = [parse_sheet(text, f"speech{n or ''}") for n in range(n_sheets)]
    return check_knowledge(
        sheets, Catalogue(entries), lambda texts: [len(t.split()) for t in texts], 60, TODAY, 180
    )


def test_a_sound_sheet_has_no_findings():
    assert check() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            FRONT.replace("sources: [{id: guide, title: Guide, evidence: official}]\n", "") + BODY,
            "lacks `sources`",
        ),
        (FRONT.replace('exams: {AIF-C01: ["1.2"]}\n', "") + BODY, "lacks `exams`"),
        (FRONT.replace("verified: 2026-11-21\n", "") + BODY, "lacks `verified`"),
        (FRONT.replace("official", "rumour") + BODY, "evidence 'rumour'"),
        (FRONT + BODY.replace("### Pricing", "#### Pricing"), "skips a level"),
        (FRONT + BODY.replace("{source=guide}", ""), "name their source"),
        (FRONT + BODY.replace("{source=guide}", "{source=nobody}"), "the source 'nobody'"),
        (FRONT + BODY.replace("### Pricing", "### Prices and more"), "is not one of"),
        (FRONT + BODY.replace("{#polly}", "{#poly}"), "not in the catalogue"),
        (FRONT + BODY + "\n### See also\n\n- [x](nowhere.md#x)\n", "leads nowhere"),
        (FRONT + BODY + "\n### See also\n\n- [x](speech.md#x)\n", "leads to no entry"),
    ],
)
def test_a_broken_sheet_is_refused_with_the_place(text, said):
    errors = [finding for finding in check(text) if finding.is_error]
    assert any(said in finding.message for finding in errors), errors


def test_an_entry_that_no_sheet_defines_is_refused():
    lonely = Entry("lex", "Amazon Lex", "service", "conversation")
    assert [f.where for f in check(entries=(POLLY, lonely))] == ["catalogue: lex"]


def test_a_name_that_two_entries_claim_is_refused():
    other = Entry("parrot", "Parrot", "service", "birds", ("polly",))
    assert any("also belongs to" in f.message for f in check(entries=(POLLY, other)))


def test_a_status_without_source_or_successor_is_refused():
    gone = Entry("polly", "Amazon Polly", "service", "speech", status=Status("ended", successors=("nobody",)))
    said = " ".join(f.message for f in check(entries=(gone,)))
    assert "source and a verified day" in said
    assert "'nobody' is no entry" in said


def test_a_time_bound_fact_that_is_old_is_warned_of():
    old = FRONT.replace("2026-11-21", "2025-01-01") + BODY
    assert [(f.is_error, "check it again" in f.message) for f in check(old)] == [(False, True)]


def test_a_term_that_many_sheets_use_and_none_defines_is_refused():
    text = FRONT + BODY.replace("reads text aloud", "reads text aloud, says the GDPR")
    assert not any("GDPR" in f.where for f in check(text, n_sheets=4))
    assert any("GDPR" in f.where for f in check(text, n_sheets=5))
