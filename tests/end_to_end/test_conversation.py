"""Both processes for real: Rasa understands, the tutor retrieves, the reply comes back over HTTP."""

import asyncio
import os
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import wait_until


@pytest.fixture
def visitor(server):
    with server.client() as client:
        yield client


def say(visitor, message):
    answer = visitor.post("/v1/chat", json={"message": message})
    assert answer.status_code == 200, answer.text
    return answer.json()["replies"]


def test_the_five_questions_of_a_newcomer(visitor):
    (faces,) = say(visitor, "which service finds faces in security camera footage?")
    assert faces["subject"]["name"] == "Amazon Rekognition"

    (neo,) = say(visitor, "what is SageMaker Neo?")
    assert neo["subject"]["id"] == "sagemaker-neo"
    assert [statement["citations"] for statement in neo["statements"]] == [[1], [2]]

    (streams,) = say(visitor, "difference between Kinesis Data Streams and Data Firehose")
    assert streams["type"] == "comparison"
    assert [s["id"] for s in streams["subjects"]] == ["kinesis-data-streams", "kinesis-data-firehose"]

    (price,) = say(visitor, "and how is it priced?")
    assert [row["aspect"] for row in price["rows"]] == ["Pricing"]

    (weather,) = say(visitor, "what's the weather?")
    assert (weather["type"], weather["kind"]) == ("notice", "not_covered")
    assert weather["nearest"]


def test_a_citation_leads_to_the_quote_in_the_sheet(visitor):
    (reply,) = say(visitor, "what is Amazon Textract?")
    for citation in reply["citations"]:
        page = visitor.get(citation["url"])
        assert page.status_code == 200
        passage = visitor.get(f"/v1/passages/{citation['passage_id']}").json()
        assert citation["quote"] in passage["text"]


def test_what_about_changes_the_subject_and_follow_ups_stay_with_it(visitor):
    say(visitor, "how is Amazon Polly priced?")
    (textract,) = say(visitor, "what about Textract?")
    assert textract["subject"]["id"] == "textract"
    assert "per page" in textract["statements"][0]["text"]
    (limits,) = say(visitor, "and what are its limits?")
    assert {c["heading"][1] for c in limits["citations"]} == {"Amazon Textract"}


def test_small_talk_is_answered_briefly(visitor):
    for message in ("hello there", "thanks a lot", "goodbye", "what can you do?"):
        (reply,) = say(visitor, message)
        assert reply["type"] == "text", message


def test_two_visitors_have_two_conversations(server):
    with server.client() as first, server.client() as second:
        say(first, "what is Amazon Polly?")
        say(second, "what is Amazon Textract?")
        (reply,) = say(first, "and how is it priced?")
        assert reply["subject"]["id"] == "polly"


def test_four_quick_messages_are_all_answered_within_four_turns(server):
    async def run():
        async with httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False) as client:
            await client.post("/v1/chat", json={"message": "hello"})
            message = {"message": "what is Amazon Polly?"}
            turns = []
            for _ in range(8):
                started = time.perf_counter()
                await client.post("/v1/chat", json=message)
                turns.append(time.perf_counter() - started)
            started = time.perf_counter()
            answers = await asyncio.gather(*(client.post("/v1/chat", json=message) for _ in range(4)))
            return answers, time.perf_counter() - started, sorted(turns)[len(turns) // 2]

    answers, together, one = asyncio.run(run())
    assert [answer.json()["replies"][0]["type"] for answer in answers] == ["answer"] * 4
    # A polling lock takes three seconds here, whatever the machine; four turns take a tenth of it.
    assert together < max(4 * one * 1.5, 1.0)


def test_rasa_refuses_callers_without_the_secret(server):
    message = {"sender": "x", "message": "hi"}
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        url = f"{server.dialogue_url}/webhooks/sheetwise/webhook"
        assert httpx.post(url, json=message, headers=headers, trust_env=False).status_code == 401
    assert httpx.get(f"{server.dialogue_url}/conversations/x/tracker", trust_env=False).status_code in (
        401,
        404,
    )


def test_a_killed_dialogue_is_bridged_and_comes_back(server, visitor):
    say(visitor, "what is Amazon Polly?")
    os.kill(find_dialogue(server), signal.SIGKILL)
    started = time.monotonic()
    replies = say(visitor, "what is Amazon Textract?")
    assert time.monotonic() - started < 10
    assert replies[0]["subject"]["id"] == "textract"
    assert replies[-1]["kind"] == "dialogue_away"
    wait_until(lambda: visitor.get("/healthz").json()["dialogue"] == "up", 90)
    wait_until(lambda: len(say(visitor, "and how is it priced?")) == 1, 10)


def find_dialogue(server):
    """Process id of the dialogue that the launcher started."""
    port = server.dialogue_url.rpartition(":")[2]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"bot" in words and port.encode() in words:
            return int(folder.name)
    raise AssertionError("the dialogue is not running")
