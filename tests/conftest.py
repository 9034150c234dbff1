"""What the tests share: the real encoder and index, and one running server for all that speak to it."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml
from pydantic import SecretStr

from actions.wiring import ActionSettings, Parts, build_parts
from knowledge.building import build
from knowledge.encoding.encoder import Encoder
from knowledge.settings import KnowledgeSettings
from tutor.settings import TutorSettings

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"


@pytest.fixture(scope="session")
def settings() -> KnowledgeSettings:
    """Our own sheets alone, whatever the developer imported, with an index of the tests' own."""
    return KnowledgeSettings(
        imported_sheets=ROOT / "var" / "test" / "sheets", index=ROOT / "var" / "test" / "index"
    )


@pytest.fixture(scope="session")
def encoder(settings: KnowledgeSettings) -> Encoder:
    build(settings)
    return Encoder(settings.encoder)


@pytest.fixture(scope="session")
def parts(settings: KnowledgeSettings, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The skills' parts over the whole of our sheets."""
    assert encoder
    folder = tmp_path_factory.mktemp("parts")
    tutor = TutorSettings(
        database=SecretStr(f"sqlite:///{folder / 'learners.sqlite'}"),
        items=ROOT / "var" / "test" / "items.json",
    )
    return build_parts(settings, ActionSettings(records=folder / "records"), random.Random(0), tutor)


@pytest.fixture(scope="session")
def questions() -> list[dict]:
    """The judged questions."""
    text = (ROOT / "tests" / "data" / "questions.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


@dataclass(frozen=True)
class Server:
    """Both processes as `make run` starts them."""

    url: str
    dialogue_url: str
    launcher: subprocess.Popen
    folder: Path

    def client(self) -> httpx.Client:
        """A new visitor."""
        return httpx.Client(base_url=self.url, timeout=30, trust_env=False)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for the whole run: Rasa, the tutor, the launcher that keeps them."""
    folder = tmp_path_factory.mktemp("server")
    api_port, dialogue_port = find_free_port(), find_free_port()
    env = {
        **os.environ,
        "API_PORT": str(api_port),
        "DIALOGUE_PORT": str(dialogue_port),
        "DIALOGUE_TRACKERS": str(folder / "trackers.db"),
        "ACTIONS_RECORDS": str(folder / "records"),
        "TUTOR_ITEMS": str(ROOT / "var" / "test" / "items.json"),
        "TUTOR_DATABASE": f"sqlite:///{folder / 'learners.sqlite'}",
        "API_LOG_FILE": str(folder / "tutor.log"),
        "API_RATE_PER_SESSION": "100000/minute",
        "API_RATE_PER_ADDRESS": "100000/minute",
        "KNOWLEDGE_IMPORTED_SHEETS": str(ROOT / "var" / "test" / "sheets"),
        "KNOWLEDGE_INDEX": str(ROOT / "var" / "test" / "index"),
    }
    output = folder / "launcher.log"
    with output.open("wb") as file:
        launcher = subprocess.Popen(
            [sys.executable, "-m", "launch.run"], cwd=ROOT, env=env, stdout=file, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{api_port}"
    try:
        wait_until(lambda: "Sheetwise is at" in output.read_text() or launcher.poll() is not None, 240)
        assert launcher.poll() is None, output.read_text()
        yield Server(url, f"http://127.0.0.1:{dialogue_port}", launcher, folder)
    finally:
        launcher.send_signal(signal.SIGINT)
        launcher.wait(30)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of an installed Chromium."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        if os.environ.get("CI"):
            pytest.fail("CI has no Chromium; .ci/run installs it")
        pytest.skip("no Chromium on the PATH; `apt install chromium` brings the browser tests")
    return found


def find_free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition, seconds: float) -> None:
    """Wait for a condition, or fail."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)
