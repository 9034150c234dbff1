"""What the dialogue's tests share; this file can be read where Rasa is not installed."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

if importlib.util.find_spec("rasa") is None:
    collect_ignore_glob = ["test_*.py"]

# Rasa reads these when it is imported.
os.environ.update(
    RASA_TELEMETRY_ENABLED="false",
    RASA_MAX_CACHE_SIZE="0",
    SQLALCHEMY_SILENCE_UBER_WARNING="1",
    TF_CPP_MIN_LOG_LEVEL="3",
    CUDA_VISIBLE_DEVICES="-1",
)


@pytest.fixture(scope="session")
def domain():
    from rasa.shared.core.domain import Domain

    return Domain.load(str(ROOT / "bot" / "domain"))


@pytest.fixture
def open_store(tmp_path, domain):
    """Open the tests' tracker file, again and again if need be."""
    from bot.tracker_store import SqliteTrackerStore

    stores = []

    def open_it(**settings):
        store = SqliteTrackerStore(domain, db=str(tmp_path / "trackers.sqlite"), **settings)
        stores.append(store)
        return store

    yield open_it
    for store in stores:
        store.close()


@pytest.fixture
def no_encoder_variable(monkeypatch):
    """Let the configured folder hold, whatever the caller's environment names."""
    monkeypatch.delenv("DIALOGUE_ENCODER", raising=False)


@pytest.fixture
def encoder_folder(tmp_path, no_encoder_variable):
    """A copy of the tiny encoder that a test may spoil."""
    return Path(shutil.copytree(Path(__file__).parent / "tiny_encoder", tmp_path / "encoder"))


@pytest.fixture(scope="session")
def model_path(tmp_path_factory):
    from small_model import train_small_model

    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DIALOGUE_ENCODER", raising=False)
        return train_small_model(tmp_path_factory.mktemp("model"))
