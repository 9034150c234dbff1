"""Forgetting: only who was asked may say yes."""

from dataclasses import replace

import pytest

from actions.forget import forget
from actions.turns import Turn


@pytest.fixture
def ask(parts):
    """Has a learner ask to be forgotten; gives the turn in which somebody says yes to it."""

    def ask(learner):
        parts.tutor.learners.get(learner, parts.clock())
        outcome = forget(Turn("forget my progress", "forget_progress", learner=learner), parts)
        return Turn("yes", "affirm", learner=learner, confirming=outcome.slots["confirming"])

    return ask


def test_a_yes_forgets(parts, ask):
    outcome = forget(ask("slack:-:T1:U1"), parts)
    assert parts.tutor.learners.find("slack:-:T1:U1") is None
    assert outcome.slots == {"confirming": None}


def test_the_yes_of_another_in_the_same_conversation_forgets_nobody(parts, ask):
    yes = ask("slack:-:T1:U1")
    parts.tutor.learners.get("slack:-:T1:U2", parts.clock())
    forget(replace(yes, learner="slack:-:T1:U2"), parts)
    for learner in ("slack:-:T1:U1", "slack:-:T1:U2"):
        assert parts.tutor.learners.find(learner) is not None
