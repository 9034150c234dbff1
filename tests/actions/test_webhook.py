import asyncio
import threading
import time

from actions.replies import REPLY
from actions.turns import Outcome
from actions.webhook import SKILLS, SkillAction, build_executor, run_action


def call(action, text, intent="define", slots=None, **extra):
    return {
        "next_action": action,
        "sender_id": "s",
        "tracker": {
            "sender_id": "s",
            "slots": slots or {},
            "latest_message": {"text": text, "intent": {"name": intent}, "entities": []},
            "events": [],
            "latest_event_time": 0,
        },
        **extra,
    }


def test_rasas_call_without_a_domain_is_answered_with_a_reply_and_slots(parts):
    result = asyncio.run(run_action(build_executor(parts), call("action_answer", "what is Amazon Polly?")))
    reply = REPLY.validate_python(result["responses"][0]["custom"])
    assert reply.subject.id == "polly"
    names = {event.get("name"): event.get("value") for event in result["events"]}
    assert names["subject"] == "polly"
    assert names["action_listen"] is None


def test_a_skill_that_fails_says_so_in_plain_words(parts):
    def fail(_turn, _parts):
        raise ValueError("secret detail")

    action = SkillAction("action_answer", fail, parts)
    executor = build_executor(parts)
    executor.register_action(action)
    result = asyncio.run(run_action(executor, call("action_answer", "x")))
    reply = REPLY.validate_python(result["responses"][0]["custom"])
    assert (reply.type, reply.kind) == ("notice", "trouble")
    assert "secret" not in reply.text


def test_a_skill_never_holds_the_event_loop(parts):
    threads = []

    def slow(_turn, _parts):
        threads.append(threading.current_thread())
        time.sleep(0.3)
        return Outcome(())

    async def run():
        executor = build_executor(parts)
        executor.register_action(SkillAction("action_answer", slow, parts))
        started = time.monotonic()
        await asyncio.gather(*(run_action(executor, call("action_answer", "x")) for _ in range(4)))
        return time.monotonic() - started

    assert asyncio.run(run()) < 0.9
    assert threading.main_thread() not in threads


def test_every_action_of_the_domain_has_a_skill_and_back():
    import yaml

    from tests.conftest import ROOT

    named = set()
    for path in (ROOT / "bot" / "domain").glob("*.yml"):
        named |= set(yaml.safe_load(path.read_text()).get("actions") or [])
    assert named == set(SKILLS)
