"""One learner on the web and in Slack: gives out a code, or takes one."""

import asyncio

from actions.link import make_code, use_code
from actions.replies import Reply
from api.channels.slack.slack import Slack
from api.conversing import Speaker


async def link(slack: Slack, speaker: Speaker, code: str) -> Reply:
    """What is said to ``/sheetwise link`` and ``/sheetwise link CODE``; for the eyes of who asks alone.

    Args:
        code: Empty to be given one.
    """
    parts = slack.services.parts
    if code.strip():
        return await asyncio.to_thread(use_code, speaker.identity, code, parts)
    return await asyncio.to_thread(make_code, speaker.identity, parts)
