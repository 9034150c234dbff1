"""Quizzes through the real dialogue; and that none of it is lost when a process is killed."""

import os
import random
import signal
import threading
import time
import uuid
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from tests.conftest import wait_until
from tutor.loading import load_items

KEYS = {
    item.stem: {option.text for option in item.options if option.key}
    for item in load_items().values()
    if item.kind in ("single", "multiple")
}
N_QUIZZES, N_QUESTIONS, N_KILLS = 50, 2, 6
# The launcher gives up on a process that dies more than five times in a minute.
SECONDS_BETWEEN_KILLS = 8


@pytest.fixture
def visitor(server):
    with server.client() as client:
        yield client


def say(visitor, message):
    answer = visitor.post("/v1/chat", json={"message": message})
    assert answer.status_code == 200, answer.text
    return answer.json()["replies"]


def types(replies):
    return [reply["type"] for reply in replies]


def key_signs(question):
    return [o["sign"] for o in question["options"] if o["text"] in KEYS[question["stem"]]]


def some_signs(question):
    """As many of the first options as are wanted; right or wrong, they count."""
    return " ".join("ABC"[: question["n_wanted"]])


def start(visitor, wish="3 questions on MLA-C02"):
    replies = say(visitor, f"quiz me: {wish}")
    assert types(replies) == ["text", "question"], replies
    return replies[-1]


def test_a_quiz_from_the_first_question_to_the_last(visitor):
    question = start(visitor)
    assert (question["position"], question["total"]) == (1, 3)
    while True:
        right = question["kind"] in ("single", "multiple")
        said = " and ".join(key_signs(question)) if right else "I don't know"
        feedback, *rest = say(visitor, said)
        assert feedback["type"] == "feedback"
        assert feedback["verdict"] == ("right" if right else "skipped")
        assert all(option["reason"] and option["citations"] for option in feedback["options"])
        if rest[0]["type"] == "text":
            break
        question = rest[0]
    assert "3" in rest[0]["text"]


def test_a_question_in_the_middle_is_answered_and_the_quiz_goes_on(visitor):
    question = start(visitor)
    replies = say(visitor, "what is Amazon Textract?")
    assert replies[0]["subject"]["id"] == "textract"
    assert replies[-1]["type"] == "question"
    assert replies[-1]["stem"] == question["stem"]
    assert say(visitor, some_signs(question))[0]["type"] == "feedback"


def test_hint_skip_repeat_explain_why_and_stop(visitor):
    question = start(visitor, "4 questions on MLA-C02")
    hint, again = say(visitor, "give me a hint")
    assert hint["type"] == "text" if question["kind"] == "text" else hint["citations"]
    assert again["stem"] == question["stem"]
    assert say(visitor, "repeat the question")[0]["stem"] == question["stem"]
    assert say(visitor, "where was I?")[0]["stem"] == question["stem"]
    skipped, following = say(visitor, "skip")
    assert (skipped["verdict"], following["position"]) == ("skipped", 2)
    explained = say(visitor, "explain that again")
    assert explained[0]["stem"] == question["stem"]
    told = say(visitor, "why not B?")[0]
    assert [option["sign"] for option in told["options"]] == ["B"]
    (stopped,) = say(visitor, "stop the quiz")
    assert "0" in stopped["text"]
    assert stopped["ended"] == question["sitting"]


def test_an_old_button_answers_nothing(visitor):
    old = start(visitor)
    new = start(visitor)
    replies = say(visitor, f"{old['answers']} A")
    assert types(replies) == ["notice", "question"]
    assert replies[-1]["sitting"] == new["sitting"]
    said = f"{new['answers']} {some_signs(new)}"
    assert say(visitor, said)[0]["type"] == "feedback"
    again = say(visitor, said)
    assert (again[0]["type"], again[-1]["position"]) == ("feedback", 2)


def test_a_message_sent_again_counts_once(visitor):
    body = {"message": some_signs(start(visitor)), "id": uuid.uuid4().hex}
    first, again = (visitor.post("/v1/chat", json=body).json()["replies"] for _ in range(2))
    assert first == again
    assert visitor.get("/v1/progress").json()["progress"]["n_attempts"] == 1


def test_progress_reviews_and_mix_ups(visitor):
    assert "quiz" in say(visitor, "how am I doing?")[0]["text"].lower()
    question = start(visitor, "2 questions on AIF-C01")
    say(visitor, "skip")
    (progress,) = say(visitor, "how am I doing on AIF-C01?")[:1]
    assert (progress["type"], progress["exam"], progress["n_attempts"]) == ("progress", "AIF-C01", 1)
    assert question["on"].startswith("AIF-C01")
    assert say(visitor, "what do I mix up?")[0]["type"] == "text"


def test_a_plan_keeps_the_exam_the_day_and_the_goal(visitor):
    (reply,) = say(visitor, "I sit the AIF-C01 exam on 12 January 2999, 15 questions a day")
    assert (reply["plan"]["goal"], reply["plan"]["exam_day"]) == (15, "2999-01-12")


def test_a_mock_exam_in_the_conversation(visitor):
    overview, question = say(visitor, "mock exam AIF")
    assert (overview["type"], overview["state"], overview["questions"]) == ("exam", "running", 65)
    (second,) = say(visitor, "A" if question["kind"] == "single" else "next")
    assert second["position"] == 2
    assert second["just_saved"] == ({"position": 1, "signs": ["A"]} if question["kind"] == "single" else None)
    assert say(visitor, "flag this question")[0]["flagged"]
    assert say(visitor, "question 40")[0]["position"] == 40
    assert "not answered" in say(visitor, "finish the exam")[0]["text"]
    (report,) = say(visitor, "finish the exam now")
    assert (report["state"], report["questions"], len(report["domains"])) == ("ended", 65, 5)


def test_forgetting_asks_first(visitor):
    say(visitor, some_signs(start(visitor)))
    assert say(visitor, "stop")
    say(visitor, "forget my progress")
    say(visitor, "no, keep it")
    assert visitor.get("/v1/learner/data").json()["data"]["attempts"]
    say(visitor, "forget my progress")
    say(visitor, "yes")
    assert visitor.get("/v1/learner/data").json()["data"] == {}


def test_no_answer_is_lost_or_counted_twice_when_processes_are_killed(server):
    """Kills tutor and dialogue in turn at random moments of fifty quizzes, and looks into the store."""
    rng = random.Random(11)
    doomed = set(rng.sample(range(N_QUIZZES * N_QUESTIONS), N_KILLS))
    acknowledged, n_kills, last_kill = 0, 0, time.monotonic()
    with server.client() as visitor:
        for quiz in range(N_QUIZZES):
            question = asked_in(persist(visitor, "quiz me: 2 questions on MLA-C02"))
            for number in range(N_QUESTIONS):
                message = f"{question['answers']} {some_signs(question)}" if question["options"] else "skip"
                if quiz * N_QUESTIONS + number in doomed:
                    time.sleep(max(0.0, SECONDS_BETWEEN_KILLS - (time.monotonic() - last_kill)))
                    delay = threading.Timer(
                        rng.random() / 5, kill, (server, ("tutor", "dialogue")[n_kills % 2])
                    )
                    delay.start()
                    n_kills, last_kill = n_kills + 1, time.monotonic()
                replies = persist(visitor, message)
                acknowledged += any(reply["type"] == "feedback" for reply in replies)
                question = asked_in(replies) or question
    engine = create_engine(f"sqlite:///{server.folder / 'learners.sqlite'}")
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "select count(*), count(distinct a.sitting_id || '/' || a.position) from attempts a "
                "join sittings s on s.id = a.sitting_id where s.title = 'MLA-C02' and s.learner_id = "
                "(select learner_id from sittings order by started_at desc limit 1)"
            )
        ).one()
    engine.dispose()
    print({"kills": n_kills, "acknowledged": acknowledged, "attempts": rows[0]})
    assert n_kills == N_KILLS
    assert tuple(rows) == (acknowledged, acknowledged) == (N_QUIZZES * N_QUESTIONS, N_QUIZZES * N_QUESTIONS)


def asked_in(replies):
    """The question among some replies; a notice that the dialogue is away may follow it."""
    return next((reply for reply in replies if reply["type"] == "question"), None)


def persist(visitor, message):
    """Say something until it is answered, under the same id, as a patient client does."""
    body = {"message": message, "id": uuid.uuid4().hex}
    deadline = time.monotonic() + 120
    while True:
        try:
            answer = visitor.post("/v1/chat", json=body)
            if answer.status_code == 200 and any(
                r["type"] in ("question", "feedback") for r in answer.json()["replies"]
            ):
                return answer.json()["replies"]
        except httpx.TransportError:
            pass  # the tutor is starting again
        assert time.monotonic() < deadline, message
        time.sleep(0.3)


def kill(server, name):
    """Kill one of the two processes that the launcher keeps."""
    word = {"tutor": b"api", "dialogue": b"bot"}[name]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it ended meanwhile
        if parent == str(server.launcher.pid) and word in words:
            os.kill(int(folder.name), signal.SIGKILL)


def test_the_server_is_whole_again(server):
    with server.client() as visitor:
        wait_until(lambda: visitor.get("/healthz").json()["dialogue"] == "up", 90)
