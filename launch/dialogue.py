"""Training and running the dialogue process, which lives in its own environment."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from knowledge.catalogue import load_catalogue
from knowledge.settings import KnowledgeSettings
from launch.console import Step, run_logged
from launch.environments import DIALOGUE, LOGS, ROOT
from launch.nlu import read_wordings, write_nlu
from launch.settings import LaunchSettings

MODEL_NAME = "dialogue"
# Rasa's own noise, and everything of it that would reach for the network.
_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "PYTHONWARNINGS": "ignore",
}


def dialogue_environment(
    knowledge: KnowledgeSettings, settings: LaunchSettings, actions_url: str, secret: str
) -> dict[str, str]:
    """Environment variables of the dialogue process."""
    return {
        **os.environ,
        **_QUIET,
        "PYTHONPATH": str(ROOT),
        "RASA_CACHE_DIRECTORY": str(settings.models / "cache"),
        "DIALOGUE_ENCODER": str(knowledge.encoder),
        "DIALOGUE_TRACKERS": str(settings.trackers),
        "DIALOGUE_ACTIONS_URL": actions_url,
        "DIALOGUE_SECRET": secret,
    }


def train_if_stale(knowledge: KnowledgeSettings, settings: LaunchSettings, secret: str) -> bool:
    """Train the dialogue when its sources changed; returns whether it did.

    Rasa's own check costs as much as a training of nothing (5 s), so the sources' digest is kept beside
    the model.

    Raises:
        SetupFailed: The training failed; the model before it stays.
    """
    taken = read_wordings(ROOT / "bot" / "data" / "nlu" / "aspects.yml")
    write_nlu(load_catalogue(knowledge.catalogue), taken, settings.nlu / "catalogue.yml")
    model, stamp = model_path(settings), settings.models / "sources"
    digest = _digest_sources(knowledge, settings)
    if model.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return False
    command = [
        str(DIALOGUE.python),
        "-m",
        "rasa",
        "train",
        "--config",
        "config.yml",
        "--domain",
        "bot/domain",
    ]
    command += ["--data", "bot/data", str(settings.nlu), "--out", str(settings.models)]
    # `make test` validates the data; here it would only cost 8 s.
    command += ["--fixed-model-name", MODEL_NAME, "--skip-validation"]
    with Step("training the dialogue"):
        run_logged(
            command,
            LOGS / "train.log",
            ROOT,
            dialogue_environment(knowledge, settings, "http://127.0.0.1:1/webhook", secret),
            "The sources are config.yml, bot/domain and bot/data.",
        )
    stamp.write_text(digest, encoding="utf-8")
    return True


def run_command(settings: LaunchSettings, port: int) -> list[str]:
    """The command that serves the trained dialogue on loopback."""
    command = [str(DIALOGUE.python), "-m", "bot", "--model", str(model_path(settings)), "--port", str(port)]
    return [*command, "--workers", str(settings.workers)]


def model_path(settings: LaunchSettings) -> Path:
    """The trained model's file."""
    return settings.models / f"{MODEL_NAME}.tar.gz"


def _digest_sources(knowledge: KnowledgeSettings, settings: LaunchSettings) -> str:
    digest = hashlib.sha256()
    for path in _sources(knowledge, settings):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(knowledge: KnowledgeSettings, settings: LaunchSettings) -> Iterator[Path]:
    yield ROOT / "config.yml"
    yield DIALOGUE.lock
    yield knowledge.encoder / "model.onnx"
    for folder in (ROOT / "bot" / "domain", ROOT / "bot" / "data", settings.nlu):
        yield from sorted(folder.rglob("*.yml"))
    yield from sorted((ROOT / "bot").glob("*.py"))
