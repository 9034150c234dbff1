"""Reading answers: letters, places, names, confidence; and leaving alone what is none."""

import pytest

from actions.quiz_answers import button_for, read_answer
from tutor.grading import Response, n_places
from tutor.items import ITEMS, ChoiceItem
from tutor.loading import load_items
from tutor.questions import Question


def question_of(item):
    return Question("1f2e3d4c" + "0" * 24, "quiz", "t", 2, 5, item, tuple(range(n_places(item))))


@pytest.fixture(scope="module")
def names():
    texts = ("Amazon Polly", "Amazon Transcribe", "Amazon Lex", "Amazon Translate")
    options = [
        {"text": text, "key": text == "Amazon Polly", "why": "x", "sheet": "speech", "quote": "x" * 12}
        for text in texts
    ]
    row = {"id": "i", "kind": "single", "difficulty": "easy", "subject": "polly", "stem": "x" * 20}
    return question_of(ITEMS.validate_python({**row, "options": options}))


def first_of(kind):
    return question_of(next(item for item in load_items().values() if item.kind == kind))


@pytest.mark.parametrize(
    ("text", "places", "confidence"),
    [
        ("b", (1,), None),
        ("B", (1,), None),
        ("(b)", (1,), None),
        ("the second one", (1,), None),
        ("2", (1,), None),
        ("option d", (3,), None),
        ("it's c, isn't it?", (2,), None),
        ("I think B", (1,), "think_so"),
        ("b, sure", (1,), "sure"),
        ("I'm guessing d", (3,), "guess"),
        ("not sure, maybe a", (0,), "guess"),
        ("definitely the last one", (3,), "sure"),
        ("my answer is C", (2,), None),
        ("Amazon Polly", (0,), None),
        ("polly", (0,), None),
        ("amazon transcrib", (1,), None),
        ("I'd go with Lex", (2,), None),
        ("a and c", (0, 2), None),
    ],
)
def test_a_choice_is_read(names, parts, text, places, confidence):
    given = read_answer(text, names, parts.index.catalogue)
    assert (given.response, given.confidence) == (Response(options=places), confidence)


@pytest.mark.parametrize(
    "text",
    ["what is Polly?", "compare Polly and Lex", "hello", "give me a hint", "how is it priced?", "z", "stop",
     "Amazon Bedrock", "which service finds faces?", "I have a question", ""],
)  # fmt: skip
def test_what_is_no_answer_is_left_alone(names, parts, text):
    assert read_answer(text, names, parts.index.catalogue) is None


def test_a_button_says_which_question_it_belongs_to(names, parts):
    given = read_answer(f"{button_for(names)} C (guess)", names, parts.index.catalogue)
    assert (given.sitting, given.position, given.response, given.confidence) == (
        "1f2e3d4c",
        2,
        Response(options=(2,)),
        "guess",
    )


@pytest.mark.parametrize("text", ["B D", "bd", "B and D", "b, d", "B+D", "second and fourth", "B & D please"])
def test_several_options_are_read(parts, text):
    given = read_answer(text, first_of("multiple"), parts.index.catalogue)
    assert given.response == Response(options=(1, 3))


@pytest.mark.parametrize("text", ["C A B", "cab", "c, a, b", "C then A then B", "3 1 2", "C → A → B"])
def test_an_order_is_read(parts, text):
    given = read_answer(text, first_of("ordering"), parts.index.catalogue)
    assert given.response == Response(order=(2, 0, 1))


@pytest.mark.parametrize("text", ["1C 2A 3B", "1-C, 2-A, 3-B", "1c2a3b", "3B 1C 2A", "C A B", "CAB"])
def test_matches_are_read(parts, text):
    given = read_answer(text, first_of("matching"), parts.index.catalogue)
    assert given.response == Response(matches=(2, 0, 1))


def test_words_answer_a_text_question_and_a_question_does_not(parts):
    question = first_of("text")
    given = read_answer("because the weights are updated", question, parts.index.catalogue)
    assert given.response == Response(text="because the weights are updated")
    assert read_answer("what is a token?", question, parts.index.catalogue) is None


def test_every_option_of_the_bank_answers_in_its_own_words(parts):
    missed = []
    for item in load_items().values():
        if isinstance(item, ChoiceItem):
            question = question_of(item)
            for place, option in enumerate(item.options):
                given = read_answer(option.text, question, parts.index.catalogue)
                if given is None or given.response.options != (place,):
                    missed.append((item.id, option.text))
    assert missed == []
