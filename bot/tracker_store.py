"""Where the dialogue keeps what was said: one SQLite file, bounded per conversation.

Rasa replays, copies and searches the events of the whole session on every turn, so a turn in a long
conversation would cost more and more. Here a session that has grown long is rolled: the next turn starts
a new one that carries the current slots. One-step rules look no further back than the last message, so
nothing is lost by it, and a learner's progress is kept elsewhere.

Rasa wraps every store in `FailSafeTrackerStore`: a `retrieve` that raises makes the conversation start
anew, a `save` that raises loses the turn. Both are logged and neither stops the dialogue.
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterable, Iterator

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.common import all_subclasses

from bot.action_request import install_request_trimming
from bot.action_validation import install_compiled_validation
from bot.graph_runner import install_ordered_runs

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    sender_id TEXT NOT NULL UNIQUE,
    last_event_at REAL NOT NULL
);
CREATE INDEX conversations_by_age ON conversations (last_event_at);
CREATE TABLE events (
    conversation_id INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    position INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (conversation_id, position)
) WITHOUT ROWID;
"""

SECONDS_PER_DAY = 86_400


class TrackerFileUnknown(RasaException):
    """The file was written by another version of this store."""


class StoredTracker(DialogueStateTracker):
    """A tracker that knows how many of its events, from the first on, are already in the file."""

    n_stored: int = 0


class SqliteTrackerStore(TrackerStore):
    """Keeps the current session of every conversation in one SQLite file.

    Args:
        db: Path of the file; it and its folder are made when missing.
        max_events: A session with more events than this is rolled at its next turn. 0 never rolls.
        keep_days: Conversations without an event for so long are deleted when the store is opened.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,  # noqa: ARG002 (Rasa passes the endpoint's `url` under this name)
        event_broker: EventBroker | None = None,
        *,
        db: str,
        max_events: int = 120,
        keep_days: float = 90,
    ) -> None:
        # Rasa offers no hook for the action endpoint, but it always makes the tracker store first.
        install_compiled_validation()
        install_request_trimming()
        install_ordered_runs()
        self.max_events = max_events
        self._connection = _open_file(Path(db))
        self.delete_conversations_before(time.time() - keep_days * SECONDS_PER_DAY)
        super().__init__(domain, event_broker)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def delete_conversations_before(self, moment: float) -> int:
        """Delete the conversations whose last event is older than a moment (Unix time); say how many."""
        with self._connection:
            return self._connection.execute(
                "DELETE FROM conversations WHERE last_event_at < ?", (moment,)
            ).rowcount

    async def keys(self) -> Iterable[str]:
        """List the ids of all conversations."""
        return [sender_id for (sender_id,) in self._connection.execute("SELECT sender_id FROM conversations")]

    async def retrieve(self, sender_id: str) -> StoredTracker | None:
        """Read a conversation's current session, rolled when it has grown long."""
        tracker = self._read_tracker(sender_id)
        if tracker is not None and self._is_due_to_roll(tracker):
            return roll_session(tracker, self.domain)
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> StoredTracker | None:
        """Read all that is kept of a conversation: its current session as it stands."""
        return self._read_tracker(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append a tracker's new events; a new session among them replaces the older one.

        A tracker that this store did not make replaces what is kept of its conversation.
        """
        n_stored = tracker.n_stored if isinstance(tracker, StoredTracker) else 0
        events = list(tracker.events)
        new = events[n_stored:]
        if not new:
            return
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)
        session_start = _find_session_start(new)
        if n_stored == 0 or session_start is not None:
            self._replace_events(tracker.sender_id, new[session_start or 0 :])
        else:
            self._append_events(tracker.sender_id, new)
        if isinstance(tracker, StoredTracker):
            tracker.n_stored = len(events)

    def _read_tracker(self, sender_id: str) -> StoredTracker | None:
        rows = self._connection.execute(
            "SELECT event FROM events JOIN conversations ON conversation_id = conversations.id "
            "WHERE sender_id = ? ORDER BY position",
            (sender_id,),
        ).fetchall()
        if not rows:
            return None
        events = [_read_event(json.loads(event)) for (event,) in rows]
        tracker = StoredTracker.from_events(sender_id, events, self.domain.slots)
        tracker.n_stored = len(events)
        return tracker

    def _is_due_to_roll(self, tracker: StoredTracker) -> bool:
        return (
            0 < self.max_events < len(tracker.events)
            and tracker.latest_action_name == ACTION_LISTEN_NAME
            and tracker.active_loop is None
            and not tracker.is_paused()
            and not self._has_expired(tracker)
        )

    def _has_expired(self, tracker: StoredTracker) -> bool:
        """Tell whether Rasa is about to start a new session itself.

        It judges by the age of the last message, which a rolled session no longer holds.
        """
        config = self.domain.session_config
        last_message = next((e for e in reversed(tracker.events) if isinstance(e, UserUttered)), None)
        if last_message is None or not config.are_sessions_enabled():
            return False
        return time.time() - last_message.timestamp >= config.session_expiration_time * 60

    def _append_events(self, sender_id: str, events: list[Event]) -> None:
        with self._connection:
            conversation_id = self._touch_conversation(sender_id, events[-1].timestamp)
            (n_stored,) = self._connection.execute(
                "SELECT coalesce(max(position) + 1, 0) FROM events WHERE conversation_id = ?",
                (conversation_id,),
            ).fetchone()
            self._insert_events(conversation_id, n_stored, events)

    def _replace_events(self, sender_id: str, events: list[Event]) -> None:
        with self._connection:
            conversation_id = self._touch_conversation(sender_id, events[-1].timestamp)
            self._connection.execute("DELETE FROM events WHERE conversation_id = ?", (conversation_id,))
            self._insert_events(conversation_id, 0, events)

    def _touch_conversation(self, sender_id: str, last_event_at: float) -> int:
        self._connection.execute(
            "INSERT INTO conversations (sender_id, last_event_at) VALUES (?, ?) "
            "ON CONFLICT (sender_id) DO UPDATE SET last_event_at = excluded.last_event_at",
            (sender_id, last_event_at),
        )
        (conversation_id,) = self._connection.execute(
            "SELECT id FROM conversations WHERE sender_id = ?", (sender_id,)
        ).fetchone()
        return int(conversation_id)

    def _insert_events(self, conversation_id: int, first_position: int, events: list[Event]) -> None:
        self._connection.executemany(
            "INSERT INTO events (conversation_id, position, event) VALUES (?, ?, ?)",
            [
                (conversation_id, position, json.dumps(_write_event(event)))
                for position, event in enumerate(events, start=first_position)
            ],
        )


def roll_session(tracker: StoredTracker, domain: Domain) -> StoredTracker:
    """Start a new session that carries the slots which hold another value than their first.

    Rasa's own `action_session_start` would copy every setting of every slot that ever happened.
    """
    carried = [
        SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value != slot.initial_value
    ]
    return StoredTracker.from_events(
        tracker.sender_id,
        [
            ActionExecuted(ACTION_SESSION_START_NAME),
            SessionStarted(),
            *carried,
            ActionExecuted(ACTION_LISTEN_NAME),
        ],
        domain.slots,
    )


def _open_file(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    # What learners type is nobody else's business; SQLite gives its -wal file the same mode.
    path.touch(mode=0o600)
    # Rasa makes the store and uses it in one event loop, though not always from the thread it began in.
    connection = sqlite3.connect(path, timeout=5, check_same_thread=False)
    with _opened_by_nobody_else(path):
        connection.execute("PRAGMA journal_mode = WAL")
        # In WAL mode this loses at most the last turns on a power cut, and never damages the file.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            connection.executescript(SCHEMA + f"PRAGMA user_version = {SCHEMA_VERSION};")
            version = SCHEMA_VERSION
    if version != SCHEMA_VERSION:
        connection.close()
        raise TrackerFileUnknown(
            f"{path} holds conversations in version {version}, this program reads version {SCHEMA_VERSION}: "
            "delete the file, learners lose nothing but the thread of their last conversation"
        )
    return connection


@contextmanager
def _opened_by_nobody_else(path: Path) -> Iterator[None]:
    """Let several processes that find a new file make it one after the other.

    SQLite's own locks do not wait where a file is put into WAL mode.
    """
    with path.with_name(f".{path.name}.opening").open("w") as file:
        # Given back when the file is closed.
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _find_session_start(events: list[Event]) -> int | None:
    """Find where the last session among events begins: at the action that started it, when it is there."""
    for position in range(len(events) - 1, -1, -1):
        if isinstance(events[position], SessionStarted):
            before = events[position - 1] if position else None
            started_by_action = (
                isinstance(before, ActionExecuted) and before.action_name == ACTION_SESSION_START_NAME
            )
            return position - 1 if started_by_action else position
    return None


def _write_event(event: Event) -> dict[str, Any]:
    """Put an event into a dictionary, without what only its own turn needs.

    A card's content and the ranking of all intents make up nine tenths of what a turn would store.
    """
    written = event.as_dict()
    if isinstance(event, UserUttered):
        parse_data = written["parse_data"]
        written["parse_data"] = {key: parse_data[key] for key in ("intent", "entities", "text")}
    elif isinstance(event, BotUttered):
        written["data"] = {}
    return written


# Rasa searches its class tree anew for every single event.
_EVENT_CLASSES = {event_class.type_name: event_class for event_class in all_subclasses(Event)}


def _read_event(written: dict[str, Any]) -> Event:
    return _EVENT_CLASSES[written["event"]]._from_parameters(written)
