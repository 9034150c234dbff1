"""What people say in Slack: which of it is for us, and that it is answered once, in its place."""

import asyncio
import datetime as dt
import json
import time

import pytest

from api.channels.slack.deliveries import make_key
from api.channels.slack.slack import Place
from tests.api.channels.slack.conftest import deliver, mentioned, new_ts, running, said, until
from tests.api.channels.slack.fake_slack import make_event, sign
from tutor.deliveries import Delivery


def run(check):
    return asyncio.run(check())


async def idle(app):
    """Wait until everything that was taken is answered."""
    await app.state.slack.slack.inbox.idle()


def heard(dialogue):
    return [message for _, message in dialogue.heard]


def test_a_direct_message_is_answered_in_its_place(make_app, fake, dialogue):
    async def check():
        async with running(make_app()) as web:
            answer = await deliver(web, said("what is *Amazon* Polly &amp; Lex?"))
            assert (answer.status_code, answer.text) == (200, "")
            await until(fake.posts)

    run(check)
    (post,) = fake.posts()
    assert (post["channel"], "thread_ts" in post, post["text"]) == ("D1", False, "Hello.")
    assert heard(dialogue) == ["what is Amazon Polly & Lex?"]


def test_a_mention_is_answered_in_a_thread_and_what_follows_there_without_one(make_app, fake, dialogue):
    head = new_ts()

    async def check():
        app = make_app()
        async with running(app) as web:
            await deliver(web, mentioned("<@UBOT1> what is Amazon Polly?", ts=head))
            await until(lambda: len(fake.posts()) == 1)
            await deliver(web, said("and its price?", channel="C1", thread_ts=head))
            await until(lambda: len(fake.posts()) == 2)
            await deliver(web, said("<@U2> do you know?", channel="C1", thread_ts=head))
            await deliver(web, said("elsewhere", channel="C1", thread_ts=new_ts()))
            await idle(app)

    run(check)
    assert heard(dialogue) == ["what is Amazon Polly?", "and its price?"]
    assert [post["thread_ts"] for post in fake.posts()] == [head, head]
    (first, second) = (sender for sender, _ in dialogue.heard)
    assert first == second == Place(None, "T1", "C1", head).conversation


def test_who_speaks_is_told_to_the_dialogue(make_app, fake, dialogue):
    async def send(sender, message, message_id, learner=None):
        learners.append(learner)
        return [{"text": "Hello."}]

    learners, dialogue.send = [], send

    async def check():
        app = make_app()
        async with running(app) as web:
            head = new_ts()
            await deliver(web, mentioned(ts=head, user="U1"))
            await deliver(web, said("me too", channel="C1", user="U2", thread_ts=head))
            await idle(app)

    run(check)
    assert learners == ["slack:-:T1:U1", "slack:-:T1:U2"]


@pytest.mark.parametrize(
    "body",
    [
        said("by a bot", bot_id="B2"),
        said("by ourselves", user="UBOT1"),
        said("by Slack", user="USLACKBOT"),
        said("edited", subtype="message_changed", message={"text": "edited"}, hidden=True),
        said("deleted", subtype="message_deleted"),
        said("has joined", channel="C1", subtype="channel_join"),
        said("not to us", channel="C1"),
        said("not to us either", channel="G1"),
        said("   "),
        make_event(type="reaction_added", user="U1", reaction="eyes"),
        make_event(type="member_joined_channel", user="UBOT1", channel="C1"),
    ],
    ids=lambda body: body["event"].get("text") or body["event"]["type"],
)
def test_what_is_not_said_to_us_is_taken_quietly_and_not_answered(make_app, fake, dialogue, body):
    async def check():
        app = make_app()
        async with running(app) as web:
            assert (await deliver(web, body)).status_code == 200
            await idle(app)

    run(check)
    assert (heard(dialogue), fake.posts()) == ([], [])


def test_a_file_with_words_and_a_bare_mention_are_answered(make_app, fake, dialogue):
    async def check():
        app = make_app()
        async with running(app) as web:
            await deliver(web, said("what is this?", subtype="file_share", files=[{"id": "F1"}]))
            await deliver(web, mentioned("<@UBOT1>"))
            await idle(app)

    run(check)
    assert sorted(heard(dialogue)) == ["help", "what is this?"]


def test_what_is_delivered_three_times_and_as_two_events_is_answered_once(make_app, fake, dialogue):
    ts = new_ts()

    async def check():
        app = make_app()
        async with running(app) as web:
            text = "<@UBOT1> what is Amazon Polly?"
            for retry in range(3):
                answers = await asyncio.gather(
                    deliver(web, mentioned(text, ts=ts), retry),
                    deliver(web, said(text, channel="C1", ts=ts), retry),
                )
                assert [answer.status_code for answer in answers] == [200, 200]
            await idle(app)

    run(check)
    assert (len(heard(dialogue)), len(fake.posts())) == (1, 1)


def test_a_retry_is_answered_when_the_first_never_came(make_app, fake, dialogue):
    async def check():
        app = make_app()
        async with running(app) as web:
            await deliver(web, said(), retry=2)
            await idle(app)

    run(check)
    assert len(fake.posts()) == 1


def test_a_body_that_slack_did_not_sign_is_refused(make_app, fake, dialogue):
    body = json.dumps(said()).encode()

    async def check():
        async with running(make_app()) as web:
            for headers in (
                {},
                sign(body, "another secret"),
                sign(body, "signing-secret", now=time.time() - 301),
                sign(body + b" ", "signing-secret"),
                {**sign(body, "signing-secret"), "X-Slack-Signature": "v0="},
            ):
                answer = await web.post("/slack/events", content=body, headers=headers)
                assert answer.status_code == 401

    run(check)
    assert (heard(dialogue), fake.posts()) == ([], [])


def test_slack_sees_that_the_address_is_ours(make_app):
    async def check():
        async with running(make_app()) as web:
            answer = await deliver(web, {"type": "url_verification", "challenge": "abc", "token": "old"})
            assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})

    run(check)


class SlowDialogue:
    """A dialogue that takes its time."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.heard = []
        self.n_now = self.n_most = 0

    async def send(self, sender, message, *_):
        self.n_now += 1
        self.n_most = max(self.n_most, self.n_now)
        await asyncio.sleep(self.seconds)
        self.n_now -= 1
        self.heard.append((sender, message))
        return [{"text": f"Answer to {message}"}]

    async def close(self):
        pass


def test_slack_does_not_wait_for_a_slow_answer(make_app, fake):
    dialogue = SlowDialogue(10)

    async def check():
        app = make_app(dialogue)
        async with running(app) as web:
            started = time.monotonic()
            await deliver(web, said("slow"))
            assert time.monotonic() - started < 1
            assert await app.state.slack.slack.inbox.knows(Place(None, "T1", "D1").conversation)
            await until(fake.posts, 15)

    run(check)
    assert fake.posts()[0]["text"] == "Answer to slow"


def test_two_hundred_messages_at_once_are_all_taken_in_time_and_answered_once(make_app, fake):
    dialogue, waits = SlowDialogue(0.05), []

    async def check():
        app = make_app(dialogue)
        async with running(app) as web:

            async def send(number):
                started = time.monotonic()
                body = said(
                    f"message {number}", channel=f"D{number % 40}", user=f"U{number % 40}", ts=f"{number}.1"
                )
                assert (await deliver(web, body)).status_code == 200
                waits.append(time.monotonic() - started)

            await asyncio.gather(*(send(number) for number in range(200)))
            await asyncio.gather(*(send(number) for number in range(200)))
            await idle(app)

    run(check)
    texts = [post["text"] for post in fake.posts()]
    assert sorted(texts) == sorted(f"Answer to message {number}" for number in range(200))
    assert dialogue.n_most == 8
    print(f"taken after {max(waits):.2f} s at most")
    assert max(waits) < 3


def test_the_messages_of_a_conversation_are_answered_in_their_order(make_app, fake):
    dialogue = SlowDialogue(0.02)

    async def check():
        app = make_app(dialogue)
        async with running(app) as web:
            for number in range(12):
                await deliver(web, said(f"{number} of D1"))
            await idle(app)

    run(check)
    assert [message for _, message in dialogue.heard] == [f"{number} of D1" for number in range(12)]
    assert [post["text"] for post in fake.posts()] == [f"Answer to {n} of D1" for n in range(12)]


def test_what_was_taken_before_a_stop_is_answered_after_the_next_start(make_app, fake, dialogue, monkeypatch):
    monkeypatch.setattr("api.channels.slack.deliveries._STOP_SECONDS", 0.05)
    body, again = said("under way"), said("waits behind it")

    async def check():
        async with running(make_app(SlowDialogue(1))) as web:
            await deliver(web, body)
            await deliver(web, again)
        assert fake.posts() == []
        app = make_app()
        async with running(app) as web:
            await idle(app)
        async with running(make_app()) as web:
            assert (await deliver(web, body, retry=1)).status_code == 200

    run(check)
    assert heard(dialogue) == ["waits behind it"]  # the other's answer was found, but not posted any more
    assert [post["text"] for post in fake.posts()] == ["Answer to under way", "Hello."]


@pytest.fixture
def left_over(slack_parts):
    """A message that a process had taken when it was killed; what Slack delivers again."""
    body = said("before the end")
    event = body["event"]
    place = Place(None, "T1", event["channel"])
    content = {"enterprise": None, "team": "T1", "channel": event["channel"], "thread": None}
    delivery = Delivery(
        key=make_key("T1", event["channel"], event["ts"]),
        lane=place.conversation,
        kind="message",
        content=content | {"user": event["user"], "text": event["text"]},
    )
    assert slack_parts.tutor.deliveries.take([delivery], slack_parts.clock()) == [delivery]
    return body


def test_what_a_killed_process_had_taken_is_answered_once_retry_or_not(make_app, fake, dialogue, left_over):
    async def check():
        app = make_app()
        async with running(app) as web:
            assert (await deliver(web, left_over, retry=1)).status_code == 200
            await idle(app)

    run(check)
    assert (heard(dialogue), len(fake.posts())) == (["before the end"], 1)


def test_what_was_taken_long_ago_is_let_be(make_app, fake, dialogue, slack_parts, left_over, monkeypatch):
    monkeypatch.setattr("api.channels.slack.deliveries._WORTH_IT", dt.timedelta(0))

    async def check():
        app = make_app()
        async with running(app):
            await idle(app)

    run(check)
    assert (heard(dialogue), slack_parts.tutor.deliveries.waiting()) == ([], [])


def test_a_message_that_is_too_long_is_told_so(make_app, fake, dialogue):
    async def check():
        app = make_app()
        async with running(app) as web:
            await deliver(web, said("x" * 4001))
            await idle(app)

    run(check)
    assert "4001 characters" in fake.posts()[0]["text"]
    assert heard(dialogue) == []


def test_a_failure_of_ours_is_told_calmly(make_app, fake, dialogue):
    async def fail(*_):
        raise RuntimeError("scripted")

    dialogue.send = fail

    async def check():
        app = make_app()
        async with running(app) as web:
            await deliver(web, said())
            await idle(app)

    run(check)
    assert len(fake.posts()) == 1
    assert "scripted" not in json.dumps(fake.posts())


def test_without_the_dialogue_questions_are_answered_from_the_sheets(make_app, fake, dialogue):
    dialogue.is_away = True

    async def check():
        app = make_app()
        async with running(app) as web:
            await deliver(web, said("what is Amazon Polly?"))
            await idle(app)

    run(check)
    assert "https://tutor.example/sheets/" in json.dumps(fake.posts())


def test_the_turns_are_kept_with_the_learner_and_forgotten_with_them(make_app, fake, dialogue, slack_parts):
    async def check():
        app = make_app()
        async with running(app) as web:
            head = new_ts()
            await deliver(web, said("hello"))
            await deliver(web, mentioned("<@UBOT1> hi", ts=head))
            await deliver(web, mentioned("<@UBOT1> good day", ts=head[:-1] + "1", thread_ts=head, user="U2"))
            await idle(app)

    run(check)
    learners = slack_parts.tutor.learners
    assert sorted(turn["message"] for turn in learners.export("slack:-:T1:U1")["turns"]) == ["hello", "hi"]
    learners.forget("slack:-:T1:U1")
    assert learners.export("slack:-:T1:U1") == {}
    assert [turn["message"] for turn in learners.export("slack:-:T1:U2")["turns"]] == ["good day"]


def test_an_assistant_thread_says_that_the_answer_is_on_the_way(make_app, fake, dialogue):
    async def check():
        app = make_app()
        async with running(app) as web:
            await deliver(web, said("what is Polly?", thread_ts="1700000000.000100"))
            await idle(app)

    run(check)
    (hint,) = fake.calls_of("assistant.threads.setStatus")
    assert (hint["channel_id"], hint["thread_ts"]) == ("D1", "1700000000.000100")
    assert [post["thread_ts"] for post in fake.posts()] == ["1700000000.000100"]


def test_an_answer_does_not_wait_for_the_hint_that_it_is_on_the_way(make_app, fake, dialogue):
    fake.slow_down("assistant.threads.setStatus", 5)

    async def check():
        async with running(make_app()) as web:
            started = time.monotonic()
            await deliver(web, said("what is Polly?", thread_ts="1700000000.000100"))
            await until(fake.posts)
            assert time.monotonic() - started < 4

    run(check)


def test_plain_messages_count_below_a_post_of_ours_that_we_take_part_in(make_app, fake, dialogue):
    async def check():
        app = make_app()
        inbox = app.state.slack.slack.inbox
        async with running(app) as web:
            ours = new_ts()
            await deliver(web, said("too early", channel="C1", thread_ts=ours))
            for _ in range(2):
                await inbox.join(Place(None, "T1", "C1", ours).conversation)
            await deliver(web, said("B", channel="C1", thread_ts=ours))
            await inbox.idle()

    run(check)
    assert heard(dialogue) == ["B"]
