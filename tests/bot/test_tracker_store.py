import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import TrackerFileUnknown, _open_file

EVENTS_PER_TURN = 5


def start_session():
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted(ACTION_LISTEN_NAME)]


def take_turn(subject, at=None):
    parse_data = {
        "intent": {"name": "define", "confidence": 0.9},
        "entities": [],
        "text": f"what is {subject}?",
        "intent_ranking": [{"name": "define", "confidence": 0.9}],
    }
    return [
        UserUttered(f"what is {subject}?", parse_data["intent"], [], parse_data, timestamp=at),
        ActionExecuted("action_answer"),
        BotUttered(data={"custom": {"type": "answer", "statements": ["x" * 500]}}),
        SlotSet("subject", subject),
        ActionExecuted(ACTION_LISTEN_NAME),
    ]


async def say(store, sender_id, *events):
    """Put events on a conversation as the processor does, and give the number that it had to replay."""
    tracker = await store.retrieve(sender_id)
    if tracker is None:
        tracker = DialogueStateTracker(sender_id, store.domain.slots)
        events = (*start_session(), *events)
    n_replayed = len(tracker.events)
    for event in events:
        tracker.update(event, store.domain)
    await store.save(tracker)
    return n_replayed


def count_rows(store):
    return store._connection.execute("SELECT count(*) FROM events").fetchone()[0]


async def test_conversation_survives_a_reopened_file(open_store):
    first = open_store()
    await say(first, "ada", *take_turn("polly"))
    first.close()

    tracker = await open_store().retrieve("ada")

    assert tracker.get_slot("subject") == "polly"
    assert tracker.latest_message.text == "what is polly?"
    assert tracker.latest_message.intent == {"name": "define", "confidence": 0.9}
    assert [event.type_name for event in tracker.events] == [
        "action", "session_started", "action", "user", "action", "bot", "slot", "action",
    ]  # fmt: skip


async def test_unknown_conversation_is_none(open_store):
    assert await open_store().retrieve("nobody") is None


async def test_a_turn_writes_only_its_own_events(open_store):
    store = open_store()
    for subject in ("polly", "lex", "kendra"):
        await say(store, "ada", *take_turn(subject))
    n_rows = count_rows(store)
    n_changes = store._connection.total_changes

    await say(store, "ada", *take_turn("neo"))

    assert count_rows(store) == n_rows + EVENTS_PER_TURN
    assert store._connection.total_changes == n_changes + EVENTS_PER_TURN + 1


async def test_saving_twice_in_a_turn_writes_no_event_twice(open_store):
    store = open_store()
    await say(store, "ada", *take_turn("polly"))
    tracker = await store.retrieve("ada")
    for event in take_turn("lex"):
        tracker.update(event, store.domain)
        await store.save(tracker)

    stored = await store.retrieve("ada")
    assert [event.type_name for event in stored.events] == [event.type_name for event in tracker.events]


async def test_conversations_do_not_mix(open_store):
    store = open_store()
    await say(store, "ada", *take_turn("polly"))
    await say(store, "bob", *take_turn("lex"))

    slots = {sender: (await store.retrieve(sender)).get_slot("subject") for sender in await store.keys()}
    assert slots == {"ada": "polly", "bob": "lex"}


async def test_long_session_is_rolled_and_keeps_its_slots(open_store):
    store = open_store(max_events=20)
    await say(store, "ada", SlotSet("compared", ["polly", "lex"]), SlotSet("aspect", "pricing"))
    await say(store, "ada", SlotSet("aspect", None))
    for turn in range(3):
        await say(store, "ada", *take_turn(f"service-{turn}"))

    tracker = await store.retrieve("ada")

    assert [event.type_name for event in tracker.events] == [
        "action", "session_started", "slot", "slot", "action",
    ]  # fmt: skip
    kept = {name: value for name, value in tracker.current_slot_values().items() if value is not None}
    assert kept == {"subject": "service-2", "compared": ["polly", "lex"]}
    assert tracker.get_slot("aspect") is None
    assert tracker.latest_action_name == ACTION_LISTEN_NAME
    # Rasa starts a session of its own on a tracker that looks empty.
    assert tracker.applied_events()


async def test_rolled_session_keeps_its_slots_after_reopening(open_store):
    store = open_store(max_events=20)
    for turn in range(6):
        await say(store, "ada", *take_turn(f"service-{turn}"))
    store.close()

    assert (await open_store(max_events=20).retrieve("ada")).get_slot("subject") == "service-5"


async def test_turns_of_a_long_conversation_replay_no_more_than_those_of_a_short_one(open_store):
    store = open_store(max_events=60)
    replayed = [await say(store, "ada", *take_turn(f"service-{turn}")) for turn in range(300)]

    assert max(replayed) <= 60
    assert sum(replayed[-50:]) <= 1.1 * sum(replayed[:50])


async def test_file_holds_no_more_of_a_conversation_than_one_session(open_store):
    store = open_store(max_events=60)
    most_rows = 0
    for turn in range(100):
        await say(store, "ada", *take_turn(f"service-{turn}"))
        most_rows = max(most_rows, count_rows(store))

    assert most_rows <= 60 + EVENTS_PER_TURN


@pytest.mark.parametrize(
    "event",
    [ActiveLoop("some_form"), ConversationPaused(), ActionExecuted("action_answer")],
    ids=["in an active loop", "while paused", "in the middle of a turn"],
)
async def test_session_is_not_rolled(open_store, event):
    store = open_store(max_events=4)
    await say(store, "ada", *take_turn("polly"), event)

    assert event in (await store.retrieve("ada")).events


async def test_expired_session_is_left_to_rasa(open_store, domain):
    store = open_store(max_events=4)
    long_ago = time.time() - domain.session_config.session_expiration_time * 60 - 1
    await say(store, "ada", *take_turn("polly", at=long_ago))

    assert (await store.retrieve("ada")).latest_message.text == "what is polly?"


async def test_session_that_rasa_starts_replaces_the_one_before(open_store):
    store = open_store()
    await say(store, "ada", *take_turn("polly"))
    await say(store, "ada", *start_session(), SlotSet("subject", "polly"))

    tracker = await store.retrieve("ada")
    assert [event.type_name for event in tracker.events] == ["action", "session_started", "action", "slot"]


async def test_cards_and_rankings_stay_out_of_the_file(open_store, tmp_path):
    store = open_store()
    await say(store, "ada", *take_turn("polly"))
    store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    content = (tmp_path / "trackers.sqlite").read_bytes()
    assert b"what is polly?" in content
    assert b"xxxxx" not in content
    assert b"intent_ranking" not in content


async def test_live_tracker_keeps_what_the_file_leaves_out(open_store):
    store = open_store()
    tracker = DialogueStateTracker("ada", store.domain.slots)
    for event in (*start_session(), *take_turn("polly")):
        tracker.update(event, store.domain)
    await store.save(tracker)

    assert tracker.latest_message.parse_data["intent_ranking"]
    assert tracker.latest_bot_utterance.data["custom"]["type"] == "answer"


async def test_old_conversations_are_deleted_when_the_file_is_opened(open_store):
    store = open_store(keep_days=30)
    await say(store, "old", UserUttered("hello", {"name": "greet"}, timestamp=time.time() - 31 * 86_400))
    await say(store, "new", *take_turn("polly"))
    store.close()

    reopened = open_store(keep_days=30)
    assert await reopened.keys() == ["new"]
    assert count_rows(reopened) == 3 + EVENTS_PER_TURN


async def test_conversation_that_cannot_be_read_starts_anew(open_store):
    store = open_store()
    await say(store, "ada", *take_turn("polly"))
    with store._connection:
        store._connection.execute("UPDATE events SET event = '{' WHERE position = 3")
    safe = FailSafeTrackerStore(store)

    tracker = await safe.get_or_create_tracker("ada", append_action_listen=False)
    for event in (*start_session(), *take_turn("lex")):
        tracker.update(event, store.domain)
    await safe.save(tracker)

    assert (await store.retrieve("ada")).get_slot("subject") == "lex"


def test_file_of_another_version_is_refused(open_store, tmp_path):
    with sqlite3.connect(tmp_path / "trackers.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(TrackerFileUnknown, match="version 99.*delete the file"):
        open_store()


def test_nobody_else_can_read_the_file(open_store, tmp_path):
    open_store()
    assert {path.stat().st_mode & 0o077 for path in tmp_path.glob("trackers.sqlite*")} == {0}


def test_several_processes_may_open_a_new_file_at_once(tmp_path):
    for number in range(10):
        path = tmp_path / f"{number}.sqlite"
        with ThreadPoolExecutor(6) as pool:
            connections = [pool.submit(_open_file, path) for _ in range(6)]
        for connection in connections:
            connection.result().close()
