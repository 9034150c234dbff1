"""A learner store of its own for each test, and the real bank."""

import datetime as dt
import random

import pytest

from knowledge.catalogue import load_catalogue
from knowledge.settings import KnowledgeSettings
from tutor.building import BuiltItems
from tutor.exams import load_exams
from tutor.item_bank import ItemBank
from tutor.learners import Learners
from tutor.loading import load_items
from tutor.marking import Marking
from tutor.mock_exam import MockExams
from tutor.quiz import Quizzes
from tutor.scheduling import Scheduling
from tutor.store.database import Database

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue(KnowledgeSettings().catalogue)


@pytest.fixture(scope="session")
def items():
    return load_items()


@pytest.fixture(scope="session")
def exams():
    return load_exams()


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'learners.sqlite'}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def learner(database):
    return Learners(database).get("test", NOW)


@pytest.fixture
def marking(catalogue):
    return Marking(Scheduling(), catalogue)


@pytest.fixture
def quizzes(database, marking):
    return Quizzes(database, marking, judge)


@pytest.fixture
def mock_exams(database, marking, exams, items, catalogue):
    built = BuiltItems(version="", written=tuple(items.values()), generated=())
    return MockExams(database, marking, judge, exams, ItemBank(lambda: built, catalogue))


@pytest.fixture
def rng():
    return random.Random(7)


def judge(item, answer):
    """Words in a learner's own hand: right, wrong, and anything else is for the learner to judge."""
    return answer if answer in ("right", "wrong") else "unsure"
