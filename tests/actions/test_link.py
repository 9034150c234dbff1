import datetime as dt
import re

import pytest

from actions.answer import answer
from actions.responding import respond
from actions.turns import Turn, identity_of


def say(parts, text, visitor):
    turn = Turn(text, learner=identity_of(visitor, {}), message_id=f"{visitor} {text}")
    return respond(turn, parts, answer).replies[0]


def read_code(reply):
    return re.search(r"\*\*(\w{8})\*\*", reply.text)[1]


@pytest.mark.parametrize("wish", ["link", "Link my Slack", "link my devices", "/sheetwise link"])
def test_a_code_is_given_to_who_asks(parts, wish):
    assert read_code(say(parts, wish, f"asks {wish}"))


@pytest.mark.parametrize("form", ["link {}", "link {} ", "Link code: {}", "sheetwise link {}"])
def test_a_code_makes_one_learner_of_two_visitors(parts, form):
    first, second = f"first {form}", f"second {form}"
    learner = parts.tutor.learners.get(identity_of(first, {}), dt.datetime.now(dt.UTC))
    code = read_code(say(parts, "link", first))
    hyphened = f"{code[:4]}-{code[4:].lower()}"
    assert "one learner" in say(parts, form.format(hyphened), second).text
    assert parts.tutor.learners.find(identity_of(second, {})).id == learner.id


def test_a_wrong_code_is_told_as_such(parts):
    assert say(parts, "link 3333-3333", "guesses").kind == "bad_input"


@pytest.mark.parametrize(
    "text",
    ["what is a link?", "link prediction", "link services", "link policies", "how do I link a repository?"],
)
def test_other_talk_of_links_is_left_alone(parts, text):
    assert "Your code" not in getattr(say(parts, text, "talks"), "text", "")
    assert getattr(say(parts, text, "talks"), "kind", "") != "bad_input"


def test_in_a_channel_no_code_is_shown(parts):
    reply = respond(Turn("link", learner="slack:-:T1:U1"), parts, answer).replies[0]
    assert "Your code" not in getattr(reply, "text", "")
