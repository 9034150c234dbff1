"""The server with two processes on one port."""

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from test_server import SECONDS_TO_START, ask, start, wait_until_healthy

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="several workers need Linux")
__all__ = ["start"]


def workers_of(process):
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def test_two_workers_share_port_and_conversations_and_stop_quietly(start):
    process = start("--workers", "2")
    wait_until_healthy(process)
    assert len(workers_of(process)) == 2
    webhook = f"{process.address}/webhooks/sheetwise/webhook"

    # Every request comes on a new connection, whichever worker takes it.
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, webhook, {"sender": "ada", "message": "hello"}) for _ in range(24)]
        assert {answer.result()[0] for answer in asked} == {200}

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def test_dead_worker_takes_the_others_along(start):
    process = start("--workers", "2")
    wait_until_healthy(process)
    others = workers_of(process)
    os.kill(others.pop(), signal.SIGKILL)

    assert process.wait(timeout=20) == 1
    assert not any(Path(f"/proc/{pid}").exists() for pid in others)


def test_workers_do_not_outlive_a_killed_main_process(start):
    process = start("--workers", "2")
    wait_until_healthy(process)
    workers = workers_of(process)
    process.kill()
    give_up_at = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < give_up_at:
        time.sleep(0.1)

    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def test_workers_that_cannot_start_say_why_and_end(start):
    process = start("--workers", "2", DIALOGUE_ENCODER="/nowhere")
    output, _ = process.communicate(timeout=SECONDS_TO_START)

    assert process.returncode == 1
    assert "no usable sentence encoder in /nowhere" in output
