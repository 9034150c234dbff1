import aiohttp
import pytest
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from bot.channel import SecretChannel, SecretMissing

SECRET = "correct horse"
GOOD = {"sender": "ada", "message": "what is polly?", "metadata": {"page": "home"}}
CARD = {"type": "answer", "statements": [{"text": "A first line.\n\nAnd a second.", "citations": [1]}]}


class Dialogue:
    """Stands in for Rasa: remembers the messages and answers each with a card, a text and buttons."""

    def __init__(self):
        self.messages = []
        self.failure = None
        self.is_silent = False

    async def handle(self, message):
        self.messages.append(message)
        if self.failure is not None:
            raise self.failure
        if not self.is_silent:
            await message.output_channel.send_response(
                message.sender_id, {"text": None, "custom": dict(CARD)}
            )
            buttons = [{"title": "Explain", "payload": "What is a feature store?"}]
            await message.output_channel.send_response(message.sender_id, {"text": "Hi.", "buttons": buttons})


@pytest.fixture
def dialogue():
    return Dialogue()


@pytest.fixture
async def post(dialogue, unused_tcp_port, monkeypatch):
    """Post to the channel as it stands in a running server; give status and body."""
    # Sanic rewrites its own code for the first app of a process; in this mode it can do so again.
    monkeypatch.setattr(Sanic, "test_mode", True)
    app = Sanic(f"channel_{unused_tcp_port}", configure_logging=False)
    channel = SecretChannel.from_credentials({"secret": SECRET})
    app.blueprint(channel.blueprint(dialogue.handle), url_prefix="/webhooks/sheetwise")
    server = await app.create_server("127.0.0.1", unused_tcp_port, return_asyncio_server=True)
    await server.startup()
    await server.before_start()

    async def send(body=None, secret=SECRET, method="POST", path="/webhook", data=None):
        headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
        url = f"http://127.0.0.1:{unused_tcp_port}/webhooks/sheetwise{path}"
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(method, url, json=body, data=data) as response,
        ):
            return response.status, await response.json()

    yield send
    server.close()
    await server.wait_closed()


async def test_message_reaches_the_dialogue(post, dialogue):
    await post(GOOD)

    (message,) = dialogue.messages
    assert (message.text, message.sender_id, message.metadata, message.input_channel) == (
        "what is polly?",
        "ada",
        {"page": "home"},
        "sheetwise",
    )


async def test_replies_come_back_in_order_and_whole(post):
    assert await post(GOOD) == (
        200,
        [
            {"recipient_id": "ada", "custom": CARD},
            {
                "recipient_id": "ada",
                "text": "Hi.",
                "buttons": [{"title": "Explain", "payload": "What is a feature store?"}],
            },
        ],
    )


@pytest.mark.parametrize("secret", ["wrong", "", f"{SECRET} ", SECRET.upper(), None, "größe"])
async def test_wrong_secret_is_refused(post, dialogue, secret):
    assert await post(GOOD, secret=secret) == (401, {"error": "the secret is missing or wrong"})
    assert dialogue.messages == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"sender": None}, "`sender` must be a text that is not empty"),
        ({"sender": " "}, "`sender` must be a text that is not empty"),
        ({"sender": 7}, "`sender` must be a text that is not empty"),
        ({"message": None}, "`message` must be a text"),
        ({"message": ["hello"]}, "`message` must be a text"),
        ({"message": " \n"}, "`message` must not be empty"),
        ({"message": "/"}, "`message` must not be empty"),
        ({"metadata": "home"}, "`metadata` must be an object"),
    ],
)
async def test_message_without_its_parts_is_refused(post, dialogue, changes, error):
    assert await post({**GOOD, **changes}) == (400, {"error": error})
    assert dialogue.messages == []


@pytest.mark.parametrize("data", [b"{", b"hello", b"\xff"])
async def test_body_that_is_not_json_is_refused(post, data):
    assert await post(data=data) == (400, {"error": "the body is not JSON"})


@pytest.mark.parametrize("body", [None, [], "hello", 7])
async def test_body_that_is_no_object_is_refused(post, body):
    assert await post(body) == (400, {"error": "the body must be an object with `sender` and `message`"})


async def test_learner_cannot_give_rasa_commands(post, dialogue):
    await post({**GOOD, "message": " //restart"})

    assert dialogue.messages[0].text == "restart"


async def test_failure_is_a_status_and_a_sentence_without_a_trace(post, dialogue, capfd):
    dialogue.failure = RasaException("the secret inner workings")

    assert await post(GOOD) == (500, {"error": "the dialogue failed with RasaException"})
    assert "the secret inner workings" in capfd.readouterr().out


async def test_silence_is_a_failure(post, dialogue):
    dialogue.is_silent = True

    assert await post(GOOD) == (500, {"error": "the dialogue had nothing to say"})


async def test_health_is_told_to_those_who_know_the_secret(post):
    assert await post(method="GET", path="/") == (200, {"status": "ok"})
    assert await post(method="GET", path="/", secret="wrong") == (
        401,
        {"error": "the secret is missing or wrong"},
    )


@pytest.mark.parametrize("credentials", [None, {}, {"secret": ""}, {"secret": None}])
def test_channel_without_a_secret_is_refused(credentials):
    with pytest.raises(SecretMissing, match="needs a `secret`.*DIALOGUE_SECRET"):
        SecretChannel.from_credentials(credentials)
