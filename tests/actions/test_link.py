import datetime as dt
import re

import pytest

from actions.link import asks_to_link, link_by_message
from actions.turns import identity_of


def say(parts, text, visitor):
    identity = identity_of(visitor, {})
    assert asks_to_link(text, identity)
    return link_by_message(text, identity, parts)


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
    "text", ["what is a link?", "link prediction", "link services", "link policies", "link a repository"]
)
def test_other_talk_of_links_is_left_alone(text):
    assert not asks_to_link(text, identity_of("talks", {}))


def test_in_a_channel_no_code_is_shown():
    assert not asks_to_link("link", "slack:-:T1:U1")
