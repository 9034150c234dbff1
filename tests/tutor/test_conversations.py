"""Conversations: remembered in order, said twice counted once, rated, dropped; and the list of ratings."""

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select

from tests.tutor.conftest import NOW
from tutor.__main__ import main
from tutor.conversations import Conversations, RatedReply, Rating, Turn
from tutor.errors import TurnNotFound
from tutor.learners import Learners
from tutor.store.tables import ConversationRow, IdentityRow, RatingRow, TurnRow

HELLO = {"type": "text", "text": "Hello."}
ASKED = {"type": "question", "stem": "Which service?", "options": [{"text": "Amazon Polly"}]}


@pytest.fixture
def conversations(database):
    return Conversations(database, 500)


def say(conversations, identity, message_id, *replies, message="hi", now=NOW):
    opened = conversations.open(identity)
    return conversations.remember(opened, message_id, message, replies or (HELLO,), now)


def numbers(turns):
    return [turn.number for turn in turns]


def test_a_turn_comes_back_as_it_was_said(conversations):
    said = say(conversations, "web:1", "m1", HELLO, ASKED, message="quiz me")
    assert said == Turn(1, "m1", "quiz me", (HELLO, ASKED), NOW)
    assert conversations.find("web:1", "m1") == said
    assert conversations.recent("web:1") == ([said], False)


def test_each_conversation_counts_its_own_turns(conversations):
    assert [say(conversations, who, f"m{n}").number for n in (1, 2) for who in "ab"] == [1, 1, 2, 2]
    assert conversations.find("a", "m3") is None
    assert conversations.find("c", "m1") is None
    assert conversations.recent("c") == ([], False)


def test_where_something_was_said_is_found_among_the_conversations_of_one_who_said_it(conversations):
    for way, message_id in (("a", "m1"), ("a/c1", "m2"), ("a/c2", "m3"), ("ab/c3", "m4"), ("a%/c4", "m5")):
        say(conversations, way, message_id)
    found = [conversations.whereabouts("a", f"m{number}") for number in range(1, 7)]
    assert found == ["a", "a/c1", "a/c2", None, None, None]


def test_a_message_said_again_stays_in_its_place_with_what_was_answered_last(conversations):
    say(conversations, "a", "m1", HELLO)
    say(conversations, "a", "m2")
    conversations.rate("a", "m1", 0, "down", None, NOW)
    again = say(conversations, "a", "m1", ASKED)
    assert (again.number, again.replies) == (1, (ASKED,))
    turns, _ = conversations.recent("a")
    assert [(turn.number, turn.replies, turn.ratings) for turn in turns] == [
        (1, (ASKED,), ()),
        (2, (HELLO,), ()),
    ]


def test_turns_are_read_page_by_page_in_both_directions(conversations):
    for number in range(1, 8):
        say(conversations, "a", f"m{number}")

    def page(**wish):
        turns, more = conversations.recent("a", **wish)
        return numbers(turns), more

    assert page() == ([1, 2, 3, 4, 5, 6, 7], False)
    assert page(limit=3) == ([5, 6, 7], True)
    assert page(before=5, limit=3) == ([2, 3, 4], True)
    assert page(before=4, limit=3) == ([1, 2, 3], False)
    assert page(after=4, limit=2) == ([5, 6], True)
    assert page(after=5, limit=2) == ([6, 7], False)
    assert page(after=7) == ([], False)
    assert page(before=1) == ([], False)


def test_the_oldest_turns_go_and_the_numbers_move_on(database):
    conversations = Conversations(database, 3)
    for number in range(1, 6):
        say(conversations, "a", f"m{number}")
    assert numbers(conversations.recent("a")[0]) == [3, 4, 5]
    assert say(conversations, "a", "m6").number == 6


def test_a_rating_outlives_its_turn(database):
    conversations = Conversations(database, 1)
    say(conversations, "a", "m1", HELLO, message="who are you?")
    conversations.rate("a", "m1", 0, "down", "too short", NOW)
    say(conversations, "a", "m2")
    assert conversations.find("a", "m1") is None
    assert conversations.ratings() == [RatedReply("down", NOW, "who are you?", HELLO, "too short")]


def test_none_are_kept_when_none_are_wanted(database):
    say(Conversations(database, 500), "a", "m1")
    none = Conversations(database, 0)
    assert none.open("a") is None
    none.drop_old()
    assert none.recent("a") == ([], False)


def test_a_lower_number_drops_what_is_beyond_it(database):
    conversations = Conversations(database, 500)
    for who, count in (("a", 5), ("b", 2)):
        for number in range(count):
            say(conversations, who, f"m{number}")
    Conversations(database, 3).drop_old()
    assert [numbers(conversations.recent(who)[0]) for who in "ab"] == [[3, 4, 5], [1, 2]]


def test_a_rating_changes_and_is_taken_back(conversations):
    say(conversations, "a", "m1", HELLO, ASKED)
    assert conversations.rate("a", "m1", 1, "up", None, NOW) == (Rating(1, "up", None),)
    both = (Rating(0, "down", "no"), Rating(1, "up", None))
    assert conversations.rate("a", "m1", 0, "down", "no", NOW) == both
    assert conversations.find("a", "m1").ratings == both
    assert conversations.recent("a")[0][0].ratings == both
    changed = (Rating(0, "up", None), Rating(1, "up", None))
    assert conversations.rate("a", "m1", 0, "up", None, NOW) == changed
    assert conversations.rate("a", "m1", 0, None, None, NOW) == (Rating(1, "up", None),)
    assert conversations.rate("a", "m1", 0, None, None, NOW) == (Rating(1, "up", None),)


@pytest.mark.parametrize(
    ("who", "message_id", "place"), [("b", "m1", 0), ("a", "m2", 0), ("a", "m1", 1), ("a", "m1", -1)]
)
def test_only_what_was_said_here_can_be_rated(conversations, who, message_id, place):
    say(conversations, "a", "m1")
    say(conversations, "b", "m3")
    with pytest.raises(TurnNotFound) as caught:
        conversations.rate(who, message_id, place, "up", None, NOW)
    assert caught.value.sentence.endswith("rate that one.")
    assert conversations.ratings() == []


def test_eight_at_once_lose_no_turn(conversations):
    said = []
    # None of them finds a conversation that is open already.
    threads = [
        threading.Thread(target=lambda n=n: said.append(say(conversations, "a", f"m{n}"))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers(said)) == numbers(conversations.recent("a")[0]) == list(range(1, 9))


def test_a_visitor_who_is_no_learner_is_exported_and_forgotten(database, conversations):
    learners = Learners(database)
    for who in "ab":
        say(conversations, who, "m1")
        conversations.rate(who, "m1", 0, "up", "thanks", NOW)
    exported = learners.export("a")
    assert {name: len(rows) for name, rows in exported.items() if rows} == {"turns": 1, "ratings": 1}
    assert exported["ratings"][0]["word"] == "thanks"
    learners.forget("a")
    assert (learners.export("a"), conversations.recent("a")) == ({}, ([], False))
    assert learners.export("b")["turns"]
    assert count(database) == [1, 1, 1]


def test_a_learner_is_forgotten_in_every_way_in_which_they_came(database, conversations):
    learners = Learners(database)
    learner = learners.get("web", NOW)
    with database.writing() as session:
        session.add(IdentityRow(identity="slack", learner_id=learner.id))
    for who in ("web", "slack"):
        say(conversations, who, "m1", message=f"by {who}")
        conversations.rate(who, "m1", 0, "up", None, NOW)
    exported = learners.export("slack")
    assert {turn["message"] for turn in exported["turns"]} == {"by web", "by slack"}
    assert len(exported["ratings"]) == 2
    learners.forget("slack")
    assert count(database) == [0, 0, 0]


def test_a_turn_that_was_under_way_when_its_learner_was_forgotten_is_not_written(database, conversations):
    opened = conversations.open("a")
    Learners(database).forget("a")
    assert conversations.remember(opened, "m1", "yes", (HELLO,), NOW) is None
    assert count(database) == [0, 0, 0]
    # Nor when the conversation has begun again meanwhile.
    assert say(conversations, "a", "m2").number == 1
    assert conversations.remember(opened, "m1", "yes", (HELLO,), NOW) is None
    assert count(database) == [1, 1, 0]


def count(database):
    with database.reading() as session:
        tables = (ConversationRow, TurnRow, RatingRow)
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_the_owner_of_the_sheets_reads_the_newest_ratings_first(database, conversations, monkeypatch, capsys):
    monkeypatch.setenv("TUTOR_DATABASE", str(database.engine.url))
    assert main(["ratings"]) == 0
    assert capsys.readouterr().out == "0 up, 0 down\n"
    answer = {
        "type": "answer",
        "subject": {"id": "polly", "name": "Amazon Polly"},
        "statements": [{"text": "Amazon Polly turns text\ninto speech. " * 3, "citations": [1]}],
    }
    say(conversations, "session:secret", "m1", answer, message="what is Polly?")
    say(conversations, "session:secret", "m2", HELLO, ASKED, message="quiz\nme")
    conversations.rate("session:secret", "m1", 0, "down", "I asked\nfor prices", NOW)
    conversations.rate("session:secret", "m2", 1, "up", None, NOW + dt.timedelta(days=1))
    assert main(["ratings"]) == 0
    told = capsys.readouterr().out
    assert told == (
        "2026-11-22  up    quiz me\n"
        "                  Which service?\n"
        "2026-11-21  down  what is Polly?\n"
        "                  Amazon Polly turns text into speech. Amazon Polly turns text into speech. Amazo…\n"
        "                  I asked for prices\n"
        "1 up, 1 down\n"
    )
    assert main(["ratings", "--down"]) == 0
    assert capsys.readouterr().out == "".join(told.splitlines(keepends=True)[2:5]) + "0 up, 1 down\n"


def test_one_look_tells_what_two_would(conversations):
    opened = conversations.open("a")
    said = conversations.remember(opened, "m1", "hi", [{"type": "text"}], NOW)
    assert conversations.recall("a", "m1") == (opened, said)
    assert conversations.recall("a", "m2") == (opened, None)
    begun, nothing = conversations.recall("b", "m1")
    assert (begun, nothing) == (conversations.open("b"), None)
