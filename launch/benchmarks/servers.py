"""The two sides of the conversation benchmarks, each with files of its own in a temporary folder.

Ours are the two processes as the launcher makes them. Stock is Rasa with the same trained model and what
Rasa brings: `SQLTrackerStore` on an SQLite file, its lock store in memory, its REST channel, and an action
server that does nothing. Our changes to Rasa are installed by our tracker store, which stock never imports.
"""

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

from api.settings import ApiSettings, DialogueSettings
from knowledge.settings import KnowledgeSettings
from launch.benchmarks.figures import NotMeasured
from launch.benchmarks.visitors import OurVisitor, StockVisitor, Visitor, wait_for_answer
from launch.dialogue import dialogue_environment, model_path
from launch.environments import DIALOGUE
from launch.run import make_processes
from launch.settings import LaunchSettings
from launch.supervisor import Process

# Far above what a start takes, so that only a process that is not coming stops the run.
_START_SECONDS = 120
_NO_OP = json.dumps({"events": [], "responses": [{"text": "ok"}]}).encode()


@dataclass(frozen=True)
class Server:
    """One running side.

    Attributes:
        visit: Begins a new conversation.
        pids: Ids of its processes by name.
    """

    name: str
    visit: Callable[[], Visitor]
    pids: Mapping[str, int]


@dataclass(frozen=True)
class Part:
    """A process that can be started, and where it says that it is there."""

    process: Process
    port: int
    health: str
    headers: dict[str, str]

    def start(self) -> float:
        """Start it and wait until it answers; returns seconds.

        Raises:
            NotMeasured: It did not come up.
        """
        started = time.perf_counter()
        self.process.start()
        try:
            wait_for_answer(self.port, self.health, self.headers, _START_SECONDS)
        except NotMeasured as error:
            self.process.stop()
            tail = self.process.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
            raise NotMeasured("\n".join([f"{self.process.name}: {error}", *tail])) from error
        return time.perf_counter() - started

    @property
    def pid(self) -> int:
        """Its id while it runs."""
        if self.process.running is None:
            raise NotMeasured(f"the {self.process.name} process does not run")
        return self.process.running.pid


def make_environment(folder: Path) -> dict[str, str]:
    """Variables that let our processes run beside a `make run` of the same clone, and unhindered."""
    return {
        **os.environ,
        "API_HOST": "127.0.0.1",
        "API_PORT": str(find_free_port()),
        "API_SESSION_SECRET": secrets.token_urlsafe(32),
        "API_LOG_FILE": str(folder / "tutor.log"),
        "API_RATE_PER_SESSION": "100000/minute",
        "API_RATE_PER_ADDRESS": "100000/minute",
        "ACTIONS_RECORDS": str(folder / "records"),
        "DIALOGUE_PORT": str(find_free_port()),
        "DIALOGUE_SECRET": secrets.token_urlsafe(32),
        "DIALOGUE_TRACKERS": str(folder / "trackers.db"),
    }


def make_our_parts(folder: Path, knowledge: KnowledgeSettings, settings: LaunchSettings) -> dict[str, Part]:
    """Our dialogue and tutor as the launcher runs them, on free ports."""
    env = make_environment(folder)
    api = ApiSettings(host=env["API_HOST"], port=int(env["API_PORT"]))
    dialogue = DialogueSettings.model_validate(
        {"port": env["DIALOGUE_PORT"], "secret": env["DIALOGUE_SECRET"]}
    )
    own = settings.model_copy(update={"trackers": Path(env["DIALOGUE_TRACKERS"])})
    made = {process.name: process for process in make_processes(env, knowledge, own, api, dialogue)}
    logged = {name: replace(process, log=folder / f"{name}.out") for name, process in made.items()}
    secret = {"Authorization": f"Bearer {env['DIALOGUE_SECRET']}"}
    return {
        "dialogue": Part(logged["dialogue"], dialogue.port, "/webhooks/sheetwise/", secret),
        "tutor": Part(logged["tutor"], api.port, "/healthz", {}),
    }


def make_stock_part(
    folder: Path, knowledge: KnowledgeSettings, settings: LaunchSettings, actions_url: str
) -> Part:
    """Stock Rasa over our trained model, on a free port."""
    endpoints, credentials = folder / "endpoints.yml", folder / "credentials.yml"
    store = {"type": "SQL", "dialect": "sqlite", "db": str(folder / "stock.db")}
    endpoints.write_text(
        yaml.safe_dump({"tracker_store": store, "action_endpoint": {"url": actions_url}}), encoding="utf-8"
    )
    credentials.write_text("rest:\n", encoding="utf-8")
    port = find_free_port()
    command = [str(DIALOGUE.python), "-m", "rasa", "run", "--model", str(model_path(settings)), "--quiet"]
    command += ["--endpoints", str(endpoints), "--credentials", str(credentials)]
    command += ["--interface", "127.0.0.1", "--port", str(port)]
    env = dialogue_environment(knowledge, settings, actions_url, "")
    return Part(Process("stock", command, env, folder / "stock.out"), port, "/", {})


@contextmanager
def serve_ours(
    folder: Path, knowledge: KnowledgeSettings, settings: LaunchSettings, n_workers: int = 1
) -> Iterator[Server]:
    """Run our tutor and our dialogue, the latter with one process or several."""
    own = folder / f"workers-{n_workers}"
    own.mkdir(exist_ok=True)
    parts = make_our_parts(own, knowledge, settings.model_copy(update={"workers": n_workers}))
    try:
        for part in parts.values():
            part.start()
        port = parts["tutor"].port
        pids = {name: part.pid for name, part in parts.items()}
        workers = {f"worker {pid}": pid for pid in find_children(pids["dialogue"])}
        yield Server("ours", lambda: OurVisitor(port), {**pids, **workers})
    finally:
        for part in parts.values():
            part.process.stop()


@contextmanager
def serve_stock(folder: Path, knowledge: KnowledgeSettings, settings: LaunchSettings) -> Iterator[Server]:
    """Run stock Rasa with an action server that does nothing."""
    with serve_no_op_actions() as actions_url:
        part = make_stock_part(folder, knowledge, settings, actions_url)
        try:
            part.start()
            yield Server("stock", lambda: StockVisitor(part.port), {"stock": part.pid})
        finally:
            part.process.stop()


@contextmanager
def serve_no_op_actions() -> Iterator[str]:
    """Run an action server that answers every call at once with "ok"; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _NoOpHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/webhook"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _NoOpHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise the second packet of an answer waits 40 ms for the first one's receipt.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(_NO_OP)))
        self.end_headers()
        self.wfile.write(_NO_OP)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def find_children(pid: int) -> list[int]:
    """Ids of the processes that a process started; none where the system does not say."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def find_free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
