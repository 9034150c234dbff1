"""The server's memory of a conversation: read back, said twice, rated, forgotten."""

import asyncio

import httpx
import pytest
import structlog

from actions.forget import forget
from actions.replies import NoticeReply, TextReply
from actions.turns import Turn, identity_of
from api.messages import clean
from api.running import Answered, RunningTurns
from api.security import COOKIE
from tests.api.samples import WORKED
from tutor.conversations import Conversations

HELLO = TextReply(text="Hello.").model_dump(mode="json")


@pytest.fixture
def other(make_client):
    """Somebody else."""
    return make_client(rate_per_session="1000/minute", rate_per_address="100000/minute")


def say(client, message="hello", message_id=None):
    answer = client.post("/v1/chat", json={"message": message, "id": message_id})
    assert answer.status_code == 200, answer.text
    return answer.json()


def turns(client, **page):
    answer = client.get("/v1/chat/turns", params=page)
    assert answer.status_code == 200, answer.text
    return answer.json()


def rate(client, message_id, reply=0, verdict="up", word=None):
    body = {"reply": reply, "verdict": verdict, "word": word}
    return client.put(f"/v1/chat/turns/{message_id}/rating", json=body)


def keep(parts, dialogue, message_id, *replies):
    """Write a turn into the conversation that was held last."""
    memory, (sender, _) = parts.tutor.conversations, dialogue.heard[-1]
    memory.remember(memory.open(identity_of(sender, {})), message_id, "old", replies, parts.clock())


def test_what_was_said_comes_back_in_its_order(client, dialogue):
    first = say(client, "hello", "m1")
    dialogue.says = [{"custom": WORKED.model_dump(mode="json")}, {"text": "Well?"}]
    second = say(client, "a question")
    assert (first["turn"], first["id"], second["turn"]) == (1, "m1", 2)
    page = turns(client)
    assert (page["session"], page["more"]) == (first["session"], False)
    assert [(t["number"], t["id"], t["message"], t["replies"], t["ratings"]) for t in page["turns"]] == [
        (1, "m1", "hello", first["replies"], []),
        (2, second["id"], "a question", second["replies"], []),
    ]
    assert page["turns"][0]["said_at"] <= page["turns"][1]["said_at"]


def test_turns_come_page_by_page(client):
    for number in range(1, 6):
        say(client, f"message {number}")

    def page(**wish):
        found = turns(client, **wish)
        return [turn["number"] for turn in found["turns"]], found["more"]

    assert page(limit=2) == ([4, 5], True)
    assert page(before=4, limit=2) == ([2, 3], True)
    assert page(before=2) == ([1], False)
    assert page(after=3) == ([4, 5], False)
    assert page(after=0, limit=2) == ([1, 2], True)
    for wish in ({"after": 1, "before": 3}, {"limit": 0}, {"limit": 1000}, {"after": -1}, {"before": "x"}):
        answer = client.get("/v1/chat/turns", params=wish)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")


def test_without_a_session_there_is_nothing_and_none_is_made(client):
    answer = client.get("/v1/chat/turns")
    assert answer.json() == {"session": None, "turns": [], "more": False}
    assert "set-cookie" not in answer.headers
    refused = client.get("/v1/chat/turns", headers={"Authorization": "Bearer made-up"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "bad_token")


def test_a_message_said_again_is_given_the_same_replies(client, dialogue):
    first = say(client, "hello", "m1")
    dialogue.says = [{"text": "Something else."}]
    again = say(client, "hello", "m1")
    assert {**again, "token": first["token"]} == first
    assert len(dialogue.heard) == len(turns(client)["turns"]) == 1


def test_the_same_id_of_somebody_else_is_another_message(client, other, dialogue):
    say(client, "hello", "m1")
    dialogue.says = [{"text": "Good day."}]
    assert say(other, "hi", "m1")["replies"][0]["text"] == "Good day."
    assert [turn["message"] for turn in turns(client)["turns"]] == ["hello"]


def test_a_message_that_was_not_really_answered_is_asked_again_in_its_place(client, dialogue):
    dialogue.is_away = True
    first = say(client, "what is Amazon Polly?", "m1")
    assert first["replies"][-1]["kind"] == "dialogue_away"
    say(client, "what is Amazon Lex?", "m2")
    dialogue.is_away = False
    dialogue.says = [{"custom": NoticeReply(kind="trouble", text="Oh.").model_dump(mode="json")}]
    assert say(client, "what is Amazon Polly?", "m1")["replies"][-1]["kind"] == "trouble"
    dialogue.says = [{"text": "Hello."}]
    answered = say(client, "what is Amazon Polly?", "m1")
    assert (answered["turn"], answered["replies"]) == (1, [HELLO])
    assert [turn["replies"][-1]["type"] for turn in turns(client)["turns"]] == ["text", "notice"]


class SlowDialogue:
    """A dialogue that answers when it is let, or fails as often as it is told to."""

    def __init__(self, n_failures=0):
        self.may_answer = asyncio.Event()
        self.n_failures = n_failures
        self.n_heard = 0

    async def send(self, *_):
        self.n_heard += 1
        number = self.n_heard
        await self.may_answer.wait()
        if number <= self.n_failures:
            raise RuntimeError("scripted")
        return [{"text": f"Answer {number}."}]


def converse(client, check, n_failures=0):
    """Run a check with a client whose calls run at the same time, in one session."""

    async def main():
        dialogue = SlowDialogue(n_failures)
        object.__setattr__(client.app.state.services, "dialogue", dialogue)
        transport = httpx.ASGITransport(app=client.app, raise_app_exceptions=False)
        cookies = {COOKIE: client.cookies[COOKIE]}
        async with httpx.AsyncClient(transport=transport, base_url="http://test", cookies=cookies) as web:
            await check(web, dialogue)

    say(client, "hello", "m0")
    asyncio.run(main())


def post(web, message_id):
    return asyncio.create_task(web.post("/v1/chat", json={"message": "hi", "id": message_id}))


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


def test_a_message_said_again_while_it_is_answered_waits_for_that_answer(client):
    async def check(web, dialogue):
        calls = [post(web, "m1") for _ in range(5)]
        await until(lambda: dialogue.n_heard)
        await asyncio.sleep(0.05)
        dialogue.may_answer.set()
        told = [(await call).json() for call in calls]
        assert [(t["turn"], t["replies"][0]["text"]) for t in told] == [(2, "Answer 1.")] * 5
        assert dialogue.n_heard == 1

    converse(client, check)
    assert len(turns(client)["turns"]) == 2


def test_different_messages_do_not_wait_for_each_other(client):
    async def check(web, dialogue):
        calls = [post(web, f"m{number}") for number in (1, 2)]
        await until(lambda: dialogue.n_heard == 2)
        dialogue.may_answer.set()
        assert {(await call).json()["turn"] for call in calls} == {2, 3}

    converse(client, check)


def test_a_failure_does_not_reach_those_who_waited(client):
    async def check(web, dialogue):
        calls = [post(web, "m1") for _ in range(3)]
        await until(lambda: dialogue.n_heard)
        dialogue.may_answer.set()
        told = [await call for call in calls]
        assert [answer.status_code for answer in told] == [500, 200, 200]
        assert [answer.json()["replies"][0]["text"] for answer in told[1:]] == ["Answer 2."] * 2
        assert "went wrong" in told[0].json()["error"]["message"]

    converse(client, check, n_failures=1)


def test_who_comes_in_the_moment_of_a_failure_is_answered():
    async def main():
        running, may_end = RunningTurns(), asyncio.Event()

        async def fail():
            await may_end.wait()
            raise RuntimeError("scripted")

        async def answer():
            return Answered(1, [])

        async def come_later():
            await may_end.wait()
            return await running.run("session", "m1", answer)

        first = asyncio.create_task(running.run("session", "m1", fail))
        await until(lambda: running._turns)
        await asyncio.sleep(0)
        later = asyncio.create_task(come_later())
        await asyncio.sleep(0)
        may_end.set()
        assert await later == Answered(1, [])
        with pytest.raises(RuntimeError):
            await first

    asyncio.run(main())


def test_an_answer_is_kept_though_its_client_has_gone(client):
    async def check(web, dialogue):
        call = post(web, "m1")
        await until(lambda: dialogue.n_heard)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        assert call.cancelled()
        dialogue.may_answer.set()
        await client.app.state.services.running.finish()
        assert (await post(web, "m1")).json()["replies"][0]["text"] == "Answer 1."
        assert dialogue.n_heard == 1

    converse(client, check)
    assert [turn["id"] for turn in turns(client)["turns"]] == ["m0", "m1"]


def test_nothing_is_left_of_turns_that_are_over(client):
    say(client)
    assert not client.app.state.services.running._turns


class BrokenMemory:
    """A store whose disk is full."""

    def __init__(self, parts, is_read=False):
        self._real = parts.tutor.conversations
        self._is_read = is_read

    def recall(self, identity, message_id):
        if not self._is_read:
            raise OSError("no space left")
        return self._real.recall(identity, message_id)

    def remember(self, *_):
        raise OSError("no space left")


@pytest.mark.parametrize(("is_read", "event"), [(False, "conversation_not_read"), (True, "turn_not_written")])
def test_a_store_that_fails_costs_no_answer(client, parts, monkeypatch, is_read, event):
    monkeypatch.setattr(parts.tutor, "conversations", BrokenMemory(parts, is_read))
    with structlog.testing.capture_logs() as lines:
        answer = say(client, "hello", "m1")
    assert (answer["turn"], answer["replies"]) == (None, [HELLO])
    assert [line["event"] for line in lines if line["log_level"] == "error"] == [event]


def test_without_memory_every_message_is_still_answered(client, parts, monkeypatch):
    monkeypatch.setattr(parts.tutor, "conversations", Conversations(parts.tutor._database, 0))
    answer = say(client, "hello", "m1")
    assert (answer["turn"], answer["id"], answer["replies"]) == (None, "m1", [HELLO])
    assert turns(client)["turns"] == []


def test_replies_of_an_older_form_are_left_out_and_ratings_stay_with_theirs(client, dialogue, parts):
    say(client)
    keep(parts, dialogue, "m2", {"type": "gone"}, HELLO, {"type": "text", "words": "Hi."}, HELLO)
    assert rate(client, "m2", 1, "down").json() == {
        "ratings": [{"reply": 1, "verdict": "down", "word": None}]
    }
    ((rating, *_),) = [parts.tutor.conversations.find(identity_of(dialogue.heard[-1][0], {}), "m2").ratings]
    assert rating.reply == 3
    turn = turns(client)["turns"][-1]
    assert (turn["replies"], turn["ratings"][0]["reply"]) == ([HELLO, HELLO], 1)
    assert rate(client, "m2", 2).status_code == 404


def test_a_turn_of_which_nothing_fits_any_more_is_asked_again(client, dialogue, parts):
    say(client)
    keep(parts, dialogue, "m2", {"type": "gone"})
    assert turns(client)["turns"][-1]["replies"] == []
    assert say(client, "old", "m2")["replies"] == [HELLO]


def test_a_reply_is_rated_and_the_rating_taken_back(client, dialogue):
    dialogue.says = [{"text": "One."}, {"text": "Two."}]
    say(client, "hello", "m1")
    assert rate(client, "m1", 1, "down", " not\x1b[2J what I asked ").json() == {
        "ratings": [{"reply": 1, "verdict": "down", "word": "not [2J what I asked"}]
    }
    assert [r["reply"] for r in rate(client, "m1", 0, "up", "  ").json()["ratings"]] == [0, 1]
    assert turns(client)["turns"][0]["ratings"][0] == {"reply": 0, "verdict": "up", "word": None}
    assert [r["reply"] for r in rate(client, "m1", 1, None).json()["ratings"]] == [0]


def test_nobody_reads_or_rates_what_somebody_else_said(client, other):
    say(client, "hello", "m1")
    say(other, "hi", "m2")
    assert [turn["message"] for turn in turns(other)["turns"]] == ["hi"]
    for message_id in ("m1", "m3"):
        answer = rate(other, message_id)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert turns(client)["turns"][0]["ratings"] == []
    client.cookies.clear()
    stranger = rate(client, "m1")
    assert stranger.status_code == 404
    assert "set-cookie" not in stranger.headers


def test_a_rating_that_does_not_fit_is_refused(client):
    say(client, "hello", "m1")
    for body in (
        {},
        {"reply": 0},
        {"reply": -1, "verdict": "up"},
        {"reply": 0, "verdict": "sideways"},
        {"reply": 0, "verdict": "up", "word": "x" * 501},
        {"reply": 0, "verdict": "up", "more": 1},
    ):
        assert client.put("/v1/chat/turns/m1/rating", json=body).status_code == 422
    assert client.put("/v1/chat/turns/no%20id/rating", json={"reply": 0, "verdict": "up"}).status_code == 422


def test_ratings_count_against_the_limit_like_messages(make_client):
    client = make_client(rate_per_session="3/minute")
    say(client, "hello", "m1")
    assert [rate(client, "m1").status_code for _ in range(3)] == [200, 200, 429]


class ForgettingDialogue:
    """A dialogue in which a yes forgets, as the webhook does while the chat's call waits."""

    def __init__(self, parts):
        self.parts = parts
        self.confirming = None

    async def send(self, sender, message, *_):
        intent = "affirm" if message == "yes" else "forget_progress"
        turn = Turn(message, intent, learner=identity_of(sender, {}), confirming=self.confirming)
        outcome = await asyncio.to_thread(forget, turn, self.parts)
        self.confirming = outcome.slots["confirming"]
        return [{"custom": reply.model_dump(mode="json")} for reply in outcome.replies]


@pytest.mark.parametrize("is_learner", [False, True])
def test_whoever_asks_to_be_forgotten_is_and_so_is_the_asking(client, parts, is_learner):
    object.__setattr__(client.app.state.services, "dialogue", ForgettingDialogue(parts))
    asked = say(client, "forget my progress", "m1")
    assert TextReply.model_validate(asked["replies"][0]).suggestions
    rate(client, "m1")
    if is_learner:
        client.put("/v1/plan", json={"exam": "AIF-C01"})
    data = client.get("/v1/learner/data").json()["data"]
    assert {name: len(rows) for name, rows in data.items() if rows} == {
        **({"learners": 1} if is_learner else {}),
        "turns": 1,
        "ratings": 1,
    }
    assert say(client, "yes", "m2")["turn"] is None
    assert client.get("/v1/learner/data").json()["data"] == {}
    assert turns(client)["turns"] == []
    assert say(client, "forget my progress")["turn"] == 1


def test_deleting_the_data_deletes_what_was_said(client, other):
    for visitor in (client, other):
        say(visitor, "hello", "m1")
        rate(visitor, "m1")
    assert client.delete("/v1/learner/data").status_code == 204
    assert (turns(client)["turns"], client.get("/v1/learner/data").json()["data"]) == ([], {})
    assert turns(other)["turns"][0]["ratings"]


def test_what_is_kept_commands_no_terminal():
    assert clean("a\x1b[2Jb\x00c\ud800d\u202ee\nf") == "a [2Jb c d e\nf"
