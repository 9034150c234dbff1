"""Learners: found, exported, forgotten; and the store's tables."""

import datetime as dt
import json
import threading

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

from tests.conftest import ROOT
from tests.tutor.conftest import NOW
from tutor.conversations import Conversations
from tutor.grading import Response
from tutor.learners import Learners
from tutor.store.database import Database
from tutor.store.tables import Base, IdentityRow, LearnerRow


def test_the_same_way_leads_to_the_same_learner(database):
    learners = Learners(database)
    assert learners.find("web:1") is None
    assert learners.get("web:1", NOW) == learners.get("web:1", NOW) == learners.find("web:1")
    assert learners.get("web:2", NOW).id != learners.get("web:1", NOW).id


def test_eight_at_once_make_one_learner(database):
    learners, found = Learners(database), []
    threads = [threading.Thread(target=lambda: found.append(learners.get("web:1", NOW).id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_everything_is_exported_and_then_forgotten(database, quizzes, learner, items, rng):
    learners = Learners(database)
    learners.set_aims(learner.id, exam="AIF-C01", exam_day=dt.date(2027, 1, 12))
    question = quizzes.start(learner.id, list(items.values())[:2], "t", NOW, rng)
    quizzes.answer(learner.id, question.sitting_id, 1, Response(), NOW)
    exported = learners.export("test")
    assert json.loads(json.dumps(exported)) == exported
    assert {name: len(rows) for name, rows in exported.items()} == {
        "learners": 1, "sittings": 1, "questions": 2, "attempts": 1, "cards": 1,
        "reminders": 0, "turns": 0, "ratings": 0,
    }  # fmt: skip
    learners.forget("test")
    assert learners.export("test") == {}
    with database.reading() as session:
        for table in (LearnerRow, IdentityRow):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_the_migrations_make_the_tables_of_the_code(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
    database.migrate()  # once more changes nothing


def test_a_store_of_the_first_release_keeps_its_learners(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(ROOT / "tutor" / "store" / "migrations"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text("insert into learners values ('ada', '2026-11-01', 'AIF-C01', null, 7, 'UTC')")
        )
        connection.execute(text("insert into identities values ('web:1', 'ada')"))
    database.migrate()
    learner = Learners(database).find("web:1")
    assert (learner.id, learner.exam, learner.daily_goal) == ("ada", "AIF-C01", 7)
    conversations = Conversations(database, 500)
    conversations.remember(conversations.open("web:1"), "m1", "hi", [{"type": "text"}], NOW)
    assert len(Learners(database).export("web:1")["turns"]) == 1
    database.close()
