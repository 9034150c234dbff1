import io
import json
import sys
from pathlib import Path

import pytest
from rich.console import Console

from knowledge.evaluation.metrics import Estimate
from knowledge.evaluation.spans import Span
from knowledge.loading import parse_sheet
from knowledge.passages import Passage
from launch.benchmarks.figures import NotMeasured
from launch.console import SetupFailed
from launch.environments import ROOT
from launch.evaluate import PARTS, read_parts
from launch.evaluation.apart.exchange import Job, Locator
from launch.evaluation.conversation import judge_replies
from launch.evaluation.frameworks import FRAMEWORKS, place_spans, run_side
from launch.evaluation.sections import Section, measure_by_kind, print_sections, write_json
from launch.evaluation.understanding import Parse, list_confusions, measure_parses

JOB = Job("model", 10, {"sheet": "# Polly\n\nIt speaks.\n"}, {"q": "what speaks?"})
QUESTION = {
    "id": "q",
    "text": "what speaks?",
    "kind": "which_service",
    "split": "dev",
    "subjects": ["polly"],
    "aspect": None,
}
POLLY = Passage("polly.1", "polly", 0, "paragraph", ("Polly",), 0, 13, "Polly speaks.", (), "polly")


def test_only_names_the_parts_in_any_order():
    assert read_parts("") == list(PARTS)
    assert read_parts("answers, retrieval") == ["retrieval", "answers"]
    with pytest.raises(SetupFailed, match="ONLY takes retrieval, .*; got speed"):
        read_parts("speed")


# What passes between us and the frameworks.


def test_chunks_are_located_in_their_order_even_where_a_text_repeats():
    locator = Locator({"sheet": "a b a"})
    assert [locator.locate("sheet", chunk) for chunk in ("a ", "b ", "a")] == [
        ("sheet", 0, 2),
        ("sheet", 2, 4),
        ("sheet", 4, 5),
    ]
    with pytest.raises(ValueError, match="not found"):
        locator.locate("sheet", "a")


def test_a_framework_sees_no_front_matter_and_its_spans_are_put_back_behind_it():
    sheet = parse_sheet("---\ntitle: Polly\n---\n# Polly\n", "polly")
    assert place_spans({"q": [("polly", 0, 7)]}, {"polly": sheet}) == {
        "q": [Span("polly", sheet.body_start, sheet.body_start + 7)]
    }


@pytest.fixture
def fake_python(tmp_path):
    """An interpreter that stands in for a framework's: it finds the first ten characters of every sheet."""
    python, script = tmp_path / "python", tmp_path / "side.py"
    # By way of the shell: the first line of a script cannot name a path with a space.
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
    script.write_text(
        "import json, sys\n"
        "job, answer = sys.argv[3:]\n"
        "job = json.load(open(job))\n"
        "assert set(job) == {'model', 'depth', 'sheets', 'questions'}\n"
        "spans = [[sheet, 0, 10] for sheet in job['sheets']]\n"
        "json.dump({question: spans for question in job['questions']}, open(answer, 'w'))\n"
    )
    python.chmod(0o755)
    return python


@pytest.mark.parametrize("module", FRAMEWORKS.values())
def test_a_framework_is_asked_once_for_the_same_job(module, fake_python, tmp_path):
    folder = tmp_path / "kept"
    for _ in range(2):
        assert run_side(module, JOB, folder, fake_python) == {"q": [["sheet", 0, 10]]}
        fake_python.with_name("side.py").write_text("raise SystemExit('asked again')\n")
    with pytest.raises(SetupFailed, match="asked again"):
        run_side(module, Job("other", 10, JOB.sheets, JOB.questions), folder, fake_python)


def test_what_runs_apart_imports_none_of_our_other_packages():
    for path in (ROOT / "launch" / "evaluation" / "apart").glob("*.py"):
        lines = [line for line in path.read_text().splitlines() if line.startswith(("import", "from"))]
        ours = [line for line in lines if line.split()[1].split(".")[0] in ("knowledge", "actions", "api")]
        assert ours == [], path


# How a question asked of the real server ends.


def reply(**fields):
    citation = {"number": 1, "passage_id": "polly.1", "quote": "Polly speaks."}
    return {"type": "answer", "subject": {"id": "polly", "name": "Polly"}, "citations": [citation], **fields}


NOT_ANSWERABLE = {**QUESTION, "subjects": [], "answerable": False, "reason": "off_topic"}
REFUSAL = {"type": "notice", "kind": "not_covered"}
UNCLEAR = {"type": "notice", "kind": "unclear"}


@pytest.mark.parametrize(
    ("question", "replies", "end"),
    [
        (QUESTION, [reply()], "right"),
        (QUESTION, [reply(subject={"id": "lex", "name": "Lex"})], "wrong"),
        (QUESTION, [reply(subject=None)], "right"),
        (QUESTION, [reply(subject=None, citations=[])], "wrong"),
        (QUESTION, [{"type": "text", "text": "Hello!"}, reply()], "right"),
        (QUESTION, [REFUSAL], "refused"),
        (QUESTION, [UNCLEAR], "asked back"),
        (QUESTION, [{"type": "text", "text": "Hello!"}], "refused"),
        (NOT_ANSWERABLE, [reply()], "wrong"),
        (NOT_ANSWERABLE, [REFUSAL], "right"),
        (NOT_ANSWERABLE, [UNCLEAR], "asked back"),
        ({**NOT_ANSWERABLE, "reason": "too_vague"}, [UNCLEAR], "right"),
    ],
)
def test_a_question_ends_right_wrong_refused_or_asked_back(question, replies, end):
    assert judge_replies(replies, question, {"polly.1": POLLY}) == end


def test_a_comparison_is_judged_by_all_its_subjects():
    question = {**QUESTION, "kind": "indirect", "subjects": ["polly", "lex"]}
    compared = reply(type="comparison", subjects=[{"id": "lex"}, {"id": "polly"}])
    assert judge_replies([compared], question, {"polly.1": POLLY}) == "right"


def test_without_the_dialogue_nothing_is_measured():
    with pytest.raises(NotMeasured, match="the dialogue was away"):
        judge_replies([reply(), {"type": "notice", "kind": "dialogue_away"}], QUESTION, {"polly.1": POLLY})


# What the dialogue understands.

PARSES = [
    Parse("what is Polly?", "define", "define", frozenset({"polly"}), frozenset({"polly"})),
    Parse("Polly or Lex?", "compare", "define", frozenset({"polly", "lex"}), frozenset({"polly", "batch"})),
    Parse("hello", "greet", "greet", None, frozenset()),
]


def test_names_are_measured_where_they_are_labelled():
    figures = {name: figure.value for name, figure in measure_parses(PARSES).items()}
    assert figures == {
        "intent accuracy": 2 / 3,
        "name precision": 2 / 3,
        "name recall": 2 / 3,
        "name F1": 2 / 3,
    }
    assert set(measure_parses(PARSES[2:])) == {"intent accuracy"}


def test_confusions_come_with_an_example():
    assert list_confusions(PARSES) == ["1 × compare taken for define: Polly or Lex?"]


# Tables.

SECTION = Section(
    "Search, test half",
    "system",
    {"ours": {"hit@1": Estimate(0.9, 0.85, 1.0, 40), "words": Estimate(32.4, 30.0, 34.9, 38)}, "none": {}},
    ["a [note]"],
)


def test_a_table_shows_every_figure_with_its_interval():
    output = io.StringIO()
    print_sections([SECTION], Console(file=output, highlight=False))
    lines = output.getvalue().splitlines()
    assert any(".900 .85–1.00" in line and "32.4 30.0–34.9" in line and " 40 " in line for line in lines)
    assert any("none" in line and line.count("–") == 3 for line in lines)
    assert "a [note]" in output.getvalue()


def test_a_part_measured_alone_leaves_the_others_figures(tmp_path):
    path = tmp_path / "var" / "evaluation.json"
    write_json(path, "retrieval", {"measured": "today"}, [SECTION])
    write_json(path, "answers", {"measured": "later"}, [])
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["answers"] == {"measured": "later", "tables": {}}
    assert written["retrieval"]["tables"]["Search, test half"] == {
        "ours": {
            "hit@1": {"value": 0.9, "low": 0.85, "high": 1.0, "n": 40},
            "words": {"value": 32.4, "low": 30.0, "high": 34.9, "n": 38},
        },
        "none": {},
        "notes": ["a [note]"],
    }


def test_kinds_stand_in_their_order_and_all_together_last():
    assert list(measure_by_kind(["b1", "a1", "b2"], lambda item: item[0], lambda _: {})) == ["b", "a", "all"]


def test_the_lock_names_no_index_and_no_build():
    lines = Path(ROOT / "requirements-evaluate.lock").read_text().splitlines()[1:]
    assert all(line.count("==") == 1 and "+" not in line and "/" not in line for line in lines)
