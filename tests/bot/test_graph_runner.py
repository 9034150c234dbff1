from types import SimpleNamespace

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

from bot.graph_runner import install_ordered_runs, run_in_order

# Name to the nodes or inputs that it needs.
NEEDS = {"a": ["__text__"], "b": ["a"], "c": ["a", "b"], "d": ["c"], "other": ["__text__"]}


class Node:
    def __init__(self, name, ran):
        self.name, self.ran = name, ran

    def __call__(self, *inputs):
        self.ran.append(self.name)
        if any(value == "boom" for _, value in inputs):
            raise RuntimeError
        return self.name, f"{self.name}({','.join(value for _, value in inputs)})"


@pytest.fixture
def ran():
    return []


@pytest.fixture
def runner(ran):
    nodes = {name: SimpleNamespace(needs={need: need for need in needs}) for name, needs in NEEDS.items()}
    runner = DaskGraphRunner.__new__(DaskGraphRunner)
    runner._graph_schema = SimpleNamespace(nodes=nodes, target_names=["d"])
    runner._instantiated_nodes = {name: Node(name, ran) for name in NEEDS}
    return runner


def test_nodes_run_once_each_after_those_they_need(runner, ran):
    for _ in range(2):
        assert run_in_order(runner, {"__text__": "x"}) == {"d": "d(c(a(x),b(a(x))))"}
    assert ran == ["a", "b", "c", "d"] * 2


def test_only_what_the_targets_need_runs(runner, ran):
    assert run_in_order(runner, {"__text__": "x"}, ["b", "other"]) == {"b": "b(a(x))", "other": "other(x)"}
    assert ran == ["a", "b", "other"]


def test_input_stands_in_for_a_node(runner, ran):
    assert run_in_order(runner, {"a": "y"}, ["b"]) == {"b": "b(y)"}
    assert ran == ["b"]


def test_failed_node_is_a_failed_run(runner):
    with pytest.raises(GraphRunError, match="'a'"):
        run_in_order(runner, {"__text__": "boom"})


def test_rasa_runs_its_graphs_in_order(monkeypatch):
    monkeypatch.setattr(DaskGraphRunner, "run", DaskGraphRunner.run)
    install_ordered_runs()
    assert DaskGraphRunner.run is run_in_order
