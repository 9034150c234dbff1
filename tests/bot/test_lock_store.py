import asyncio

import pytest
from rasa.core.lock_store import LockError

from bot.lock_store import InProcessLockStore, SeveralWorkers


@pytest.fixture
def store(monkeypatch):
    monkeypatch.delenv("SANIC_WORKERS", raising=False)
    return InProcessLockStore()


async def hold(store, conversation_id, log, name, release):
    async with store.lock(conversation_id):
        log.append(f"{name} in")
        await release.wait()
        log.append(f"{name} out")


async def settle():
    """Let every task run until it waits for something."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_messages_of_one_conversation_take_turns_in_the_order_they_came(store):
    log, release = [], asyncio.Event()
    tasks = [asyncio.create_task(hold(store, "ada", log, name, release)) for name in "1234"]
    await settle()
    assert log == ["1 in"]

    release.set()
    await asyncio.gather(*tasks)

    assert log == ["1 in", "1 out", "2 in", "2 out", "3 in", "3 out", "4 in", "4 out"]


async def test_waiting_message_is_woken_without_a_look_at_the_clock(store):
    """All four are through after a few steps of the loop, in which no timer can have rung."""
    log, release = [], asyncio.Event()
    release.set()
    tasks = [asyncio.create_task(hold(store, "ada", log, name, release)) for name in "1234"]
    await settle()

    assert all(task.done() for task in tasks)
    assert len(log) == 8


async def test_conversations_do_not_wait_for_each_other(store):
    log, release = [], asyncio.Event()
    tasks = [asyncio.create_task(hold(store, sender, log, sender, release)) for sender in ("ada", "bob")]
    await settle()
    assert log == ["ada in", "bob in"]

    release.set()
    await asyncio.gather(*tasks)


async def test_conversation_that_stays_busy_is_given_up(store):
    async with store.lock("ada"):
        with pytest.raises(LockError, match="'ada' was busy for 0.01 seconds"):
            async with store.lock("ada", lock_lifetime=0.01):
                pytest.fail("two held the lock")


async def test_message_given_up_does_not_hold_up_the_next(store):
    log, release = [], asyncio.Event()
    first, second, third = (asyncio.create_task(hold(store, "ada", log, name, release)) for name in "123")
    await settle()
    second.cancel()
    release.set()
    await asyncio.gather(first, second, third, return_exceptions=True)

    assert log == ["1 in", "1 out", "3 in", "3 out"]


async def test_failed_turn_frees_the_conversation(store):
    with pytest.raises(ZeroDivisionError):
        async with store.lock("ada"):
            raise ZeroDivisionError

    async with store.lock("ada", lock_lifetime=0.01):
        pass


async def test_idle_conversations_leave_nothing_behind(store):
    for sender_id in ("ada", "bob"):
        async with store.lock(sender_id):
            pass

    assert not store._locks
    assert not store._n_users


def test_several_processes_are_refused(monkeypatch):
    monkeypatch.setenv("SANIC_WORKERS", "2")
    with pytest.raises(SeveralWorkers, match="SANIC_WORKERS must be 1 .* got 2"):
        InProcessLockStore()
