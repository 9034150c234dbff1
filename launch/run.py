"""Second stage of `make run`: build what changed, start both processes, wait until they are healthy."""

import os
import signal
import subprocess
import sys
import time

import httpx
from pydantic import ValidationError

from api.settings import ApiSettings, DialogueSettings
from knowledge.settings import KnowledgeSettings
from launch.console import SetupFailed, Step, say
from launch.dialogue import dialogue_environment, run_command, train_if_stale
from launch.environments import LOGS, ROOT
from launch.secrets import ensure_secrets
from launch.settings import LaunchSettings
from launch.supervisor import Process, Supervisor, require_free_port

_HEALTHY_SECONDS = 120


def main() -> int:
    """Run until Ctrl-C."""
    try:
        serve()
    except SetupFailed as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except ValidationError as error:
        problems = "; ".join(
            f"{error.title} {'.'.join(map(str, problem['loc']))}: {problem['msg']}"
            for problem in error.errors()
        )
        sys.stderr.write(f"\nA setting does not fit: {problems}. See .env.example.\n")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
    return 0


def prepare() -> tuple[dict[str, str], KnowledgeSettings, LaunchSettings]:
    """Read `.env`, make the secrets, build the index and train the dialogue, as far as they are stale."""
    load_env_file()
    for name, value in ensure_secrets(ROOT / "var" / "secrets.json").items():
        if not os.environ.get(name):
            os.environ[name] = value
    knowledge, settings = KnowledgeSettings(), LaunchSettings()
    build_index()
    train_if_stale(knowledge, settings, os.environ["DIALOGUE_SECRET"])
    return dict(os.environ), knowledge, settings


def load_env_file() -> None:
    """Let `.env` set what the environment does not."""
    from dotenv import load_dotenv

    load_dotenv(ROOT / ".env", override=False)


def build_index() -> None:
    """Build the index and the items, so that torch never enters a process that serves."""
    if subprocess.call([sys.executable, "-m", "knowledge", "build"], cwd=ROOT):
        raise SetupFailed("The index was not built; the line above says why. What served before still does.")
    if subprocess.call([sys.executable, "-m", "tutor", "build"], cwd=ROOT):
        raise SetupFailed("The items were not built; the line above says which one breaks its form.")


def serve() -> None:
    """Start both processes and keep them running."""
    for sign in (signal.SIGTERM, signal.SIGINT):  # a shell starts background jobs with SIGINT ignored
        signal.signal(sign, _interrupt)
    env, knowledge, settings = prepare()
    api, dialogue = ApiSettings(), DialogueSettings()
    require_free_port(api.host, api.port, "API_PORT")
    require_free_port("127.0.0.1", dialogue.port, "DIALOGUE_PORT")
    supervisor = Supervisor(make_processes(env, knowledge, settings, api, dialogue))
    try:
        with Step("starting"):
            supervisor.start()
            wait_until_healthy(supervisor, api)
        say(f"\nSheetwise is at {address(api)}  (Ctrl-C stops it; logs: {LOGS})\n")
        supervisor.watch()
    finally:
        supervisor.stop()


def make_processes(
    env: dict[str, str],
    knowledge: KnowledgeSettings,
    settings: LaunchSettings,
    api: ApiSettings,
    dialogue: DialogueSettings,
) -> list[Process]:
    """The two processes as they are to be run."""
    # One thread in each numeric library: serving encodes one question at a time.
    tutor_env = {
        **env,
        "OMP_NUM_THREADS": "1",
        "API_LOG_FILE": env.get("API_LOG_FILE") or str(LOGS / "tutor.log"),
    }
    actions_host = "127.0.0.1" if api.host in ("0.0.0.0", "localhost") else api.host
    dialogue_env = dialogue_environment(
        knowledge,
        settings,
        f"http://{actions_host}:{api.port}/webhook",
        dialogue.secret.get_secret_value(),
    )
    settings.trackers.parent.mkdir(parents=True, exist_ok=True)
    return [
        Process("dialogue", run_command(settings, dialogue.port), dialogue_env, LOGS / "dialogue.log"),
        Process("tutor", [sys.executable, "-m", "api"], tutor_env, LOGS / "tutor-process.log"),
    ]


def wait_until_healthy(supervisor: Supervisor, api: ApiSettings) -> None:
    """Wait until both processes answer.

    Raises:
        SetupFailed: They do not within two minutes, or one dies at once.
    """
    deadline = time.monotonic() + _HEALTHY_SECONDS
    while time.monotonic() < deadline:
        dead = next((process for process in supervisor.processes if process.has_died()), None)
        if dead:
            raise SetupFailed(f"The {dead.name} process did not start; its log says why:\n{_tail(dead)}")
        try:
            answer = httpx.get(f"{address(api)}/healthz", timeout=2.0, trust_env=False)
            if answer.status_code == httpx.codes.OK and answer.json()["status"] == "ok":
                return
        except (httpx.HTTPError, ValueError, KeyError):
            pass
        time.sleep(0.2)
    raise SetupFailed(f"The processes were not ready after {_HEALTHY_SECONDS} s; see {LOGS}")


def address(api: ApiSettings) -> str:
    """Where people find the page."""
    host = "127.0.0.1" if api.host == "0.0.0.0" else api.host
    return f"http://{f'[{host}]' if ':' in host else host}:{api.port}"


def _tail(process: Process) -> str:
    text = process.log.read_text(encoding="utf-8", errors="replace")
    return "\n".join(text.splitlines()[-8:]) + f"\n({process.log})"


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
