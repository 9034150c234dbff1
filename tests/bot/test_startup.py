import pytest
from conftest import ROOT
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel
from rasa.core.lock_store import InMemoryLockStore, LockStore
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.utils.common import class_from_module_path
from rasa.shared.utils.io import read_config_file

from bot.channel import SecretChannel
from bot.lock_store import InProcessLockStore
from bot.startup import PartMissing, check_parts
from bot.tracker_store import SqliteTrackerStore


class ReadyAgent(Agent):
    """An agent that passes for one with a model."""

    def is_ready(self):
        return True


@pytest.fixture
def variables(monkeypatch, tmp_path):
    monkeypatch.setenv("DIALOGUE_SECRET", "correct horse")
    monkeypatch.setenv("DIALOGUE_ACTIONS_URL", "http://127.0.0.1:8000/webhook")
    monkeypatch.setenv("DIALOGUE_TRACKERS", str(tmp_path / "a folder" / "trackers.sqlite"))


def test_our_own_parts_pass(open_store):
    check_parts(ReadyAgent(tracker_store=open_store(), lock_store=InProcessLockStore()))


def test_agent_without_a_model_is_refused(open_store):
    with pytest.raises(PartMissing, match="without a model.*make run"):
        check_parts(Agent(tracker_store=open_store(), lock_store=InProcessLockStore()))


def test_tracker_store_in_memory_is_refused(domain):
    agent = ReadyAgent(tracker_store=InMemoryTrackerStore(domain), lock_store=InProcessLockStore())
    with pytest.raises(PartMissing, match="InMemoryTrackerStore in place of SqliteTrackerStore"):
        check_parts(agent)


def test_rasas_own_lock_store_is_refused(open_store):
    with pytest.raises(PartMissing, match="InMemoryLockStore in place of InProcessLockStore"):
        check_parts(ReadyAgent(tracker_store=open_store(), lock_store=InMemoryLockStore()))


@pytest.mark.usefixtures("variables")
def test_endpoints_name_our_parts(domain, tmp_path):
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "bot" / "endpoints.yml"))
    store = TrackerStore.create(endpoints.tracker_store, domain)

    assert isinstance(store, SqliteTrackerStore)
    assert (tmp_path / "a folder" / "trackers.sqlite").exists()
    assert isinstance(LockStore.create(endpoints.lock_store), InProcessLockStore)
    assert endpoints.action.url == "http://127.0.0.1:8000/webhook"
    assert endpoints.action.headers == {"Authorization": "Bearer correct horse"}
    assert endpoints.action.kwargs == {"enable_selective_domain": True}
    store.close()


@pytest.mark.usefixtures("variables")
def test_credentials_name_our_channel_and_no_other():
    credentials = read_config_file(str(ROOT / "bot" / "credentials.yml"))

    assert credentials == {"bot.channel.SecretChannel": {"secret": "correct horse"}}
    channel_class = class_from_module_path("bot.channel.SecretChannel")
    assert issubclass(channel_class, InputChannel)
    assert channel_class is SecretChannel
