import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.catalogue import Catalogue, Entry
from knowledge.chunking import chunk_sheet, passage_text
from knowledge.loading import load_sheets, parse_sheet

CATALOGUE = Catalogue(
    [
        Entry("polly", "Amazon Polly", "service", "speech", ("Polly",)),
        Entry("transcribe", "Amazon Transcribe", "service", "speech", ("Transcribe",)),
    ]
)
SHEET = """---
title: Speech
exams: {AIF-C01: ["1.2"]}
verified: 2026-11-21
sources: [{id: guide, title: Guide, evidence: official}]
---
# Speech

## Amazon Polly {#polly}

Amazon Polly reads text aloud. Amazon Polly knows many voices.

### Pricing {source=guide verified=2026-10-01}

- Amazon Polly charges per character.
- Unlike Amazon Transcribe, Amazon Polly has no charge per second.

## Compared

| Service | Input | Price model |
| --- | --- | --- |
| Amazon Polly | text | per character |
| Amazon Transcribe | audio<br>video | per second |

### Example

```python
boto3.client("polly")
```
"""


def count_words(texts):
    return [len(text.split()) + 2 for text in texts]


def chunk(text, max_tokens=256):
    return chunk_sheet(parse_sheet(text, "speech"), CATALOGUE, count_words, max_tokens)


def test_every_passage_and_unit_stands_verbatim_in_its_sheet(settings, encoder):
    from knowledge.catalogue import load_catalogue

    catalogue = load_catalogue(settings.catalogue)
    sheets = load_sheets(settings.sheet_folders)
    n_passages = 0
    for sheet in sheets:
        for passage in chunk_sheet(sheet, catalogue, encoder.count_tokens, encoder.card.max_tokens):
            n_passages += 1
            assert sheet.text[passage.start : passage.end] == passage.text
            assert encoder.count_tokens([passage_text(passage)])[0] <= encoder.card.max_tokens
            for unit in passage.units:
                assert sheet.text[unit.start : unit.end] == unit.text
                assert passage.start <= unit.start < unit.end <= passage.end
    assert len(sheets) >= 10
    assert n_passages >= 1500


def test_a_passage_is_a_paragraph_a_list_a_row_or_code():
    kinds = [(p.kind, p.heading) for p in chunk(SHEET)]
    assert kinds == [
        ("paragraph", ("Speech", "Amazon Polly")),
        ("list", ("Speech", "Amazon Polly", "Pricing")),
        ("row", ("Speech", "Compared", "Amazon Polly")),
        ("row", ("Speech", "Compared", "Amazon Transcribe")),
        ("code", ("Speech", "Compared", "Example")),
    ]


def test_a_passage_knows_its_subject_field_source_and_day():
    definition, pricing, *_ = chunk(SHEET)
    assert (definition.subject, definition.aspect) == ("polly", "what")
    assert (pricing.subject, pricing.aspect, pricing.source) == ("polly", "pricing", "guide")
    assert str(pricing.verified) == "2026-10-01"
    assert pricing.mentions == ("polly", "transcribe")


def test_a_row_is_carried_with_its_columns_and_its_subject():
    row = chunk(SHEET)[3]
    assert row.subject == "transcribe"
    assert [(unit.label, unit.text) for unit in row.units] == [
        ("Amazon Transcribe, Input", "audio"),
        ("Amazon Transcribe, Input", "video"),
        ("Amazon Transcribe, Price model", "per second"),
    ]


def test_a_sentence_is_never_cut_where_it_fits_alone():
    sentences = [f"Sentence number {n} has exactly eight words here." for n in range(40)]
    passages = chunk(f"# Speech\n\n{' '.join(sentences)}\n", max_tokens=60)
    assert len(passages) > 4
    assert [unit.text for p in passages for unit in p.units] == sentences
    assert all(count_words([passage_text(p)])[0] <= 60 for p in passages)


def test_a_sentence_longer_than_the_embedder_reads_loses_no_word():
    text = " ".join(f"word{n}" for n in range(500))
    passages = chunk(f"# Speech\n\n{text}.\n", max_tokens=60)
    assert " ".join(p.text for p in passages).split() == f"{text}.".split()
    assert all(count_words([passage_text(p)])[0] <= 60 for p in passages)


def test_a_permalink_survives_edits_elsewhere():
    ids = {p.text: p.id for p in chunk(SHEET)}
    edited = SHEET.replace("Amazon Polly knows many voices.", "Amazon Polly knows a hundred voices.")
    again = {p.text: p.id for p in chunk(edited)}
    assert {text for text in ids if ids[text] != again.get(text)} == {
        "Amazon Polly reads text aloud. Amazon Polly knows many voices."
    }


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab .#|-*`\n:{}[]()<>_~1\t\\é"), max_size=200))
def test_any_text_chunks_verbatim(body):
    sheet = parse_sheet(f"# T\n\n{body}\n", "speech")
    for passage in chunk_sheet(sheet, CATALOGUE, count_words, 40):
        assert sheet.text[passage.start : passage.end] == passage.text
        assert all(sheet.text[unit.start : unit.end] == unit.text for unit in passage.units)


@pytest.mark.parametrize("name", ["Speech", "Amazon Polly"])
def test_headings_lose_their_attributes(name):
    headings = {part for p in chunk(SHEET) for part in p.heading}
    assert name in headings
    assert not any(re.search(r"[{}]", part) for part in headings)
