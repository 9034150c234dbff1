"""A small model of our own pipeline, with the real rules and domain, and actions that are counted."""

import asyncio
import time

import pytest
from aiohttp import web
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.utils.endpoints import EndpointConfig

from bot.action_request import N_EVENTS
from bot.lock_store import InProcessLockStore

SECONDS_PER_TURN = 0.05


class Actions:
    """An action server that answers with the name of the action and keeps what it was sent."""

    def __init__(self):
        self.calls = []
        self.n_running = 0
        self.most_running = 0

    async def answer(self, request):
        call = await request.json()
        self.calls.append(call)
        self.n_running += 1
        self.most_running = max(self.most_running, self.n_running)
        await asyncio.sleep(SECONDS_PER_TURN)
        self.n_running -= 1
        subject = f"subject-{len(self.calls)}"
        return web.json_response(
            {
                "events": [{"event": "slot", "name": "subject", "value": subject}],
                "responses": [{"custom": {"type": "answer", "action": call["next_action"]}}],
            }
        )


@pytest.fixture
async def actions(unused_tcp_port, monkeypatch):
    actions = Actions()
    actions.url = f"http://127.0.0.1:{unused_tcp_port}/webhook"
    app = web.Application()
    app.router.add_post("/webhook", actions.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    yield actions
    await runner.cleanup()


@pytest.fixture
def agent(model_path, open_store, actions, no_encoder_variable):
    endpoint = EndpointConfig(actions.url, enable_selective_domain=True)
    return Agent.load(
        model_path,
        tracker_store=open_store(max_events=30),
        lock_store=InProcessLockStore(),
        action_endpoint=endpoint,
    )


async def say(agent, text, sender_id="ada"):
    channel = CollectingOutputChannel()
    await agent.handle_message(UserMessage(text, channel, sender_id))
    return [message.get("custom") or message.get("text") for message in channel.messages]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("what is polly", "action_answer"),
        ("how do I deploy", "action_answer"),
        ("weather tomorrow", "action_answer"),
        ("xqzt wvvj", "action_answer"),
        ("compare polly with lex", "action_compare"),
        ("list all services", "action_list"),
        ("how long is the exam", "action_exam"),
        ("that was wrong", "action_feedback"),
    ],
)
async def test_message_reaches_its_action_once(agent, actions, text, action):
    assert await say(agent, text) == [{"type": "answer", "action": action}]
    assert [call["next_action"] for call in actions.calls] == [action]


async def test_greeting_needs_no_action(agent, actions, domain):
    (reply,) = await say(agent, "hello")

    assert reply in [variation["text"] for variation in domain.responses["utter_greet"]]
    assert actions.calls == []


async def test_names_reach_the_action_as_entities(agent, actions):
    await say(agent, "how is Amazon Polly priced, and what is recall?")

    found = actions.calls[0]["tracker"]["latest_message"]["entities"]
    assert {(e["entity"], e["value"]) for e in found} == {
        ("service", "polly"),
        ("aspect", "pricing"),
        ("concept", "recall"),
    }


async def test_long_conversation_costs_its_last_turns_no_more_than_its_first(agent, actions, monkeypatch):
    monkeypatch.setattr("test_dialogue.SECONDS_PER_TURN", 0)
    store, n_events = agent.tracker_store._tracker_store, []
    for _ in range(40):
        await say(agent, "what is polly")
        n_events.append(len((await store.retrieve_full_tracker("ada")).events))

    assert max(n_events) < 30 + 10
    assert max(len(call["tracker"]["events"]) for call in actions.calls) <= N_EVENTS
    # The subject in focus outlives every rolled session.
    assert [call["tracker"]["slots"]["subject"] for call in actions.calls] == [
        None, *(f"subject-{turn}" for turn in range(1, 40)),
    ]  # fmt: skip


async def test_actions_get_no_domain_they_did_not_ask_for(agent, actions):
    await say(agent, "what is polly")

    assert "domain" not in actions.calls[0]


async def test_four_quick_messages_take_four_turns_and_no_longer(agent, actions):
    await say(agent, "what is polly")
    started_at = time.perf_counter()
    await say(agent, "what is polly")
    seconds_per_turn = time.perf_counter() - started_at

    started_at = time.perf_counter()
    replies = await asyncio.gather(*(say(agent, f"what is polly {n}") for n in range(4)))
    seconds = time.perf_counter() - started_at

    assert replies == [[{"type": "answer", "action": "action_answer"}]] * 4
    assert [call["tracker"]["latest_message"]["text"][-1] for call in actions.calls[2:]] == list("0123")
    assert actions.most_running == 1
    # Rasa's own lock takes three seconds; the slack is for a busy machine.
    assert seconds < 4 * seconds_per_turn + 0.8
