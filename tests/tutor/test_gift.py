"""GIFT: what teachers write is read, what we write is read back."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.catalogue import Catalogue, Entry, load_catalogue
from knowledge.settings import KnowledgeSettings
from tutor.errors import GiftInvalid
from tutor.gift import (
    FALSE,
    TRUE,
    GiftOption,
    GiftPair,
    GiftQuestion,
    GiftText,
    from_item,
    read_gift,
    write_gift,
)
from tutor.items import ITEMS
from tutor.loading import load_items

CATALOGUE = Catalogue(
    [Entry("polly", "Amazon Polly", "service", "speech", aliases=("Polly", "amazon polly"))]
)

NASTY = st.sampled_from(
    r"[html]x [moodle] [nothing]x #### //c ::t:: -> => %50% %-33.3%x $CATEGORY:x TRUE T".split()
    + r"# \n \\ -\> {} ~= &&058; *".split()
)
LETTERS = st.one_of(
    st.sampled_from("~=#{}:\\/%[]->\n\r\t $n0\ufeff\u2028\x85\x1c\u00a0|"),
    st.characters(exclude_categories=["Cs"]),
)
WORDS = (
    st.lists(st.one_of(NASTY, st.text(LETTERS, max_size=6)), min_size=1, max_size=4)
    .map("".join)
    .filter(lambda text: text.strip())
)
TEXTS = st.builds(GiftText, WORDS, st.sampled_from(["moodle", "plain", "html", "markdown"]))
FEEDBACK = st.none() | TEXTS
SHARES = st.integers(-10_000_000, 10_000_000).map(lambda share: share / 100_000)
POSITIVE = st.integers(1, 10_000_000).map(lambda share: share / 100_000)


def options(weights: st.SearchStrategy[float], **sizes: int) -> st.SearchStrategy[list[GiftOption]]:
    return st.lists(st.builds(GiftOption, TEXTS, weights, FEEDBACK), **sizes)


ANSWERS = st.one_of(
    st.tuples(
        st.just("single"),
        st.tuples(
            st.builds(GiftOption, TEXTS, st.just(100), FEEDBACK),
            st.builds(GiftOption, TEXTS, st.just(0) | SHARES.filter(lambda share: share < 100), FEEDBACK),
            options(st.just(0) | SHARES, max_size=3),
        )
        .map(lambda parts: [*parts[:2], *parts[2]])
        .flatmap(st.permutations)
        .map(tuple),
    ),
    st.tuples(
        st.just("multiple"),
        st.tuples(options(POSITIVE, min_size=1, max_size=2), options(SHARES, min_size=1, max_size=3))
        .map(lambda parts: [*parts[0], *parts[1]])
        .flatmap(st.permutations)
        .map(tuple),
    ),
    st.tuples(st.just("short_answer"), options(POSITIVE | st.just(100.0), min_size=1, max_size=3).map(tuple)),
    st.tuples(
        st.just("true_false"),
        st.builds(
            lambda truth, true, false: (
                GiftOption(TRUE, 100 if truth else 0, true),
                GiftOption(FALSE, 0 if truth else 100, false),
            ),
            st.booleans(),
            FEEDBACK,
            FEEDBACK,
        ),
    ),
    st.tuples(st.just("essay"), st.just(())),
    st.tuples(
        st.just("matching"),
        st.lists(st.builds(GiftPair, FEEDBACK, WORDS), min_size=2, max_size=4).map(tuple),
    ),
)
QUESTIONS = st.builds(
    lambda answers, stem, feedback, title, category: GiftQuestion(
        answers[0],
        stem,
        options=() if answers[0] == "matching" else answers[1],
        pairs=answers[1] if answers[0] == "matching" else (),
        feedback=feedback,
        title=title,
        category=category,
    ),
    ANSWERS,
    TEXTS,
    FEEDBACK,
    st.none() | WORDS,
    st.none() | WORDS,
)


@given(QUESTIONS)
@settings(max_examples=600, deadline=None)
def test_a_question_of_any_text_is_read_back_as_it_was_written(question):
    assert read_gift(write_gift([question])) == [question]


@pytest.mark.parametrize(
    "start", ["[html]", "%50%", "//", "\ufeff", "$CATEGORY:", "::", "#", "->", "-\\>", "TRUE", "\\n"]
)
@pytest.mark.parametrize("kind", ["single", "multiple", "short_answer", "matching", "essay"])
def test_a_text_may_begin_with_what_looks_like_a_sign(start, kind):
    said = GiftText(f"{start} a")
    options = (GiftOption(said, 100, said), GiftOption(said, 0, said))
    question = GiftQuestion(
        kind,
        said,
        options if kind in ("single", "multiple", "short_answer") else (),
        (GiftPair(said, said.content), GiftPair(None, said.content)) if kind == "matching" else (),
        feedback=said,
    )
    assert read_gift(write_gift([question])) == [question]


@given(st.lists(QUESTIONS, max_size=4))
@settings(max_examples=100, deadline=None)
def test_questions_keep_their_order_but_for_those_without_a_category_which_come_first(questions):
    ordered = sorted(questions, key=lambda question: question.category is not None)
    assert read_gift(write_gift(questions)) == ordered


@given(st.lists(QUESTIONS, min_size=1, max_size=2))
@settings(max_examples=100, deadline=None)
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(questions):
    text = write_gift(questions)
    encoded = ("\ufeff" + text.replace("\n", "\r\n")).encode()
    assert read_gift(encoded.decode()) == read_gift(text)


@given(
    st.lists(st.one_of(NASTY, st.sampled_from(["{", "}", "\n\n", "=a", "~b", "{=a ~b}"]), WORDS)).map("".join)
)
@settings(max_examples=600, deadline=None)
def test_any_text_is_read_or_refused(text):
    try:
        questions = read_gift(text)
    except GiftInvalid:
        return
    assert read_gift(write_gift(questions)) == sorted(questions, key=lambda q: q.category is not None)


def plain(content: str) -> GiftText:
    return GiftText(content, "plain")


def text(content: str) -> GiftText:
    return GiftText(content)


BIOLOGY = r"""
// Unit 3, for the second term
// answers checked in May

$CATEGORY: Biology/Cells

::Powerhouse:: Which part of a cell makes most of its ATP? {
    ~nucleus         # It keeps the DNA.
    =mitochondrion   # Yes\: by respiration.
    // the next one is the usual mistake
    ~%25%chloroplast # In plants only, and by light.
    #### See chapter 3 \{page 41\}.
}

Which of these are found in plant cells?
More than one is right. {
  ~%50%cell wall
  ~%50%chloroplast
  ~%-100%centriole
}

$CATEGORY: Biology/Genes
::Adenine::DNA pairs adenine with {=thymine =%50%T#Write the name.} and not with uracil.

The genetic code is universal with no exception.{F#Mitochondria differ a little.#Right\!}

Water is H\~2\~O.{TRUE}
"""


def test_a_teachers_file_is_read_with_titles_weights_feedback_and_categories():
    assert read_gift(BIOLOGY) == [
        GiftQuestion(
            "single",
            text("Which part of a cell makes most of its ATP?"),
            (
                GiftOption(text("nucleus"), 0, text("It keeps the DNA.")),
                GiftOption(text("mitochondrion"), 100, text("Yes: by respiration.")),
                GiftOption(text("chloroplast"), 25, text("In plants only, and by light.")),
            ),
            feedback=text("See chapter 3 {page 41}."),
            title="Powerhouse",
            category="Biology/Cells",
        ),
        GiftQuestion(
            "multiple",
            text("Which of these are found in plant cells?\nMore than one is right."),
            (
                GiftOption(text("cell wall"), 50),
                GiftOption(text("chloroplast"), 50),
                GiftOption(text("centriole"), -100),
            ),
            category="Biology/Cells",
        ),
        GiftQuestion(
            "short_answer",
            text("DNA pairs adenine with _____ and not with uracil."),
            (GiftOption(text("thymine"), 100), GiftOption(text("T"), 50, text("Write the name."))),
            title="Adenine",
            category="Biology/Genes",
        ),
        GiftQuestion(
            "true_false",
            text("The genetic code is universal with no exception."),
            (
                GiftOption(TRUE, 0, text("Mitochondria differ a little.")),
                GiftOption(FALSE, 100, text(r"Right\!")),
            ),
            category="Biology/Genes",
        ),
        GiftQuestion(
            "true_false",
            text("Water is H~2~O."),
            (GiftOption(TRUE, 100), GiftOption(FALSE, 0)),
            category="Biology/Genes",
        ),
    ]


MOODLE_EXPORT = r"""// question: 0  name: Switch category to $course$/top/Statistics
$CATEGORY: $course$/top/Statistics


// question: 118  name: Spread
::Spread::[html]<p>Which measure has the unit of the data squared?</p>{
	=<p>variance</p>#<p>s<sup>2</sup></p>
	~[plain]standard deviation
	~<p>x\=0\nor a \\ b</p>
	####[markdown]See *chapter 2*.
}


// question: 119  name: Tests
::Tests\: which\: when::[moodle]Match.{
	=two means -> t test
	=C# and C\#, a \= b -> none
	= -> ANOVA
}


// question: 120  name: Explain
::Explain::Explain a p value.{}

// question: 121  name: Known
::Known::[unknown] A Greek letter?{
	=%100%sigma#
	=%33.33333%si*#nearly
}
"""


def test_an_export_of_moodle_is_read_with_its_markups():
    assert read_gift(MOODLE_EXPORT) == [
        GiftQuestion(
            "single",
            GiftText("<p>Which measure has the unit of the data squared?</p>", "html"),
            (
                GiftOption(
                    GiftText("<p>variance</p>", "html"), 100, GiftText("<p>s<sup>2</sup></p>", "html")
                ),
                GiftOption(plain("standard deviation")),
                GiftOption(GiftText("<p>x=0\nor a \\ b</p>", "html")),
            ),
            feedback=GiftText("See *chapter 2*.", "markdown"),
            title="Spread",
            category="$course$/top/Statistics",
        ),
        GiftQuestion(
            "matching",
            text("Match."),
            pairs=(
                GiftPair(text("two means"), "t test"),
                GiftPair(text("C# and C#, a = b"), "none"),
                GiftPair(None, "ANOVA"),
            ),
            title="Tests: which: when",
            category="$course$/top/Statistics",
        ),
        GiftQuestion(
            "essay", text("Explain a p value."), title="Explain", category="$course$/top/Statistics"
        ),
        GiftQuestion(
            "short_answer",
            text("[unknown] A Greek letter?"),
            (GiftOption(text("sigma"), 100), GiftOption(text("si*"), 33.33333, text("nearly"))),
            title="Known",
            category="$course$/top/Statistics",
        ),
    ]


def test_a_question_on_one_line_needs_no_signs_but_its_own():
    assert read_gift("Two plus two is {=four =4}.\n\nTwo{4}\n\nOne{~a =b}\n\nTrue?{true####So it is.}") == [
        GiftQuestion(
            "short_answer",
            text("Two plus two is _____."),
            (GiftOption(text("four"), 100), GiftOption(text("4"), 100)),
        ),
        GiftQuestion("short_answer", text("Two"), (GiftOption(text("4"), 100),)),
        GiftQuestion("single", text("One"), (GiftOption(text("a")), GiftOption(text("b"), 100))),
        GiftQuestion(
            "true_false",
            text("True?"),
            (GiftOption(TRUE, 100), GiftOption(FALSE)),
            feedback=text("So it is."),
        ),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "// only a comment\n", "\ufeff$CATEGORY: a/b"])
def test_a_file_without_questions_has_none(text):
    assert read_gift(text) == []


@pytest.mark.parametrize(
    ("source", "way_out"),
    [
        ("Born when?{#1822:5}", "numerical questions are not supported; write it as a short answer"),
        ("Born when?{#1820..1825}", "write it as a short answer, {=1822}"),
        ("Read the next three pages.", "add them in braces, or put // before each of its lines"),
        ("Which?{\n=a\n\n~b\n}", "leave no blank line between the two"),
        ("Which} one?{=a ~b}", r"as in \{"),
        ("Which?{=a{1} ~b}", r"as in \{"),
        ("{=a ~b}", "write a text before its braces"),
        ("::Title only{=a ~b}", "write :: after it"),
        ("Which?{a ~b =c}", "'a' stands before the first answer; put = or ~ before it"),
        ("Which?{~a ~b}", "put = before the right one"),
        ("Which?{~%100%a}", "at least 2 options, here 1; add one"),
        ("Which?{~%500%a ~b}", "from -100 to 100 percent, got 500"),
        ("Which?{=a ~}", "write the answer or take the sign out"),
        ("Which?{=%0%a}", "put = before the right one"),
        ("Match.{=a -> b}", "at least 2 pairs, here 1; add one"),
        ("Match.{=a -> b =c}", "'c' has no match; write -> and its match"),
        ("Match.{=a -> b =c -> }", "write its match"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_line_the_question_and_the_way_out(source, way_out):
    with pytest.raises(GiftInvalid) as refused:
        read_gift(f"// a comment\nFine?{{T}}\n\n// another\n{source}\n")
    start = source.split("\n\n")[0]
    assert str(refused.value).startswith(f"the question at line 5, {start!r}: ")
    assert way_out in str(refused.value)


@pytest.mark.parametrize(
    "make",
    [
        lambda: GiftText(" \n"),
        lambda: GiftOption(text("a"), float("nan")),
        lambda: GiftPair(None, " "),
        lambda: GiftQuestion("single", text("Which?"), (GiftOption(text("a"), 100),) * 2),
        lambda: GiftQuestion("true_false", text("So?"), (GiftOption(text("Yes"), 100), GiftOption(FALSE))),
        lambda: GiftQuestion("essay", text("Why?"), (GiftOption(text("a"), 100),)),
        lambda: GiftQuestion("essay", text("Why?"), pairs=(GiftPair(None, "a"),)),
    ],
)
def test_a_question_that_could_not_be_read_back_cannot_be_made(make):
    with pytest.raises(GiftInvalid):
        make()


CLAIM = {"why": "It fits.", "sheet": "speech", "quote": "Amazon Polly speaks."}
EVIDENCE = plain("It fits.\n“Amazon Polly speaks.” (sheet speech)")
COMMON = {"id": "aif-1-001", "exam": "AIF-C01", "task": "1.2", "difficulty": "easy", "subject": "polly"}


def convert(kind: str, **rows: object) -> GiftQuestion:
    stem = "Which of these is it, then?"
    return from_item(ITEMS.validate_python({**COMMON, "stem": stem, "kind": kind, **rows}), CATALOGUE)


def expect(kind: str, **fields: object) -> GiftQuestion:
    place = {"title": "aif-1-001", "category": "Sheetwise/AIF-C01/1.2"}
    return GiftQuestion(kind, plain("Which of these is it, then?"), **{**place, **fields})


def test_every_option_of_a_single_choice_carries_its_evidence():
    options = [{"text": letter, "key": letter == "B", **CLAIM} for letter in "ABCD"]
    assert convert("single", options=options) == expect(
        "single",
        options=tuple(GiftOption(plain(letter), 100 if letter == "B" else 0, EVIDENCE) for letter in "ABCD"),
    )


def test_a_wrong_option_of_a_multiple_response_takes_away_what_the_right_ones_give():
    options = [{"text": letter, "key": letter in "ACE", **CLAIM} for letter in "ABCDE"]
    found = convert("multiple", options=options)
    assert [option.weight for option in found.options] == [33.33333, -100, 33.33333, -100, 33.33333]


def test_an_ordering_becomes_a_matching_of_positions_to_steps():
    steps = [{"text": step, **CLAIM} for step in ("Record", "Transcribe", "Speak")]
    assert convert("ordering", steps=steps) == expect(
        "matching",
        pairs=(
            GiftPair(plain("Step 1"), "Record"),
            GiftPair(plain("Step 2"), "Transcribe"),
            GiftPair(plain("Step 3"), "Speak"),
        ),
        feedback=plain("\n\n".join([EVIDENCE.content] * 3)),
    )


def test_a_matching_keeps_its_pairs():
    pairs = [{"prompt": f"p{place}", "match": f"m{place}", **CLAIM} for place in range(3)]
    assert convert("matching", pairs=pairs).pairs == tuple(
        GiftPair(plain(f"p{place}"), f"m{place}") for place in range(3)
    )


def test_a_text_item_by_name_accepts_every_name_of_its_entry_once():
    name = {"entries": ["polly"], "texts": ["AWS Polly"]}
    assert convert("text", name=name, claim=CLAIM) == expect(
        "short_answer",
        options=tuple(GiftOption(plain(name), 100) for name in ("Amazon Polly", "Polly", "AWS Polly")),
        feedback=EVIDENCE,
    )


def test_a_text_item_by_concept_becomes_an_essay_with_its_model_answer():
    concept = {"required": [["speaks"]], "model": "It speaks."}
    assert convert("text", concept=concept, claim=CLAIM) == expect(
        "essay", feedback=plain(f"It speaks.\n\n{EVIDENCE.content}")
    )


def test_an_item_without_an_exam_has_a_category_all_the_same():
    claim = {"text": "a", **CLAIM}
    options = [{**claim, "text": letter, "key": letter == "A"} for letter in "ABCD"]
    assert convert("single", options=options, exam=None, task=None).category == "Sheetwise"


def test_the_whole_bank_is_written_and_read_back():
    catalogue = load_catalogue(KnowledgeSettings().catalogue)
    questions = [from_item(item, catalogue) for item in load_items().values()]
    written = write_gift(questions)
    assert read_gift(written) == questions
    assert len(re.findall(r"^::", written, re.MULTILINE)) == len(questions)
