"""The server as it is started, in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from conftest import ROOT

SECRET = "correct horse"
SECONDS_TO_START = 60


@pytest.fixture
def start(model_path, tmp_path, unused_tcp_port, no_encoder_variable):
    """Start `python -m bot`, with more options and changed variables if need be."""
    processes = []

    def start_it(*options, **variables):
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DIALOGUE_SECRET": SECRET,
            "DIALOGUE_ACTIONS_URL": "http://127.0.0.1:9/webhook",
            "DIALOGUE_TRACKERS": str(tmp_path / "trackers.sqlite"),
            **variables,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "--model", model_path, "--port", str(unused_tcp_port), *options],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        process.address = f"http://127.0.0.1:{unused_tcp_port}"
        processes.append(process)
        return process

    yield start_it
    for process in processes:
        process.kill()
        process.communicate()


def ask(url, body=None, secret=SECRET):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Authorization": f"Bearer {secret}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def wait_until_healthy(process):
    give_up_at = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            return ask(f"{process.address}/webhooks/sheetwise/")
        except urllib.error.URLError:
            time.sleep(0.1)
    return pytest.fail(f"the server did not start: {process.communicate()[0]}")


def test_server_converses_guards_its_routes_and_stops_quietly(start):
    process = start()
    assert wait_until_healthy(process) == (200, {"status": "ok"})
    webhook = f"{process.address}/webhooks/sheetwise/webhook"

    (reply,) = ask(webhook, {"sender": "ada", "message": "hello"})[1]
    assert reply["recipient_id"] == "ada"
    # Nothing answers where actions should be: Rasa itself would give an empty list.
    assert ask(webhook, {"sender": "ada", "message": "what is polly"})[0] == 500
    for path in ("/", "/webhooks/rest/webhook", "/webhooks/sheetwise/webhook", "/model/parse"):
        assert ask(process.address + path, {"sender": "ada"}, secret="wrong")[0] == 401

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def test_server_without_tensorflow_is_small(start):
    process = start()
    wait_until_healthy(process)
    status = Path(f"/proc/{process.pid}/status").read_text()
    resident_kb = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))

    assert resident_kb < 400_000


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DIALOGUE_SECRET": ""}, "SecretMissing: SecretChannel needs a `secret`"),
        ({"DIALOGUE_ENCODER": "/nowhere"}, "no usable sentence encoder in /nowhere"),
    ],
    ids=["no secret", "no encoder"],
)
def test_server_that_cannot_work_says_why_and_ends(start, variables, sentence):
    process = start(**variables)
    output, _ = process.communicate(timeout=SECONDS_TO_START)

    assert process.returncode == 1
    assert sentence in output


def test_taken_port_is_said(start, unused_tcp_port):
    with socket.create_server(("127.0.0.1", unused_tcp_port)):
        process = start()
        output, _ = process.communicate(timeout=SECONDS_TO_START)

    assert process.returncode == 1
    assert f"cannot listen on 127.0.0.1:{unused_tcp_port}" in output
    assert "Traceback" not in output
