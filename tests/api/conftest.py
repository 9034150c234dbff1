import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.dialogue import DialogueAway
from api.sections import Sections
from api.settings import ApiSettings, DialogueSettings


class ScriptedDialogue:
    """A dialogue that says what a test tells it to, and remembers what it heard."""

    def __init__(self):
        self.says = [{"text": "Hello."}]
        self.is_away = False
        self.heard = []

    async def send(self, sender, message, message_id, learner=None):
        del learner
        if self.is_away:
            raise DialogueAway("scripted")
        assert message_id
        self.heard.append((sender, message))
        return self.says

    async def is_up(self):
        return not self.is_away

    async def close(self):
        pass


@pytest.fixture
def dialogue():
    return ScriptedDialogue()


@pytest.fixture(scope="session")
def sections(parts):
    """Read once for all apps over the same parts."""
    return Sections(parts)


@pytest.fixture
def make_client(parts, sections, dialogue):
    def make(**settings):
        app = create_app(
            ApiSettings(session_secret="tests", **settings), DialogueSettings(secret="shared"), parts
        )
        services = app.state.services
        object.__setattr__(services, "dialogue", dialogue)
        object.__setattr__(services, "sections", sections)
        return TestClient(app, raise_server_exceptions=False)

    return make


@pytest.fixture
def client(make_client):
    return make_client(rate_per_session="1000/minute", rate_per_address="100000/minute")
