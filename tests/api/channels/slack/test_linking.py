"""One learner on the web and in Slack."""

import asyncio
import re

import pytest
from fastapi.testclient import TestClient

from api.channels.slack.linking import link
from api.channels.slack.slack import Place

PLACE = Place(None, "T1", "D1")
ADA = "slack:-:T1:U1"


@pytest.fixture
def app(make_app):
    return make_app()


@pytest.fixture
def web(app):
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def say_link(app):
    return lambda code="", user="U1": asyncio.run(link(app.state.slack.slack, PLACE.speaker(user), code))


def code_in(reply):
    return re.search(r"\*\*(\w{8})\*\*", reply.text)[1]


def exam_of(parts, identity):
    found = parts.tutor.learners.find(identity)
    return found and found.exam


def test_a_code_of_the_web_makes_one_learner_of_two(web, say_link, slack_parts):
    web.put("/v1/plan", json={"exam": "AIF-C01"})
    made = web.post("/v1/learner/link-code")
    assert made.status_code == 201
    code = made.json()["code"]
    assert re.fullmatch(r"[34679ACDEFGHJKMNPQRTWXY]{8}", code)
    assert exam_of(slack_parts, ADA) is None
    reply = say_link(f" {code[:4].lower()}-{code[4:]} ")
    assert (reply.type, exam_of(slack_parts, ADA)) == ("text", "AIF-C01")
    assert say_link(code, user="U2").type == "notice"  # used up


def test_a_code_of_slack_makes_one_learner_of_two(web, say_link, slack_parts):
    learners = slack_parts.tutor.learners
    learners.set_aims(learners.get(ADA, slack_parts.clock()).id, exam="AIF-C01")
    answer = web.post("/v1/learner/link", json={"code": code_in(say_link())})
    assert (answer.status_code, bool(answer.json()["token"])) == (200, True)
    assert web.get("/v1/plan").json()["progress"]["exam"] == "AIF-C01"


def test_a_wrong_code_says_so_and_the_sixth_try_says_wait(web, say_link):
    good = code_in(say_link(user="U2"))
    web.post("/v1/learner/link-code")  # begins a session
    for _ in range(5):
        answer = web.post("/v1/learner/link", json={"code": "AAAAAAAA"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_code")
    answer = web.post("/v1/learner/link", json={"code": good})
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many")
    assert say_link(good).type == "text"  # others may


def test_the_forms_of_the_addresses_are_kept(web):
    for body in ({}, {"code": ""}, {"code": "x" * 41}, {"code": "AAAAAAAA", "more": 1}):
        assert web.post("/v1/learner/link", json=body).status_code == 422


def test_a_code_stands_nowhere_in_the_store(say_link, slack_parts, tmp_path):
    code = code_in(say_link())
    slack_parts.tutor._database.close()
    for path in tmp_path.glob("learners.sqlite*"):
        assert code.encode() not in path.read_bytes()
