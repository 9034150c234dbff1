"""Posting: patient with limits and the network, and never losing an answer that was found."""

import asyncio
import datetime as dt
import json
import time

import pytest

from api.channels.slack.calling import Refused, Revoked, Undelivered
from api.channels.slack.posting import Target
from api.channels.slack.rendering import Post
from tests.api.channels.slack.conftest import deliver, running, said, until
from tests.api.channels.slack.fake_slack import Canned
from tests.api.samples import ANSWER

LIMITED = Canned(status=429, headers={"Retry-After": "1"})
HERE = Target(None, "T1", "C1")


def post(text):
    return Post(text, [])


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("api.channels.slack.calling._RETRIES", 0)


def with_posting(make_app, check):
    async def main():
        app = make_app()
        async with running(app):
            return await check(app.state.slack.slack.posting)

    return asyncio.run(main())


def test_a_limit_of_slack_is_waited_out(make_app, fake):
    fake.next_answers("chat.postMessage", LIMITED, LIMITED)

    async def check(posting):
        started = time.monotonic()
        await posting.post(HERE, [post("one"), post("two")])
        return time.monotonic() - started

    assert 2.0 <= with_posting(make_app, check) < 9
    assert [sent["text"] for sent in fake.posts()] == ["one", "two"]


def test_posts_of_a_channel_keep_their_order_while_it_is_limited_and_other_channels_go_on(make_app, fake):
    fake.next_answers("chat.postMessage", LIMITED)

    async def check(posting):
        first = asyncio.create_task(posting.post(HERE, [post("first")]))
        await until(lambda: fake.calls and fake.calls[-1].method == "chat.postMessage")
        elsewhere = Target(None, "T1", "C2")
        await asyncio.gather(
            first, posting.post(HERE, [post("second")]), posting.post(elsewhere, [post("elsewhere")])
        )

    with_posting(make_app, check)
    assert [sent["text"] for sent in fake.posts()] == ["elsewhere", "first", "second"]


@pytest.mark.parametrize("trouble", [Canned(hangs_up=True), Canned(status=503, error="service_unavailable")])
def test_a_stumble_of_the_network_is_no_reason_to_give_up(make_app, fake, trouble):
    fake.next_answers("chat.postMessage", trouble)
    with_posting(make_app, lambda posting: posting.post(HERE, [post("hi")]))
    assert [sent["text"] for sent in fake.posts()] == ["hi"]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Canned(status=429, headers={"Retry-After": "1"}), Undelivered),
        (Canned(hangs_up=True), Undelivered),
        (Canned(error="internal_error"), Undelivered),
        (Canned(error="token_revoked"), Revoked),
        (Canned(error="account_inactive"), Revoked),
        (Canned(error="channel_not_found"), Refused),
        (Canned(error="is_archived"), Refused),
    ],
)
def test_what_went_wrong_is_told_apart(make_app, fake, impatient, answer, failure):
    fake.next_answers("chat.postMessage", answer)

    async def check(posting):
        with pytest.raises(failure) as failed:
            await posting.post(HERE, [post("hi")])
        assert type(failed.value) is failure

    with_posting(make_app, check)


def test_a_whisper_is_for_one_and_an_update_takes_a_posts_place(make_app, fake):
    async def check(posting):
        (ts,) = await posting.post(HERE, [post("hi")])
        await posting.update(HERE, ts, post("changed"))
        await posting.whisper(HERE, "U1", [post("for you")])
        return ts

    ts = with_posting(make_app, check)
    assert [(sent["ts"], sent["text"]) for sent in fake.calls_of("chat.update")] == [(ts, "changed")]
    assert [sent["user"] for sent in fake.calls_of("chat.postEphemeral")] == ["U1"]


def answer_one(make_app, body, n_tries):
    """Deliver a message and let the inbox try as often; returns what then waits."""

    async def main():
        app = make_app()
        inbox = app.state.slack.slack.inbox
        async with running(app) as web:
            await deliver(web, body)
            await inbox.idle()
            for _ in range(n_tries - 1):
                await inbox.go_on()
                await inbox.idle()
            return app.state.services.parts.tutor.deliveries.waiting()

    return asyncio.run(main())


def test_an_answer_that_slack_did_not_take_is_posted_later_and_found_once(
    make_app, fake, dialogue, impatient
):
    fake.next_answers("chat.postMessage", Canned(hangs_up=True), LIMITED)
    assert answer_one(make_app, said(), n_tries=3) == []
    assert (len(fake.posts()), len(dialogue.heard)) == (1, 1)


def test_an_answer_that_slack_did_not_take_is_posted_after_a_restart(make_app, fake, dialogue, impatient):
    fake.next_answers("chat.postMessage", Canned(hangs_up=True))
    assert len(answer_one(make_app, said(), n_tries=1)) == 1
    assert fake.posts() == []

    async def restart():
        app = make_app()
        async with running(app):
            await app.state.slack.slack.inbox.idle()

    asyncio.run(restart())
    assert (len(fake.posts()), len(dialogue.heard)) == (1, 1)


def test_an_answer_that_was_posted_in_part_goes_on_where_it_was_broken_off(
    make_app, fake, dialogue, impatient
):
    answers = [ANSWER.model_dump(mode="json"), {"type": "text", "text": "And more."}]
    dialogue.says = [{"custom": answer} for answer in answers]
    fake.next_answers("chat.postMessage", Canned(), Canned(hangs_up=True))
    assert answer_one(make_app, said(), n_tries=2) == []
    assert ["And more." in json.dumps(sent) for sent in fake.posts()] == [False, True]


def test_an_answer_that_slack_will_never_take_is_let_be(make_app, fake, dialogue):
    fake.next_answers("chat.postMessage", Canned(error="channel_not_found"))
    assert answer_one(make_app, said(), n_tries=2) == []
    assert fake.posts() == []


def test_an_answer_that_waits_too_long_is_let_be(make_app, fake, impatient, monkeypatch):
    monkeypatch.setattr("api.channels.slack.deliveries._WORTH_IT", dt.timedelta(0))
    fake.next_answers("chat.postMessage", Canned(hangs_up=True))
    assert answer_one(make_app, said(), n_tries=2) == []
    assert fake.posts() == []
