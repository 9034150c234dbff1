"""Deliveries, installations and reminders: what a channel has the store remember."""

import datetime as dt
from pathlib import Path

import pytest

from tests.tutor.conftest import NOW
from tutor.deliveries import Deliveries, Delivery
from tutor.installations import Installations
from tutor.learners import Learners
from tutor.reminders import Reminders
from tutor.store.tables import DeliveryRow

ONE = Delivery("k1", "lane", "message", {"text": "hi"})
TWO = Delivery("k2", "lane", "message", {"text": "there"})


@pytest.fixture
def deliveries(database):
    return Deliveries(database)


@pytest.fixture
def reminders(database):
    return Reminders(database)


def test_a_delivery_is_taken_once_also_within_one_batch(deliveries):
    assert deliveries.take([ONE, TWO, ONE], NOW) == [ONE, TWO, None]
    assert deliveries.take([ONE], NOW) == [None]
    deliveries.finish("k1", NOW)
    assert deliveries.take([ONE], NOW) == [None]


def test_what_was_released_is_taken_again_behind_what_is_done_of_it(deliveries):
    deliveries.take([ONE, TWO], NOW)
    deliveries.note("k1", 2)
    deliveries.release("k1")
    known = Delivery("k1", "lane", "message", {"text": "hi"}, n_done=2)
    assert deliveries.waiting() == [(known, NOW)]
    assert deliveries.take([ONE], NOW) == [known]
    assert deliveries.waiting() == []


def test_what_a_process_held_that_has_gone_waits_in_its_order(deliveries):
    deliveries.take([TWO], NOW)
    deliveries.take([ONE], NOW + dt.timedelta(seconds=1))
    deliveries.release_all()
    assert [delivery.key for delivery, _ in deliveries.waiting()] == ["k2", "k1"]


def test_what_is_done_keeps_none_of_its_content_and_its_lane_is_known_until_it_is_dropped(
    deliveries, database
):
    deliveries.take([ONE], NOW)
    deliveries.finish("k1", NOW)
    with database.reading() as session:
        assert session.get_one(DeliveryRow, "k1").content is None
    assert (deliveries.knows("lane"), deliveries.knows("other")) == (True, False)
    deliveries.drop_before(NOW + dt.timedelta(seconds=1))
    assert not deliveries.knows("lane")


def test_the_last_installation_of_a_workspace_is_kept_until_it_leaves(database):
    installations = Installations(database)
    installations.save("-:T1", {"token": "old"}, NOW)
    installations.save("-:T1", {"token": "new"}, NOW)
    assert (installations.find("-:T1"), installations.find("-:T2")) == ({"token": "new"}, None)
    installations.delete("-:T1")
    assert installations.keys() == []


def test_whoever_begins_to_install_may_come_back_once_and_in_time(database):
    installations, soon = Installations(database), NOW + dt.timedelta(seconds=599)
    state, late = installations.begin(NOW, 600), installations.begin(NOW, 600)
    assert [installations.has_begun(state, soon) for _ in range(2)] == [True, False]
    assert not installations.has_begun(late, NOW + dt.timedelta(seconds=600))
    assert not installations.has_begun("made up", NOW)


def remind(reminders, learner, hour=9, zone="Europe/Berlin", now=NOW):
    return reminders.set(learner.id, "slack:-:T1:U1", {"channel": "D1"}, hour, zone, now)


def due_at(reminders, moment):
    return [day for _, day in reminders.due(moment)]


def utc(*numbers):
    return dt.datetime(*numbers, tzinfo=dt.UTC)


def test_a_reminder_is_due_at_the_learners_hour_and_for_two_hours(reminders, learner):
    remind(reminders, learner)  # at 10:00 in Berlin, an hour late for today
    day = dt.date(2026, 11, 22)
    moments = [utc(2026, 11, 21, 9), utc(2026, 11, 22, 7, 59), utc(2026, 11, 22, 8), utc(2026, 11, 22, 9, 59)]
    assert [due_at(reminders, moment) for moment in moments] == [[], [], [day], [day]]
    assert due_at(reminders, utc(2026, 11, 22, 10)) == []


def test_a_reminder_is_sent_once_a_day_however_often_it_is_tried_or_changed(reminders, learner):
    remind(reminders, learner)
    day, morning = dt.date(2026, 11, 22), utc(2026, 11, 22, 8, 30)
    assert [reminders.take(learner.id, day) for _ in range(2)] == [True, False]
    assert due_at(reminders, morning) == []
    remind(reminders, learner, hour=11, now=morning)
    assert due_at(reminders, utc(2026, 11, 22, 10)) == []
    assert due_at(reminders, utc(2026, 11, 23, 10)) == [dt.date(2026, 11, 23)]


def test_a_reminder_of_the_last_hour_is_still_due_after_midnight(reminders, learner):
    remind(reminders, learner, hour=23, zone="UTC")
    assert due_at(reminders, utc(2026, 11, 22, 0, 30)) == [dt.date(2026, 11, 21)]


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        (dt.date(2027, 3, 27), 9, utc(2027, 3, 27, 8)),  # winter in Berlin
        (dt.date(2027, 3, 28), 9, utc(2027, 3, 28, 7)),  # summer
        (dt.date(2027, 3, 28), 2, utc(2027, 3, 28, 1)),  # there is no such hour
        (dt.date(2027, 10, 31), 2, utc(2027, 10, 31, 0)),  # there are two
    ],
)
def test_clocks_that_are_changed_change_the_moment_and_not_the_hour(reminders, learner, day, hour, moment):
    remind(reminders, learner, hour)
    assert due_at(reminders, moment - dt.timedelta(minutes=1)) == []
    assert due_at(reminders, moment) == [day]
    assert reminders.take(learner.id, day)
    assert due_at(reminders, moment + dt.timedelta(hours=1)) == []


def test_a_reminder_that_is_off_is_not_due_and_goes_with_its_learner(reminders, learner, database):
    assert not reminders.turn_off(learner.id)
    remind(reminders, learner)
    assert [reminders.turn_off(learner.id) for _ in range(2)] == [True, False]
    assert (due_at(reminders, utc(2026, 11, 22, 8)), reminders.find(learner.id).is_on) == ([], False)
    assert not reminders.take(learner.id, dt.date(2026, 11, 22))
    assert len(Learners(database).export("test")["reminders"]) == 1
    Learners(database).forget("test")
    assert reminders.find(learner.id) is None


@pytest.mark.parametrize(("hour", "zone"), [(24, "UTC"), (-1, "UTC"), (9, "Mars/Olympus"), (9, "../etc")])
def test_an_hour_or_a_zone_that_there_is_not_is_refused(reminders, learner, hour, zone):
    with pytest.raises(ValueError, match="hour must be|no time zone"):
        remind(reminders, learner, hour, zone)


def test_the_store_is_for_its_owners_eyes(database):
    assert Path(database.engine.url.database).stat().st_mode & 0o077 == 0
