"""A teacher's questions become items when the sheets bear out every option."""

from tutor.gift import from_item, read_gift, write_gift
from tutor.gift_items import make_items

ABOUT_SPEECH = """
::speech::A radio station wants its news read aloud by a natural voice. Which service fits? {
=Amazon Polly#It turns text into speech.
~Amazon Transcribe#It turns speech into text.
~Amazon Translate
~Amazon Lex
}
"""


def test_a_choice_gets_the_quotes_of_its_options(parts):
    (item,), refusals = make_items(read_gift(ABOUT_SPEECH), parts.worker)
    assert refusals == []
    assert [option.key for option in item.options] == [True, False, False, False]
    assert item.options[0].why == "It turns text into speech."
    for option in item.options:
        assert option.quote in parts.index.sheets[option.sheet].text


def test_what_the_sheets_say_nothing_of_is_refused(parts):
    text = "::cooking::What goes into a carbonara? {=guanciale ~cream ~peas ~pineapple}"
    items, (refusal,) = make_items(read_gift(text), parts.worker)
    assert items == []
    assert refusal.question == "cooking"


def test_a_kind_that_cannot_have_evidence_is_refused(parts):
    items, (refusal,) = make_items(read_gift("::truth::The earth is round. {T}"), parts.worker)
    assert items == []
    assert "true false" in refusal.reason


def test_the_bank_comes_back_from_gift(parts, items, catalogue):
    choices = [item for item in items.values() if item.kind in ("single", "multiple")][:40]
    text = write_gift([from_item(item, catalogue) for item in choices])
    made, refusals = make_items(read_gift(text), parts.worker)
    keys = {item.stem: [option.text for option in item.options if option.key] for item in choices}
    assert all(keys[item.stem] == [o.text for o in item.options if o.key] for item in made)
    assert len(made) >= 30, refusals
