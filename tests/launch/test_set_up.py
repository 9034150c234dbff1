import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time

import pytest

from actions.wiring import ActionSettings
from api.channels.slack.settings import SlackSettings
from api.settings import ApiSettings, DialogueSettings
from knowledge.catalogue import Catalogue, Entry
from knowledge.settings import KnowledgeSettings
from launch import environments
from launch.console import SetupFailed
from launch.environments import DIALOGUE, TUTOR, find_python
from launch.nlu import write_nlu
from launch.secrets import ensure_secrets
from launch.settings import LaunchSettings
from launch.supervisor import Process, Supervisor, require_free_port
from tests.conftest import ROOT, find_free_port, wait_until
from tutor.settings import TutorSettings


def test_python_3_10_is_found_and_runs():
    python = find_python(DIALOGUE)
    answer = subprocess.run([python, "--version"], capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("Python 3.10")


def test_a_named_interpreter_is_preferred(monkeypatch):
    monkeypatch.setenv("TUTOR_PYTHON", sys.executable)
    assert str(find_python(TUTOR)) == sys.executable


def test_a_missing_python_is_said_with_ways_to_get_one(monkeypatch, tmp_path):
    monkeypatch.setattr(environments, "_candidates", lambda *_: iter([str(tmp_path / "python3.10")]))
    monkeypatch.setattr(environments, "_from_uv", lambda _: None)
    with pytest.raises(
        SetupFailed, match=r"(?s)needs Python 3\.10.*uv python install 3\.10.*DIALOGUE_PYTHON="
    ) as e:
        find_python(DIALOGUE)
    assert "Traceback" not in str(e.value)


def test_a_port_in_use_is_said_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SetupFailed, match=rf"Port {port} .*API_PORT={port + 1} make run"):
            require_free_port("127.0.0.1", port, "API_PORT")


def test_secrets_are_made_once_and_readable_by_their_owner_alone(tmp_path):
    path = tmp_path / "var" / "secrets.json"
    first = ensure_secrets(path)
    assert ensure_secrets(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert all(len(secret) >= 32 for secret in first.values())
    assert json.loads(path.read_text()) == first


def test_a_process_that_dies_is_started_again(tmp_path):
    process = Process("sleeper", ["sleep", "60"], dict(os.environ), tmp_path / "log")
    supervisor = Supervisor([process])
    supervisor.start()
    try:
        first = process.running.pid
        os.kill(first, signal.SIGKILL)
        wait_until(process.has_died, 5)
        supervisor.revive()
        assert process.running.pid != first
        assert not process.has_died()
    finally:
        supervisor.stop()
    assert process.running is None


def test_a_process_that_keeps_dying_is_given_up_with_its_log_named(tmp_path):
    process = Process("hopeless", ["false"], dict(os.environ), tmp_path / "log")
    process.failures = [time.monotonic()] * 5
    supervisor = Supervisor([process])
    supervisor.start()
    wait_until(process.has_died, 5)
    with pytest.raises(SetupFailed, match=r"hopeless process stopped 6 times .*log"):
        supervisor.revive()


def test_a_new_catalogue_entry_is_known_to_the_dialogue(tmp_path):
    path = tmp_path / "nlu" / "catalogue.yml"
    entries = [Entry("polly", "Amazon Polly", "service", "speech", ("Polly",))]
    write_nlu(Catalogue(entries), frozenset(), path)
    before = path.stat().st_mtime_ns
    write_nlu(Catalogue(entries), frozenset(), path)
    assert path.stat().st_mtime_ns == before
    entries.append(Entry("rag", "Retrieval augmented generation", "concept", "ai", ("RAG", "rag time")))
    write_nlu(Catalogue(entries), frozenset({"rag time"}), path)
    text = path.read_text()
    assert "synonym: rag" in text
    assert "- RAG" in text
    assert "rag time" not in text


def test_every_setting_stands_in_the_example_with_its_default():
    lines = (ROOT / ".env.example").read_text().splitlines()
    shown = dict(
        re.match(r"#?([A-Z_]+)=(.*)", line).groups() for line in lines if re.match(r"#?[A-Z_]+=", line)
    )
    wanted = {}
    for settings in (
        KnowledgeSettings,
        ActionSettings,
        TutorSettings,
        ApiSettings,
        DialogueSettings,
        SlackSettings,
        LaunchSettings,
    ):
        for name, field in settings.model_fields.items():
            default = field.default
            if hasattr(default, "get_secret_value"):
                default = default.get_secret_value()
            value = str(default if default is not None else "").replace(f"{ROOT}/", "")
            wanted[f"{settings.model_config['env_prefix']}{name.upper()}"] = value
    for variable in ("TORCH_INDEX", "TUTOR_PYTHON", "DIALOGUE_PYTHON"):
        wanted[variable] = ""
    assert shown == wanted


def test_a_taken_port_stops_make_run_with_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        env = {
            **os.environ,
            "API_PORT": str(taken.getsockname()[1]),
            "DIALOGUE_PORT": str(find_free_port()),
        }
        answer = subprocess.run(
            [sys.executable, "-m", "launch.run"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert answer.returncode == 1
    assert "cannot be used" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_setting_that_does_not_fit_is_named():
    env = {**os.environ, "API_PORT": "eighty"}
    answer = subprocess.run(
        [sys.executable, "-m", "launch.run"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
    )
    assert answer.returncode == 1
    assert "port" in answer.stderr
    assert "Traceback" not in answer.stderr
