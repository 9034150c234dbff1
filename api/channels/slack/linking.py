"""One learner on the web and in Slack: gives out a code, or takes one."""

import asyncio

from actions.replies import NoticeReply, Reply, TextReply
from api.channels.slack.slack import Slack
from api.conversing import Speaker
from tutor.errors import TutorError


async def link(slack: Slack, speaker: Speaker, code: str) -> Reply:
    """What is said to ``/sheetwise link`` and ``/sheetwise link CODE``; for the eyes of who asks alone.

    Args:
        code: Empty to be given one.
    """
    parts = slack.services.parts
    codes, sentences, now = parts.tutor.link_codes, parts.sentences, parts.clock()
    if not code.strip():
        made = await asyncio.to_thread(codes.make, speaker.identity, now)
        minutes = round((made.expires_at - now).total_seconds() / 60)
        return TextReply(text=sentences.say("utter_link_code", code=made.code, minutes=str(minutes)))
    try:
        await asyncio.to_thread(codes.use, speaker.identity, code, now)
    except TutorError as error:
        return NoticeReply(kind="bad_input", text=error.sentence)
    return TextReply(text=sentences.say("utter_linked"))
