import asyncio
import multiprocessing
import sys
import time

import pytest
from rasa.core.lock_store import LockError
from rasa.utils.endpoints import EndpointConfig

from bot.shared_lock_store import SharedLockStore

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="several workers need Linux")


@pytest.fixture
def open_store(tmp_path):
    return lambda: SharedLockStore(EndpointConfig(folder=str(tmp_path / "locks")))


async def hold(store, conversation_id, log, name, release):
    async with store.lock(conversation_id):
        log.append(f"{name} in")
        await release.wait()
        log.append(f"{name} out")


async def settle():
    await asyncio.sleep(0.05)


async def test_messages_take_turns_in_the_order_they_came_whichever_store_they_reach(open_store):
    stores, log, release = [open_store(), open_store()], [], asyncio.Event()
    tasks = []
    for number in range(6):
        # 0 and 3 reach the first store, the others the second.
        store = stores[0 if number % 3 == 0 else 1]
        tasks.append(asyncio.create_task(hold(store, "ada", log, number, release)))
        await asyncio.sleep(0)
    await settle()
    assert log == ["0 in"]

    release.set()
    await asyncio.gather(*tasks)

    assert log == [f"{number} {what}" for number in range(6) for what in ("in", "out")]


async def test_conversations_do_not_wait_for_each_other(open_store):
    store, log, release = open_store(), [], asyncio.Event()
    tasks = [asyncio.create_task(hold(store, sender, log, sender, release)) for sender in ("ada", "bob")]
    await settle()
    assert log == ["ada in", "bob in"]

    release.set()
    await asyncio.gather(*tasks)


async def test_conversation_that_stays_busy_is_given_up(open_store):
    async with open_store().lock("ada"):
        with pytest.raises(LockError, match=r"'ada' was busy for 0.01 seconds"):
            async with open_store().lock("ada", lock_lifetime=0.01):
                pytest.fail("two held the lock")


async def test_message_given_up_does_not_let_the_next_one_in_early(open_store):
    store, log, release = open_store(), [], asyncio.Event()
    tasks = []
    for name in "123":
        tasks.append(asyncio.create_task(hold(store, "ada", log, name, release)))
        await settle()
    tasks[1].cancel()
    await settle()
    assert log == ["1 in"]

    release.set()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert log == ["1 in", "1 out", "3 in", "3 out"]


async def test_failed_turn_frees_the_conversation(open_store):
    with pytest.raises(ZeroDivisionError):
        async with open_store().lock("ada"):
            raise ZeroDivisionError

    async with open_store().lock("ada", lock_lifetime=0.1):
        pass


def die_holding(folder, holding):
    async def run():
        async with SharedLockStore(EndpointConfig(folder=folder)).lock("ada"):
            holding.set()
            time.sleep(60)

    asyncio.run(run())


async def test_lock_of_a_killed_process_is_free(open_store, tmp_path):
    context = multiprocessing.get_context("spawn")
    holding = context.Event()
    process = context.Process(target=die_holding, args=(str(tmp_path / "locks"), holding))
    process.start()
    assert await asyncio.to_thread(holding.wait, 60)
    log, release = [], asyncio.Event()
    release.set()
    waiting = asyncio.create_task(hold(open_store(), "ada", log, "2", release))
    await settle()
    assert log == []

    process.kill()
    await asyncio.wait_for(waiting, 10)

    assert log == ["2 in", "2 out"]
    process.join()


def count_up(folder, path, n_times):
    """Read a number and write the next one, which loses some unless nobody else does so in between."""

    async def run():
        store = SharedLockStore(EndpointConfig(folder=folder))
        for _ in range(n_times):
            async with store.lock("ada"):
                number = int(path.read_text())
                await asyncio.sleep(0)
                path.write_text(str(number + 1))

    asyncio.run(run())


def test_processes_never_hold_a_lock_together(tmp_path):
    path = tmp_path / "number"
    path.write_text("0")
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=count_up, args=(str(tmp_path / "locks"), path, 300)) for _ in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    assert path.read_text() == "900"
