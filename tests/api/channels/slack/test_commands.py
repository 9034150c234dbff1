"""``/sheetwise``: what its words do, and that in a channel only who gave it sees the answer."""

import asyncio

import pytest

from api.channels.slack.everyone import asks_for_all
from api.channels.slack.slack import identity_in
from tests.api.channels.slack.acting import TutorDialogue, act, command, has_element, press, text_of
from tests.api.channels.slack.conftest import deliver, mentioned, running
from tests.api.channels.slack.fake_slack import Canned

ADA, BOB = identity_in(None, "T1", "U1"), identity_in(None, "T1", "U2")


def run(check):
    return asyncio.run(check())


async def idle(app):
    await app.state.slack.slack.inbox.idle()


@pytest.fixture
def talk(slack_parts):
    return TutorDialogue(slack_parts)


@pytest.fixture
def give(make_app, talk):
    """Gives commands one after the other."""

    def give(*texts, **more):
        async def check():
            app = make_app(talk)
            async with running(app) as web:
                for text in texts:
                    await command(web, text, **more)
                    await idle(app)

        run(check)

    return give


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ask what is Lex?", "what is Lex?"),
        ("what is Lex?", "what is Lex?"),
        ("QUIZ", "Quiz me"),
        ("quiz  Amazon Polly", "Quiz me on Amazon Polly"),
        ("exam AIF-C01", "Start a mock exam AIF-C01"),
        ("progress", "How am I doing?"),
        ("review", "What should I review today?"),
        ("stop", "stop"),
        ("stop words, what are they?", "stop words, what are they?"),
        ("daily limits of Amazon Polly", "daily limits of Amazon Polly"),
        ("link between Lex and Polly", "link between Lex and Polly"),
    ],
)
def test_a_word_says_what_typing_would(give, talk, text, message):
    give(text)
    assert talk.heard == [message]


def test_in_a_channel_answers_are_for_who_asked(give, fake):
    give("ask what is Amazon Polly?", channel="C1")
    (answer,) = fake.calls_of("chat.postEphemeral")
    assert (answer["channel"], answer["user"]) == ("C1", "U1")
    assert "Polly" in text_of(answer)
    assert has_element(answer, "share")
    assert fake.posts() == []


def test_in_a_direct_conversation_answers_are_plain(give, fake):
    give("ask what is Amazon Polly?", channel="D1")
    (answer,) = fake.posts()
    assert (answer["channel"], has_element(answer, "share")) == ("D1", False)
    assert fake.calls_of("chat.postEphemeral") == []


@pytest.mark.parametrize("text", ["", "help", "ask"])
def test_help_tells_all_words(give, fake, talk, text):
    give(text)
    (told,) = fake.calls_of("chat.postEphemeral")
    for word in ("ask", "quiz", "exam", "progress", "review", "stop", "link", "mute", "daily"):
        assert f"/sheetwise {word}" in text_of(told)
    assert talk.heard == []


def test_where_the_app_is_not_a_member_the_answer_comes_all_the_same(give, fake):
    fake.next_answers("chat.postEphemeral", Canned(error="not_in_channel"))
    give("what is Amazon Polly?", channel="C9", response_url=fake.respond_url("a"))
    (answer,) = fake.calls_of("respond/a")
    assert answer["response_type"] == "ephemeral"
    assert "Polly" in text_of(answer)


def test_an_answer_that_slack_refuses_leaves_nobody_without_a_word(give, fake):
    fake.next_answers("chat.postMessage", Canned(error="msg_blocks_too_long"))
    give("what is Amazon Polly?", channel="D1")
    (told,) = fake.calls_of("chat.postEphemeral")
    assert "Something went wrong" in text_of(told)


def test_a_command_delivered_again_is_answered_once(give, fake, talk):
    give("what is Lex?", "what is Lex?", trigger_id="trigger-same")
    assert len(talk.heard) == 1


def test_each_who_gives_commands_in_a_channel_is_in_a_conversation_of_their_own(make_app, fake, slack_parts):
    senders = []

    class Noting(TutorDialogue):
        async def send(self, sender, *more):
            senders.append(sender)
            return await super().send(sender, *more)

    async def check():
        app = make_app(Noting(slack_parts))
        async with running(app) as web:
            for user in ("U1", "U2", "U1"):
                await command(web, "what is Lex?", user=user)
                await idle(app)

    run(check)
    assert senders[0] == senders[2] != senders[1]


def test_a_code_from_slack_joins_the_learner_on_the_web(give, fake, slack_parts):
    give("link", channel="C1")
    (told,) = fake.calls_of("chat.postEphemeral")
    code = next(word for word in text_of(told).split() if len(word) == 8 and word.isupper())
    now = slack_parts.clock()
    slack_parts.tutor.link_codes.use("session:web", code, now)
    learners = slack_parts.tutor.learners
    assert learners.find(ADA) == learners.find("session:web")


def test_a_code_from_the_web_is_taken_and_a_wrong_one_is_told(give, fake, slack_parts):
    now = slack_parts.clock()
    code = slack_parts.tutor.link_codes.make("session:web", now).code
    give("link NOTACODE", f"link {code.lower()}")
    wrong, right = fake.calls_of("chat.postEphemeral")
    assert "not good" in text_of(wrong)
    assert "one learner" in text_of(right)
    assert slack_parts.tutor.learners.find(ADA) is not None


@pytest.mark.parametrize("name", ["for everyone", "for all", "for the team"])
def test_a_question_for_everyone_is_public_and_of_the_subject(give, fake, talk, name):
    give(f"quiz Amazon Polly {name}", channel="C1")
    hello, question = fake.posts()
    assert (hello["channel"], question["channel"]) == ("C1", "C1")
    assert "Amazon Polly" in text_of(hello)
    assert has_element(question, "answer_")
    assert not has_element(question, "rate_")
    assert (talk.heard, fake.calls_of("chat.postEphemeral")) == ([], [])


def test_there_is_another_one_for_everyone(make_app, fake, talk):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            await command(web, "quiz Amazon Polly for everyone", channel="C1")
            await idle(app)
            await act(web, press(fake.posts()[-1], "say", user="U2"))
            await idle(app)

    run(check)
    assert len(fake.posts()) == 4
    assert "Amazon Polly" in text_of(fake.posts()[2])
    assert talk.heard == []


def test_where_the_app_is_not_a_member_a_question_for_everyone_comes_all_the_same(
    make_app, fake, slack_parts, talk
):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            while True:
                fake.next_answers("chat.postMessage", Canned(error="not_in_channel"))
                await command(
                    web, "quiz Amazon Polly for everyone", channel="C9", response_url=fake.respond_url("a")
                )
                await idle(app)
                post = fake.calls_of("respond/a")[-1] | {"channel": "C9", "ts": "1700.9"}
                if has_element(post, "answer_choice:"):
                    break
            fake.next_answers("chat.update", Canned(error="channel_not_found"))
            fake.next_answers("chat.postEphemeral", Canned(error="not_in_channel"))
            await act(web, press(post, "answer_choice", response_url=fake.respond_url("b")))
            await idle(app)

    run(check)
    assert fake.calls_of("respond/a")[-1]["response_type"] == "in_channel"
    counted, told = fake.calls_of("respond/b")
    assert (counted["replace_original"], told["response_type"]) == (True, "ephemeral")
    assert "1 person has answered." in text_of(counted)
    assert len(slack_parts.tutor.learners.export(ADA)["attempts"]) == 1


def test_in_a_direct_conversation_everyone_is_oneself(give, fake, talk):
    give("quiz Amazon Polly for everyone", channel="D1")
    assert talk.heard == ["Quiz me on Amazon Polly for everyone"]


def test_progress_comes_with_its_picture(make_app, fake, slack_parts, talk):
    answer_some(slack_parts)

    async def check():
        app = make_app(talk)
        async with running(app) as web:
            fake.next_answers(
                "chat.postEphemeral", Canned(error="invalid_blocks"), Canned(error="invalid_blocks")
            )
            await command(web, "progress", channel="C1")
            await idle(app)

    run(check)
    (upload,) = fake.calls_of("upload")
    assert upload["head"] == b"\x89PNG\r\n\x1a\n"
    (completed,) = fake.calls_of("files.completeUploadExternal")
    assert "channel_id" not in completed
    shown = fake.calls_of("chat.postEphemeral")[-1]
    (image,) = [block for block in shown["blocks"] if block["type"] == "image"]
    assert image["slack_file"] == {"id": completed["files"][0]["id"]}
    assert "Answers on each of the last 14 days" in image["alt_text"]


def test_progress_comes_without_a_picture_when_there_is_none_to_be_had(make_app, fake, slack_parts, talk):
    answer_some(slack_parts)

    async def check():
        app = make_app(talk)
        async with running(app) as web:
            fake.next_answers("files.getUploadURLExternal", Canned(error="missing_scope"))
            await command(web, "progress", channel="D1")
            await idle(app)

    run(check)
    (shown,) = fake.posts()
    assert "Your progress" in text_of(shown)
    assert all(block["type"] != "image" for block in shown["blocks"])


def test_mock_exams_in_a_channel_are_ones_own(make_app, fake, slack_parts, talk):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            await command(web, "exam AIF-C01", channel="C1")
            await idle(app)
            await deliver(web, mentioned("<@UBOT1> start a mock exam AIF-C01", user="U2"))
            await idle(app)

    run(check)
    assert fake.posts() == []
    users = [call["user"] for call in fake.calls_of("chat.postEphemeral")]
    assert (users[0], users[-1]) == ("U1", "U2")


@pytest.mark.parametrize(
    "text",
    ["quiz us", "Quiz us on Polly", "ask everyone about Lex", "a question for everyone", "test the team",
     "give us a question", "one more question about drift for all", "can you quiz us?"],
)  # fmt: skip
def test_who_asks_for_a_question_to_all_is_understood(text):
    assert asks_for_all(text)


@pytest.mark.parametrize(
    "text",
    ["quiz me", "what is Lex?", "tell us about Polly", "which service is for all regions?",
     "give us a summary", "what does the team plan cost?", "how do I test all endpoints?",
     "which questions are for all domains", "is there a quiz for the team?"],
)  # fmt: skip
def test_who_asks_for_something_else_is_not_taken_for_it(text):
    assert not asks_for_all(text)


def answer_some(slack_parts):
    """Let Ada have answered something."""
    from tutor.grading import PASS
    from tutor.item_bank import Scope

    tutor, now = slack_parts.tutor, slack_parts.clock()
    learner = tutor.learners.get(ADA, now)
    tutor.learners.set_aims(learner.id, exam="AIF-C01")
    question = tutor.start_quiz(learner, Scope(exam="AIF-C01"), "Test", 2, now, slack_parts.rng)
    tutor.quizzes.answer(learner.id, question.sitting_id, 1, PASS, now)
    tutor.quizzes.stop(learner.id, now)
