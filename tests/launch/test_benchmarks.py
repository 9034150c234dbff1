import json
import os
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from knowledge.passages import Sheet
from launch.bench import LONG_PART, PARTS, choose_parts
from launch.benchmarks.apart import run_apart
from launch.benchmarks.builds import vary_text
from launch.benchmarks.figures import (
    Figure,
    NotMeasured,
    format_figures,
    is_met,
    median_ratio,
    percentile,
    run_in_turns,
    spread,
)
from launch.benchmarks.load import measure_load
from launch.benchmarks.processes import read_cpu_seconds, read_peak_megabytes
from launch.benchmarks.servers import Server, find_free_port, serve_no_op_actions
from launch.benchmarks.visitors import OurVisitor, StockVisitor, wait_for_answer
from launch.console import SetupFailed


def test_runs_take_turns_at_being_first():
    ran = []
    runs = {name: lambda name=name: ran.append(name) or float(len(ran)) for name in ("ours", "bare")}
    assert run_in_turns(runs, 2) == {"ours": [2.0, 3.0], "bare": [1.0, 4.0]}
    assert ran == ["bare", "ours", "ours", "bare"]


def test_a_machine_that_slows_down_between_pairs_leaves_the_ratio_alone():
    assert median_ratio([100.0, 10.0, 50.0], [50.0, 5.0, 25.0]) == 2.0


def test_percentiles_lie_between_neighbours_by_proportion():
    assert [percentile([1, 2, 3, 4, 5], p) for p in (0, 50, 95)] == [1.0, 3.0, 4.8]


def test_a_spread_takes_from_all_over_and_repeats_what_is_too_few():
    assert spread(list("abcdef"), 3) == ["a", "c", "e"]
    assert spread(list("ab"), 4) == ["a", "a", "b", "b"]


@pytest.mark.parametrize(
    ("figure", "value", "met"),
    [
        (Figure.TURN_P50, 0.6, True),
        (Figure.TURN_P50, 0.61, False),
        (Figure.BUILD_BARE, 0.85, True),
        (Figure.BUILD_BARE, 0.84, False),
    ],
)
def test_a_target_is_a_least_or_a_most(figure, value, met):
    assert is_met(figure, value) is met


def test_the_table_names_every_figure_also_what_was_not_measured():
    table = format_figures({Figure.MEMORY: 964.4, Figure.TUTOR_START: 3.0}).splitlines()
    assert len(table) == len(Figure) + 2
    assert any(line.split("  ")[0] == "peak memory of both processes" and "964 MB" in line for line in table)
    assert [line.split()[-2:] for line in table if "tutor process ready" in line] == [["NOT", "MET"]]
    assert sum(line.endswith("not measured") for line in table) == len(Figure) - 2


def test_a_measurement_apart_has_its_own_process_and_variables():
    assert run_apart({"SHEETWISE_APART": "yes"}, os.getenv, "SHEETWISE_APART") == "yes"
    assert "SHEETWISE_APART" not in os.environ
    assert run_apart({}, os.getpid) != os.getpid()


def test_a_measurement_whose_process_dies_is_not_measured():
    with pytest.raises(NotMeasured, match="died"):
        run_apart({}, os.abort)


def test_the_no_op_action_server_answers_every_call_at_once():
    with serve_no_op_actions() as url:
        address = urlsplit(url)
        line = HTTPConnection(address.hostname, address.port, timeout=5)
        for _ in range(2):
            line.request("POST", address.path, json.dumps({"next_action": "action_answer"}))
            answer = line.getresponse()
            assert json.loads(answer.read()) == {"events": [], "responses": [{"text": "ok"}]}
        line.close()


@pytest.mark.parametrize(
    ("visitor", "answer", "counts"),
    [
        (OurVisitor, {"replies": [{"type": "answer"}]}, True),
        (OurVisitor, {"replies": [{"type": "answer"}, {"type": "notice", "kind": "dialogue_away"}]}, False),
        (OurVisitor, {"error": "too_many"}, False),
        (StockVisitor, [{"text": "ok"}], True),
        (StockVisitor, [], False),
    ],
)
def test_only_a_real_turn_counts(visitor, answer, counts):
    assert visitor._is_answer(visitor.__new__(visitor), answer) is counts


def test_nobody_at_home_is_not_measured():
    with pytest.raises(NotMeasured, match="nothing answered /healthz"):
        wait_for_answer(find_free_port(), "/healthz", {}, 0.1)


def test_memory_and_cpu_time_are_read_of_living_processes_alone():
    assert 10 < read_peak_megabytes(os.getpid()) < 100_000
    before = read_cpu_seconds([os.getpid()])
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass
    assert 0 < read_cpu_seconds([os.getpid()]) - before < 5
    assert read_cpu_seconds([2**22 + 1]) is None
    with pytest.raises(NotMeasured):
        read_peak_megabytes(2**22 + 1)


def test_only_the_named_parts_run_and_the_long_one_never_unasked():
    assert choose_parts("queries, large") == ("queries", "large")
    assert set(choose_parts("")) == set(PARTS) - {LONG_PART}
    with pytest.raises(SetupFailed, match="ONLY=pigs names 'pigs'; the parts are encoding, "):
        choose_parts("pigs")


def test_a_copied_sheet_says_something_else_in_every_line_and_keeps_its_structure():
    head = "---\ntitle: Polly\n---\n"
    body = "# Polly\n\nIt speaks.\n- one\n\n| a | b |\n| --- | --- |\n| c | d |\n\n```\ncode\n```\n"
    sheet = Sheet("polly", "Polly", 0, head + body, len(head))
    assert vary_text(sheet, "k1") == head + (
        "# Polly\n\nIt speaks k1.\n- one k1\n\n| a k1 | b |\n| --- | --- |\n| c k1 | d |\n\n```\ncode\n```\n"
    )


def test_load_counts_the_turns_of_all_visitors():
    class Quick:
        def say(self, _message):
            time.sleep(0.01)

        def hang_up(self):
            pass

    spent = []
    rate = measure_load(Server("quick", Quick, {"us": os.getpid()}), ["a", "b"], 0.2, spent)
    assert 80 < rate <= 800
    assert len(spent) == 1
