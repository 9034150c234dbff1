"""What people do in Slack, as it posts it: presses, submitted views, commands; and what they see then."""

import asyncio
import json
import time

from actions.answer import answer
from actions.mock_exam import mock_exam
from actions.progress import show_progress
from actions.quiz import quiz
from actions.responding import respond
from actions.turns import Turn, identity_of
from tests.api.channels.slack.conftest import deliver, new_ts
from tests.api.channels.slack.fake_slack import make_form


class TutorDialogue:
    """The dialogue without its understanding: a few words decide on the skill, which is the real one."""

    skills = (
        ("quiz me", "start_quiz", quiz),
        ("hint", "hint", quiz),
        ("skip", "skip_question", quiz),
        ("stop", "stop_quiz", quiz),
        ("how am i doing", "show_progress", show_progress),
        ("what should i review", "review_due", show_progress),
        ("start a mock exam", "mock_exam", mock_exam),
    )

    def __init__(self, parts):
        self.parts = parts
        self.heard = []

    async def send(self, sender, message, message_id, learner=None):
        self.heard.append(message)
        said = message.lower()
        found = [(intent, skill) for words, intent, skill in self.skills if said.startswith(words)]
        intent, skill = found[0] if found else (None, answer)
        identity = identity_of(sender, {"learner": learner})
        turn = Turn(message, intent=intent, learner=identity, message_id=message_id)
        outcome = await asyncio.to_thread(respond, turn, self.parts, skill)
        return [{"custom": reply.model_dump(mode="json")} for reply in outcome.replies]

    async def is_up(self):
        return True

    async def close(self):
        pass


def press(post, action_id, user="U1", channel=None, state=None, value=None, selected=None, **more):
    """A press on what stands in a post.

    Args:
        post: A call of ``chat.postMessage``, ``chat.update`` or ``chat.postEphemeral``; a view has "view_id".
        action_id: Its beginning is enough.
        value: Of several such buttons the one that carries this.
        selected: Words of an option that is chosen.
    """
    block, element = find_element(post["blocks"], action_id, value)
    action = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block.get("block_id", "random"),
        "action_ts": new_ts(),
    }
    if "value" in element:
        action["value"] = element["value"]
    if selected:
        action["selected_option"] = find_option(element, selected)
    is_view = "view_id" in post
    is_ephemeral = "user" in post and not is_view
    channel = channel or post.get("channel")
    container = (
        {"type": "view", "view_id": post["view_id"]}
        if is_view
        else {
            "type": "message",
            "message_ts": post["ts"] or "1800.1",
            "channel_id": channel,
            "is_ephemeral": is_ephemeral,
        }
    )
    if post.get("thread_ts"):
        container["thread_ts"] = post["thread_ts"]
    body = {
        "type": "block_actions",
        "user": {"id": user, "username": "ada", "team_id": "T1"},
        "team": {"id": "T1", "domain": "tests"},
        "api_app_id": "A1",
        "trigger_id": f"trigger-{new_ts()}",
        "container": container,
        "actions": [action],
        "state": {"values": state or {}},
        **more,
    }
    if not is_view:
        body["channel"] = {"id": channel, "name": "general"}
        if not is_ephemeral:
            body["message"] = {"ts": post["ts"], "text": post["text"], "blocks": with_ids(post["blocks"])}
    return body


async def act(web, body):
    """Post it, and see that it is acknowledged in time."""
    started = time.monotonic()
    answer = await deliver(web, make_form(body))
    assert (answer.status_code, answer.text) == (200, "")
    assert time.monotonic() - started < 3
    return answer


async def command(web, text="", channel="C1", user="U1", **more):
    """Give the command."""
    body = {
        "command": "/sheetwise",
        "text": text,
        "user_id": user,
        "user_name": "ada",
        "team_id": "T1",
        "team_domain": "tests",
        "channel_id": channel,
        "channel_name": "general",
        "trigger_id": f"trigger-{new_ts()}",
        "api_app_id": "A1",
        **more,
    }
    answer = await deliver(web, make_form(body, is_command=True))
    assert (answer.status_code, answer.text) == (200, "")


def submission(view, user="U1", **values):
    """A view that was filled in.

    Args:
        values: By block: what was written, or an option.
    """
    fields = {
        block["block_id"]: {block["element"]["action_id"]: _fill(block, values.get(block["block_id"]))}
        for block in view["blocks"]
        if block["type"] == "input"
    }
    return {
        "type": "view_submission",
        "user": {"id": user, "team_id": "T1"},
        "team": {"id": "T1"},
        "api_app_id": "A1",
        "view": {**view, "id": f"V{new_ts()}", "state": {"values": fields}},
    }


def _fill(block, value):
    if block["element"]["type"] == "plain_text_input":
        return {"type": "plain_text_input", "value": value}
    chosen = find_option(block["element"], value) if value else None
    return {"type": block["element"]["type"], "selected_option": chosen}


def with_ids(blocks):
    """Blocks as Slack sends them back: each has an id."""
    return [{"block_id": f"random{place}", **block} for place, block in enumerate(blocks)]


def find_element(blocks, action_id, value=None):
    """The first block and element with an action of this name."""
    for block in blocks:
        for one in [*block.get("elements", []), block.get("accessory") or {}]:
            if one.get("action_id", "").startswith(action_id) and value in (None, one.get("value")):
                return block, one
    raise AssertionError(f"no {action_id} in {json.dumps(blocks)[:2000]}")


def has_element(post, action_id):
    return any(
        one.get("action_id", "").startswith(action_id)
        for block in post["blocks"]
        for one in [*block.get("elements", []), block.get("accessory") or {}]
    )


def find_option(element, words):
    """The option with these words in it, or of this value."""
    return next(one for one in element["options"] if words == one["value"] or words in one["text"]["text"])


def text_of(post):
    """All that can be read in a post or view."""
    found = []

    def walk(one):
        if isinstance(one, dict):
            for name, value in one.items():
                if name == "text" and isinstance(value, str):
                    found.append(value)
                else:
                    walk(value)
        elif isinstance(one, list):
            for value in one:
                walk(value)

    walk(post["blocks"])
    return " ".join(found)
