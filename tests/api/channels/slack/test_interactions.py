"""Buttons, menus and views: what they say, that it counts once, and who sees what comes of it."""

import asyncio

import pytest

from actions.quizzing import compose_question
from api.channels.slack.interactions import Doubles
from api.channels.slack.slack import Slack, identity_in
from tests.api.channels.slack.acting import (
    TutorDialogue,
    act,
    find_element,
    has_element,
    press,
    submission,
    text_of,
)
from tests.api.channels.slack.conftest import deliver, mentioned, new_ts, running, said, until
from tutor.item_bank import Scope
from tutor.items import ChoiceItem, MatchingItem, OrderingItem, TextItem

ADA, BOB = identity_in(None, "T1", "U1"), identity_in(None, "T1", "U2")


def run(check):
    return asyncio.run(check())


async def idle(app):
    await app.state.slack.slack.inbox.idle()


@pytest.fixture
def talk(slack_parts):
    return TutorDialogue(slack_parts)


@pytest.fixture
def ask(slack_parts, fake):
    """Has somebody asked items of a kind, where they talk with us; gives the post of the first question."""

    async def ask(app, kind=ChoiceItem, count=2, user="U1", channel="D1", n_keys=1, thread=None):
        tutor, slack = slack_parts.tutor, app.state.slack.slack
        items = [item for item in tutor.bank.select(Scope()) if isinstance(item, kind)]
        if kind is ChoiceItem:
            items = [item for item in items if len(item.keys) == n_keys]
        now = slack_parts.clock()
        learner = tutor.learners.get(identity_in(None, "T1", user), now)
        question = tutor.quizzes.start(learner.id, items[:count], "Test", now, slack_parts.rng)
        await post_question(slack, question, channel, thread)
        return fake.posts()[-1], question

    async def post_question(slack: Slack, question, channel, thread):
        from api.channels.slack.slack import Place

        place = Place(None, "T1", channel, thread)
        shown = compose_question(question, slack_parts.tutor.exams, slack_parts.clock())
        posts = slack.render([shown], place.speaker("U1"), "0" * 40)
        await slack.posting.post(place.target, posts)

    return ask


def key_of(question):
    """The letter of the right option of a choice."""
    (place,) = question.item.keys
    return "ABCDEFGH"[question.shown(place)]


async def ask_all(app, web, fake):
    """Ask everybody in a channel, until the question is one of a single choice among buttons."""
    while True:
        await deliver(web, mentioned("<@UBOT1> quiz us on Amazon Polly", channel="C1"))
        await idle(app)
        hello, post = fake.posts()[-2:]
        assert post["thread_ts"] == hello["thread_ts"]
        values = [
            one["value"]
            for block in post["blocks"]
            for one in block.get("elements", [])
            if one.get("action_id", "").startswith("answer_choice:")
        ]
        if values:
            return (hello, post), values


def attempts(slack_parts, identity):
    return slack_parts.tutor.learners.export(identity).get("attempts", [])


def test_a_pressed_option_counts_and_takes_the_buttons_away(make_app, fake, slack_parts, talk, ask):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, question = await ask(app)
            key = key_of(question)
            value = f"answer {question.sitting_id[:8]}/1 {key}"
            state = {
                f"q:{question.sitting_id[:8]}:1": {
                    "confidence": {"type": "static_select", "selected_option": {"value": "sure"}}
                }
            }
            await act(web, press(post, "answer_choice", value=value, state=state))
            await idle(app)
            return value

    value = run(check)
    assert talk.heard == [f"{value} (sure)"]
    (attempt,) = attempts(slack_parts, ADA)
    assert (attempt["verdict"], attempt["confidence"]) == ("right", "sure")
    (closed,) = fake.calls_of("chat.update")
    assert not has_element(closed, "answer_choice")
    assert f"Your answer: {value[-1]} (sure)" in text_of(closed)
    (_, feedback, following) = fake.posts()
    assert "Right" in text_of(feedback)
    assert has_element(following, "answer_choice")


def test_without_the_dialogue_a_button_still_counts(make_app, fake, slack_parts, dialogue, ask):
    dialogue.is_away = True

    async def check():
        app = make_app()
        async with running(app) as web:
            post, _ = await ask(app)
            await act(web, press(post, "answer_choice"))
            await idle(app)

    run(check)
    assert len(attempts(slack_parts, ADA)) == 1
    assert "Right" in text_of(fake.posts()[1]) or "Not right" in text_of(fake.posts()[1])


def test_a_double_press_counts_once(make_app, fake, slack_parts, talk, ask):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, _ = await ask(app)
            await asyncio.gather(*(act(web, press(post, "answer_choice")) for _ in range(3)))
            await idle(app)

    run(check)
    assert len(attempts(slack_parts, ADA)) == len(talk.heard) == 1
    assert (len(fake.posts()), len(fake.calls_of("chat.update"))) == (3, 1)


def test_an_old_button_says_that_its_question_is_closed(make_app, fake, slack_parts, talk, ask, monkeypatch):
    monkeypatch.setattr(Doubles, "is_double", lambda *_: False)

    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, _ = await ask(app)
            await act(web, press(post, "answer_choice"))
            await idle(app)
            await act(web, press(post, "answer_choice"))
            await idle(app)
            second = fake.posts()[2]
            await ask(app)  # another quiz, which ends the first one
            await act(web, press(second, "answer_choice"))
            await idle(app)

    run(check)
    assert len(attempts(slack_parts, ADA)) == len(talk.heard) == 1
    told = fake.calls_of("chat.postEphemeral")
    assert [call["user"] for call in told] == ["U1", "U1"]
    assert all("This question is closed" in text_of(call) for call in told)
    assert not has_element(fake.calls_of("chat.update")[-1], "answer_choice")


def test_what_is_lacking_is_told_and_nothing_counts(make_app, fake, slack_parts, talk, ask):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, question = await ask(app, n_keys=2)
            await act(web, press(post, "answer_checked"))
            await idle(app)
            block, boxes = find_element(post["blocks"], "field")
            chosen = {block["block_id"]: {boxes["action_id"]: {"selected_options": boxes["options"][:2]}}}
            await act(web, press(post, "answer_checked", state=chosen))
            await idle(app)
            return f"answer {question.sitting_id[:8]}/1 A B"

    message = run(check)
    (lack,) = fake.calls_of("chat.postEphemeral")
    assert "Choose two options." in text_of(lack)
    assert talk.heard == [message]
    assert len(attempts(slack_parts, ADA)) == 1


@pytest.mark.parametrize(("kind", "action"), [(MatchingItem, "answer_match"), (OrderingItem, "answer_order")])
def test_menus_are_an_answer(make_app, fake, slack_parts, talk, ask, kind, action):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, _ = await ask(app, kind)
            state = {}
            for block in post["blocks"]:
                for one in [*block.get("elements", []), block.get("accessory") or {}]:
                    if one.get("action_id", "").startswith("field"):
                        place = int(one["action_id"].partition(":")[2])
                        field = {one["action_id"]: {"selected_option": one["options"][place]}}
                        state.setdefault(block["block_id"], {}).update(field)
            await act(web, press(post, action, state=state))
            await idle(app)

    run(check)
    assert len(attempts(slack_parts, ADA)) == 1


def test_an_answer_in_words_is_written_in_a_view(make_app, fake, slack_parts, talk, ask):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, question = await ask(app, TextItem)
            await act(web, press(post, "answer_text"))
            await until(lambda: fake.calls_of("views.open"))
            (opened,) = fake.calls_of("views.open")
            name = slack_parts.claims.catalogue
            item = question.item
            words = name.name_of(item.name.entries[0]) if item.name and item.name.entries else "I do not know"
            form = submission(opened["view"], words=words, confidence="guess")
            await act(web, form)
            await act(web, form)
            await idle(app)
            return f"answer {question.sitting_id[:8]}/1 {words} (guess)"

    message = run(check)
    assert talk.heard == [message]
    (closed,) = fake.calls_of("chat.update")
    assert not has_element(closed, "answer_text")
    assert len(fake.posts()) > 1


def test_a_suggestion_says_what_stands_on_it(make_app, fake, talk, ask):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, _ = await ask(app)
            await act(web, press(post, "say", value="Hint"))
            await idle(app)

    run(check)
    assert talk.heard == ["Hint"]
    (closed,) = fake.calls_of("chat.update")
    assert not has_element(closed, "answer_choice")
    assert has_element(fake.posts()[-1], "answer_choice")


def test_fields_and_links_are_taken_quietly(make_app, fake, talk, ask):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, _ = await ask(app)
            await act(web, press(post, "confidence", selected="sure"))
            await idle(app)

    run(check)
    assert (talk.heard, len(fake.posts())) == ([], 1)


def test_a_press_that_was_taken_before_a_restart_counts_after_it(
    make_app, fake, slack_parts, talk, ask, monkeypatch
):
    monkeypatch.setattr("api.channels.slack.deliveries._STOP_SECONDS", 0.05)

    class Stuck(TutorDialogue):
        async def send(self, *_):
            await asyncio.sleep(60)

    async def check():
        app = make_app(Stuck(slack_parts))
        async with running(app) as web:
            post, _ = await ask(app)
            body = press(post, "answer_choice")
            await act(web, body)
        assert attempts(slack_parts, ADA) == []
        app = make_app(talk)
        async with running(app) as web:
            await act(web, body)
            await idle(app)

    run(check)
    assert (len(attempts(slack_parts, ADA)), len(fake.posts())) == (1, 3)


def test_an_answer_that_slack_did_not_take_is_shown_later_and_counts_once(
    make_app, fake, slack_parts, talk, ask
):
    from tests.api.channels.slack.fake_slack import Canned

    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, _ = await ask(app)
            fake.next_answers("chat.postMessage", *[Canned(status=500, error="fatal_error")] * 5)
            await act(web, press(post, "answer_choice"))
            await idle(app)
            assert len(fake.posts()) == 1
            await app.state.slack.slack.inbox.go_on()
            await idle(app)

    run(check)
    assert (len(attempts(slack_parts, ADA)), len(fake.posts())) == (1, 3)
    assert fake.calls_of("chat.postEphemeral") == []


def test_in_a_channel_each_is_graded_alone_and_all_see_how_many_have_answered(
    make_app, fake, slack_parts, talk
):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            (hello, post), values = await ask_all(app, web, fake)
            assert "Amazon Polly" in text_of(hello)
            head = post["thread_ts"]
            await act(web, press(post, "answer_choice", user="U1", value=values[0]))
            await idle(app)
            changed = fake.calls_of("chat.update")[-1]
            await act(web, press(changed | {"thread_ts": head}, "answer_choice", user="U2", value=values[1]))
            await act(web, press(post, "answer_choice", user="U2", value=values[0]))
            await idle(app)
            return head

    head = run(check)
    assert [len(attempts(slack_parts, who)) for who in (ADA, BOB)] == [1, 1]
    verdicts = fake.calls_of("chat.postEphemeral")
    assert [(call["user"], call["channel"], call["thread_ts"]) for call in verdicts] == [
        ("U1", "C1", head),
        ("U2", "C1", head),
        ("U2", "C1", head),
    ]
    assert all("ight" in text_of(call) for call in verdicts[:2])
    assert "This question is closed" in text_of(verdicts[2])
    (first, second) = fake.calls_of("chat.update")
    assert "1 person has answered." in text_of(first)
    assert "2 people have answered." in text_of(second)
    assert "1 person" not in text_of(second)
    assert has_element(second, "answer_choice")
    shown = text_of(second)
    assert all(word not in shown for word in ("Right", "Not right", "Your answer"))


def test_many_answer_at_once_and_all_are_counted(make_app, fake, slack_parts, talk):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            from tests.api.channels.slack.acting import command

            while True:
                await command(web, "quiz Amazon Polly for everyone", channel="C1")
                await idle(app)
                post = fake.posts()[-1]
                if has_element(post, "answer_choice:"):
                    break
            await asyncio.gather(
                *(act(web, press(post, "answer_choice", user=f"U{number}")) for number in range(1, 21))
            )
            await idle(app)

    run(check)
    updates = fake.calls_of("chat.update")
    assert "20 people have answered." in text_of(updates[-1])
    assert len(updates) <= 20
    verdicts = fake.calls_of("chat.postEphemeral")
    assert {call["user"] for call in verdicts} == {f"U{number}" for number in range(1, 21)}
    assert len(verdicts) == 20
    for number in range(1, 21):
        assert len(attempts(slack_parts, identity_in(None, "T1", f"U{number}"))) == 1


def test_words_of_others_do_not_close_a_question_in_a_channel(make_app, fake, slack_parts, talk, ask):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, _ = await ask(app, TextItem, channel="C1", thread="1700.5")
            await act(web, press(post, "answer_text", user="U2"))
            await until(lambda: fake.calls_of("views.open"))
            (opened,) = fake.calls_of("views.open")
            await act(web, submission(opened["view"], user="U2", words="no idea"))
            await idle(app)

    run(check)
    (told,) = fake.calls_of("chat.postEphemeral")
    assert (told["user"], "Only who was asked" in text_of(told)) == ("U2", True)
    assert (fake.calls_of("chat.update"), attempts(slack_parts, BOB)) == ([], [])


def test_an_exams_buttons_save_and_go_on(make_app, fake, slack_parts, talk):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            await deliver(web, said("start a mock exam AIF-C01"))
            await idle(app)
            overview, post = fake.posts()
            while not has_element(post, "answer_choice:"):
                await act(web, press(post, "say", value="Next"))
                await idle(app)
                post = fake.posts()[-1]
            await act(web, press(post, "answer_choice"))
            await idle(app)
            await act(web, press(overview, "say:menu", selected="Question 1"))
            await idle(app)

    run(check)
    assert "Saved for question" in text_of(fake.posts()[-2])
    assert "Question 1 of" in text_of(fake.posts()[-1])
    assert "Your answer: A" in text_of(fake.calls_of("chat.update")[-1])


def test_others_thumbs_do_not_stand_for_the_learners(make_app, fake, slack_parts, talk):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            await deliver(web, mentioned("<@UBOT1> what is Amazon Polly?", user="U1"))
            await idle(app)
            (post,) = [one for one in fake.posts() if has_element(one, "rate_up")]
            await act(web, press(post, "rate_up", user="U2"))
            await until(lambda: fake.calls_of("chat.postEphemeral"))
            await act(web, press(post, "rate_up", user="U1"))
            await until(lambda: fake.calls_of("chat.update"))

    run(check)
    assert len(slack_parts.tutor.conversations.ratings()) == 1


def test_a_question_to_the_channel_disturbs_nobodys_own_quiz(make_app, fake, slack_parts, talk, ask):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            _, own = await ask(app, user="U2", channel="D2")
            (_, post), _ = await ask_all(app, web, fake)
            await act(web, press(post, "answer_choice", user="U2"))
            await idle(app)
            return own

    own = run(check)
    learner = slack_parts.tutor.learners.find(BOB)
    assert len(attempts(slack_parts, BOB)) == 1
    assert slack_parts.tutor.quizzes.pending(learner.id).sitting_id == own.sitting_id


def test_in_a_channel_a_quiz_of_ones_own_goes_on_where_only_oneself_sees_it(
    make_app, fake, slack_parts, talk, ask
):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            post, _ = await ask(app, channel="C1", thread="1700.5")
            await act(web, press(post, "answer_choice"))
            await idle(app)
            (_, following) = fake.calls_of("chat.postEphemeral")
            following |= {"ts": None}
            await act(
                web, press(following, "answer_choice", response_url=fake.respond_url("a"), channel="C1")
            )
            await idle(app)

    run(check)
    assert len(fake.posts()) == 1
    assert len(attempts(slack_parts, ADA)) == 2
    whispers = fake.calls_of("chat.postEphemeral")
    assert {call["user"] for call in whispers} == {"U1"}
    (replaced,) = fake.calls_of("respond/a")
    assert replaced["replace_original"] is True
    assert "Your answer" in text_of(replaced)
    assert not has_element(replaced, "answer_choice")


def test_typed_grading_and_progress_in_a_channel_are_for_one_pair_of_eyes(
    make_app, fake, slack_parts, talk, ask
):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            head = new_ts()
            await ask(app, channel="C1", thread=head)
            await deliver(web, mentioned("<@UBOT1> A", ts=new_ts(), thread_ts=head))
            await idle(app)
            await deliver(web, mentioned("<@UBOT1> How am I doing?", ts=new_ts(), thread_ts=head))
            await deliver(web, mentioned("<@UBOT1> what is Amazon Polly?", ts=new_ts(), thread_ts=head))
            await idle(app)

    run(check)
    whispers = fake.calls_of("chat.postEphemeral")
    assert "Your progress" in text_of(whispers[-1])
    public = " ".join(text_of(post) for post in fake.posts()[1:])
    assert "Polly" in public
    assert "Your progress" not in public


def test_presses_views_and_commands_come_over_the_websocket_too(make_app, fake, slack_parts, talk, ask):
    from tests.api.channels.slack.fake_slack import APP_TOKEN

    async def send(kind, payload):
        envelope = await asyncio.to_thread(fake.send, kind, payload)
        await until(lambda: envelope in fake.acks)
        assert fake.acks[envelope][1] < 3

    async def check():
        app = make_app(talk, app_token=APP_TOKEN, signing_secret="")
        async with running(app):
            await until(lambda: fake.n_sockets)
            post, _ = await ask(app)
            await send("interactive", press(post, "answer_choice"))
            await idle(app)
            post, _ = await ask(app, TextItem)
            await send("interactive", press(post, "answer_text"))
            await until(lambda: fake.calls_of("views.open"))
            await send("interactive", submission(fake.calls_of("views.open")[0]["view"], words="no idea"))
            command = {"command": "/sheetwise", "text": "what is Lex?", "user_id": "U1", "team_id": "T1"}
            await send("slash_commands", command | {"channel_id": "C1", "trigger_id": "1.1"})
            await idle(app)

    run(check)
    assert len(attempts(slack_parts, ADA)) >= 1
    assert len(talk.heard) == 3
    assert "Lex" in " ".join(map(text_of, fake.calls_of("chat.postEphemeral")))


def test_what_one_person_sees_stands_in_no_thread_that_has_not_begun(make_app, fake, slack_parts, talk, ask):
    """Slack shows it in no other."""

    async def check():
        app = make_app(talk)
        async with running(app) as web:
            await ask(app)
            await deliver(web, said("A"))
            await idle(app)
            await deliver(web, mentioned("<@UBOT1> How am I doing?"))
            await idle(app)

    run(check)
    whispers = fake.calls_of("chat.postEphemeral")
    assert whispers
    assert all("thread_ts" not in call for call in whispers)


def test_thumbs_are_kept_and_a_word_with_them(make_app, fake, slack_parts, talk):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            await deliver(web, said("what is Amazon Polly?"))
            await idle(app)
            (post,) = [one for one in fake.posts() if has_element(one, "rate_up")]
            await act(web, press(post, "rate_up"))
            await until(lambda: fake.calls_of("chat.update"))
            assert [one.verdict for one in slack_parts.tutor.conversations.ratings()] == ["up"]
            await act(web, press(post, "rate_down"))
            await until(lambda: len(fake.calls_of("chat.update")) == 2)
            (opened,) = fake.calls_of("views.open")
            await act(web, submission(opened["view"], words="too short"))
            await until(lambda: slack_parts.tutor.conversations.ratings()[0].word)

    run(check)
    (rating,) = slack_parts.tutor.conversations.ratings()
    assert (rating.verdict, rating.word, rating.message) == ("down", "too short", "what is Amazon Polly?")
    (_, thumb) = find_element(fake.calls_of("chat.update")[-1]["blocks"], "rate_down")
    assert thumb["style"] == "primary"


def test_an_answer_of_ones_own_is_shared_with_the_channel_once_and_by_name(make_app, fake, talk):
    fake.users["U1"] = {"tz": "Europe/Berlin", "name": "ada", "profile": {"display_name": "Ada *L*"}}

    async def check():
        from tests.api.channels.slack.acting import command

        app = make_app(talk)
        async with running(app) as web:
            await command(web, "what is Amazon Polly?")
            await idle(app)
            (private,) = [one for one in fake.calls_of("chat.postEphemeral") if has_element(one, "share")]
            assert fake.posts() == []
            for _ in range(2):
                await act(web, press(private, "share", channel="C1"))
            await idle(app)

    run(check)
    (shared,) = fake.posts()
    assert shared["channel"] == "C1"
    assert "Shared by Ada *L*, who asked: what is Amazon Polly?" in text_of(shared)
    assert not has_element(shared, "share")
    assert not has_element(shared, "rate_up")
