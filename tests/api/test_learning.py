"""Quizzes, exams, progress and plan over HTTP."""

import pytest

from actions.quiz_answers import signs_of
from tutor.loading import load_items

KEYS = {
    item.stem: {option.text for option in item.options if option.key}
    for item in load_items().values()
    if item.kind in ("single", "multiple")
}


@pytest.fixture
def learner(client):
    """A client that has a session."""
    return client


def start(client, **wish):
    answer = client.post("/v1/quizzes", json=wish)
    assert answer.status_code == 201, answer.text
    return answer.json()["question"]


def respond(question, right=True):
    if question["kind"] in ("single", "multiple"):
        keys = KEYS[question["stem"]]
        places = [p for p, option in enumerate(question["options"]) if (option["text"] in keys) == right]
        return {"options": places if right else places[:1]}
    if question["kind"] == "text":
        return {"text": "no idea at all"}
    places = list(range(len(question["options"])))
    return {"order": places} if question["kind"] == "ordering" else {"matches": places}


def test_a_quiz_over_http_never_shows_its_key_before_the_answer(learner):
    question = start(learner, exam="MLA-C02", count=3)
    assert (question["position"], question["total"], question["mode"]) == (1, 3, "quiz")
    assert not {"key", "right", "why", "quote"} & set(question) | set().union(*question["options"]) - {
        "sign",
        "text",
    }
    for position in (1, 2, 3):
        body = {"position": position, "response": respond(question), "confidence": "sure"}
        step = learner.post(f"/v1/quizzes/{question['sitting']}/answers", json=body).json()
        if question["kind"] in ("single", "multiple"):
            assert step["feedback"]["verdict"] == "right"
            wanted = signs_of(
                [p for p, o in enumerate(question["options"]) if o["text"] in KEYS[question["stem"]]]
            )
            assert step["feedback"]["key"] == wanted
            assert all(option["reason"] and option["citations"] for option in step["feedback"]["options"])
        question = step["next"] or question
    assert step["summary"]["answered"] == 3
    assert learner.get("/v1/quizzes/current").status_code == 404


def test_every_citation_of_feedback_is_verbatim_in_its_sheet(learner, parts):
    question = start(learner, exam="AIF-C01", count=2)
    body = {"position": 1, "response": respond(question)}
    feedback = learner.post(f"/v1/quizzes/{question['sitting']}/answers", json=body).json()["feedback"]
    assert feedback["citations"]
    for citation in feedback["citations"]:
        text = parts.index.sheets[citation["sheet"]].text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_the_same_answer_twice_counts_once(learner):
    question = start(learner, exam="MLA-C02", count=2)
    body = {"position": 1, "response": respond(question)}
    first = learner.post(f"/v1/quizzes/{question['sitting']}/answers", json=body).json()
    again = learner.post(f"/v1/quizzes/{question['sitting']}/answers", json=body).json()
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert learner.get("/v1/progress").json()["progress"]["n_attempts"] == 1


def test_errors_say_what_and_how(learner):
    assert learner.get("/v1/quizzes/current").json()["error"]["code"] == "not_found"
    question = start(learner, exam="MLA-C02", count=2)
    sitting = question["sitting"]
    stale = learner.post(f"/v1/quizzes/{sitting}/answers", json={"position": 2, "response": {"options": [0]}})
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "not_pending")
    bad = learner.post(f"/v1/quizzes/{sitting}/answers", json={"position": 1, "response": {"options": [9]}})
    assert bad.status_code == 422
    nobody = learner.post("/v1/quizzes", json={"exam": "MLS-C01"})
    assert (nobody.status_code, nobody.json()["error"]["code"]) == (404, "no_items")
    nothing = learner.post("/v1/quizzes", json={"topic": "medieval poetry"})
    assert (nothing.status_code, nothing.json()["error"]["code"]) == (404, "no_items")


@pytest.mark.parametrize(
    ("topic", "subjects"),
    [("Bedrock Guardrails", {"guardrails"}), ("5 questions on security", None), ("metrics, hard", None)],
)
def test_a_topic_is_understood(learner, topic, subjects):
    question = start(learner, topic=topic)
    assert question["total"] >= 1


def test_a_hint_cites_and_does_not_name_the_key(learner):
    question = start(learner, exam="AIP-C01", count=1)
    hint = learner.post("/v1/quizzes/current/hints").json()
    if question["kind"] in ("single", "multiple"):
        assert hint["citations"]
        assert not any(statement["text"] in KEYS[question["stem"]] for statement in hint["statements"])


def test_a_mock_exam_over_http(learner):
    exam = learner.post("/v1/exams", json={"exam": "MLA-C02"}).json()["exam"]
    assert (exam["state"], exam["questions"], len(exam["places"])) == ("running", 65, 65)
    assert 0 < exam["seconds_left"] <= 130 * 60
    url = f"/v1/exams/{exam['sitting']}"
    question = learner.get(f"{url}/questions/7").json()["question"]
    saved = learner.put(f"{url}/questions/7/answer", json={"response": respond(question)}).json()["exam"]
    assert saved["places"][6]["answered"]
    learner.put(f"{url}/questions/7/flag", json={"flagged": True})
    again = learner.get(f"{url}/questions/7").json()["question"]
    assert (again["flagged"], bool(again["saved"])) == (True, True)
    report = learner.post(f"{url}/finish").json()["exam"]
    assert (report["state"], report["right"], report["score"]) == ("ended", 1, 114)
    assert len(report["wrong"]) == 64
    assert all(option["citations"] for wrong in report["wrong"] for option in wrong["options"])
    again = learner.get(url).json()["exam"]
    assert {**again, "text": ""} == {**report, "text": ""}


def test_progress_and_plan(learner):
    assert learner.get("/v1/plan").status_code == 404
    assert learner.put("/v1/plan", json={"time_zone": "Mars/Base"}).status_code == 422
    for exam in ("", "MLS-C01"):
        assert learner.put("/v1/plan", json={"exam": exam, "exam_day": "2999-01-12"}).status_code == 404
        assert learner.post("/v1/quizzes", json={"exam": exam}).status_code == 404
        assert learner.get("/v1/progress", params={"exam": exam}).status_code == 404
    planned = learner.put(
        "/v1/plan",
        json={"exam": "AIF-C01", "exam_day": "2999-01-12", "daily_goal": 7, "time_zone": "Europe/Berlin"},
    ).json()["progress"]
    assert (planned["plan"]["goal"], planned["plan"]["exam_day"]) == (7, "2999-01-12")
    question = start(learner, exam="AIF-C01", count=1)
    learner.post(f"/v1/quizzes/{question['sitting']}/answers", json={"position": 1, "response": {}})
    progress = learner.get("/v1/progress").json()["progress"]
    assert (progress["exam"], progress["n_attempts"], len(progress["domains"])) == ("AIF-C01", 1, 5)
    for domain in progress["domains"]:
        assert 0 <= domain["low"] <= domain["mastery"] <= domain["high"] <= 1
    assert progress["readiness"]["low"] <= progress["readiness"]["share"] <= progress["readiness"]["high"]
    assert learner.get("/v1/reviews").json()["forecast"][0] >= 0


def test_data_are_exported_and_deleted(learner):
    question = start(learner, exam="AIF-C01", count=1)
    learner.post(f"/v1/quizzes/{question['sitting']}/answers", json={"position": 1, "response": {}})
    data = learner.get("/v1/learner/data").json()["data"]
    assert len(data["attempts"]) == 1
    assert learner.delete("/v1/learner/data").status_code == 204
    assert learner.get("/v1/learner/data").json()["data"] == {}


def test_nobody_sees_another_learners_quiz(make_client):
    client = make_client(rate_per_address="100000/minute", rate_per_session="1000/minute")
    question = start(client, exam="AIF-C01", count=1)
    other = make_client(rate_per_address="100000/minute", rate_per_session="1000/minute")
    start(other, exam="AIF-C01", count=1)
    answer = other.post(
        f"/v1/quizzes/{question['sitting']}/answers", json={"position": 1, "response": {"options": [0]}}
    )
    assert answer.status_code == 404
