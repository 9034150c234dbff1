"""What has a meaning of its own in Slack; all else is for the dialogue."""

from api.channels.slack import daily, everyone
from api.channels.slack.slack import Slack
from api.channels.slack.talking import Said, Told

_MUTE, _STOP = "mute", "stop"


async def answer(slack: Slack, said: Said) -> Told:
    """What is said to something, by the channel or else by the dialogue; it never fails."""
    word = said.text.strip().strip(".!").lower()
    if not said.is_direct and said.place.channel and everyone.asks_for_all(said.text):
        return Told(await everyone.ask_all(slack, said), is_public=True)
    if word == _MUTE:
        return Told([await daily.mute(slack, said)])
    if word == _STOP:
        stopped = await daily.stop(slack, said)
        if stopped:
            return Told(stopped)
    return Told(await slack.say(said.speaker, said.text, said.message_id))
