"""What somebody says, by whichever way: answered, and shown to those whom it is for."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from actions.replies import NoticeReply, Reply
from api.channels.slack import pictures, response_urls
from api.channels.slack.calling import Refused
from api.channels.slack.deliveries import make_key
from api.channels.slack.posting import Target
from api.channels.slack.rendering import Post
from api.channels.slack.slack import Place, Slack, identity_in
from api.conversing import Speaker, read_kept
from api.errors import ApiError
from tutor.deliveries import Delivery
from tutor.errors import TutorError

_log = structlog.get_logger(__name__)
# What a learner has done is nobody else's business.
_OWN = ("feedback", "progress", "exam")
# Slack's words for a place in which we are not.
_ELSEWHERE = {
    "channel_not_found",
    "not_in_channel",
    "user_not_in_channel",
    "is_archived",
    "restricted_action",
}


@dataclass(frozen=True)
class Said:
    """Something that a person said, typed or pressed.

    Attributes:
        message_id: The same for what is delivered again.
        is_private: Only who said it sees what is said to it.
        is_begun: There are answers in the thread; Slack shows what only one person sees in no other.
        response_url: Where Slack takes answers even in a place in which we are not; empty without one.
        n_done: Posts that are out from a try before.
    """

    place: Place
    user: str
    text: str
    message_id: str
    is_private: bool = False
    is_begun: bool = True
    response_url: str = ""
    n_done: int = 0

    @property
    def is_direct(self) -> bool:
        """Whether nobody else is there."""
        return self.place.channel.startswith("D")

    @property
    def speaker(self) -> Speaker:
        """Who speaks: in a thread everybody in one conversation, beside the threads of a channel alone."""
        if self.is_direct or self.place.thread:
            return self.place.speaker(self.user)
        place = self.place
        conversation = f"slack-{make_key(place.team, place.channel, self.user)}"
        return Speaker(conversation, identity_in(place.enterprise, place.team, self.user))

    @property
    def alone(self) -> Target:
        """Where something is shown to who spoke alone."""
        return self.place.target if self.is_begun else replace(self.place.target, thread=None)

    def pack(self, kind: str, **more: Any) -> Delivery:
        """As a delivery for the inbox, with what else its handler needs."""
        place = self.place
        content = {
            "enterprise": place.enterprise,
            "team": place.team,
            "channel": place.channel,
            "thread": place.thread,
            "user": self.user,
            "text": self.text,
            "private": self.is_private,
            "begun": self.is_begun,
            "response_url": self.response_url,
        }
        return Delivery(self.message_id, self.speaker.conversation, kind, content | more)

    @classmethod
    def unpack(cls, delivery: Delivery) -> "Said":
        """From a delivery."""
        said = delivery.content
        return cls(
            Place(said["enterprise"], said["team"], said["channel"], said["thread"]),
            said["user"],
            said["text"],
            delivery.key,
            said.get("private", False),
            said.get("begun", True),
            said.get("response_url", ""),
            delivery.n_done,
        )


@dataclass(frozen=True)
class Told:
    """What is said to something.

    Attributes:
        is_public: It is for everybody in the channel, whoever sees the rest.
    """

    replies: Sequence[Reply]
    is_public: bool = False


async def locate(slack: Slack, said: Said) -> Said:
    """The same with its place, where it was said in none: what is pressed at home is answered directly."""
    if said.place.channel:
        return said
    channel = await open_direct(slack, said.place.target, said.user)
    return replace(said, place=replace(said.place, channel=channel))


async def open_direct(slack: Slack, target: Target, user: str) -> str:
    """Id of the direct conversation with somebody.

    Args:
        target: Only its workspace counts.

    Raises:
        CallFailed: It did not work.
    """
    told = await slack.posting.call(target, "conversations.open", users=user)
    return str(told["channel"]["id"])


async def keep(slack: Slack, said: Said, make: Callable[[], list[Reply]]) -> list[Reply]:
    """What was told to something before, else what is made now; kept as what `take_turn` tells."""
    parts, speaker = slack.services.parts, said.speaker

    def recall_or_make() -> list[Reply]:
        memory = parts.tutor.conversations
        conversation, known = memory.recall(speaker.memory, said.message_id)
        if known:
            return list(read_kept(known).values())
        made = make()
        if conversation:
            plain = [reply.model_dump(mode="json") for reply in made]
            memory.remember(conversation, said.message_id, said.text, plain, parts.clock())
        return made

    try:
        slack.services.limits.count_speaker(speaker.identity)
        async with slack.thinking:
            return await asyncio.to_thread(recall_or_make)
    except ApiError as error:
        return [NoticeReply(kind="bad_input", text=error.message)]
    except TutorError as error:
        return [NoticeReply(kind="bad_input", text=error.sentence)]
    except Exception:
        _log.error("slack_telling_failed", exc_info=True)
        return [_trouble(slack)]


async def show(slack: Slack, said: Said, told: Told) -> None:
    """Show what is said to something, to everybody in the place or to one.

    Raises:
        Undelivered: Slack was not reached; what is out was noted.
        Refused: Slack does not show it there.
    """
    is_private = _is_private(said, told)
    posts = slack.render(told.replies, said.speaker, said.message_id, private=is_private)
    posts = await pictures.put_in(slack, said.place.target, posts)

    async def note(n_done: int) -> None:
        await slack.inbox.note(said.message_id, n_done)

    try:
        if is_private:
            await _whisper(slack, said, posts, note)
        else:
            await pictures.insist(
                lambda shown, n_done, noted: slack.posting.post(said.place.target, shown, n_done, noted),
                posts,
                said.n_done,
                note,
            )
    except Refused as error:
        if error.error not in _ELSEWHERE:
            await whisper(slack, said, _trouble(slack))
            raise
        if not said.response_url:
            raise
        await response_urls.respond(said.response_url, posts, in_channel=told.is_public)


async def whisper(slack: Slack, said: Said, *replies: Reply) -> None:
    """Show something to who spoke alone, and keep nothing of it."""
    posts = slack.render(replies, said.speaker, "")
    try:
        await slack.posting.whisper(said.alone, said.user, posts)
    except Refused as error:
        if error.error not in _ELSEWHERE or not said.response_url:
            raise
        await response_urls.respond(said.response_url, posts)


async def _whisper(
    slack: Slack, said: Said, posts: Sequence[Post], note: Callable[[int], Awaitable[None]]
) -> None:
    async def whisper_on(shown: Sequence[Post], n_done: int, noted: Callable[[int], Awaitable[None]]) -> None:
        for number, post in enumerate(shown[n_done:], n_done + 1):
            await slack.posting.whisper(said.alone, said.user, [post])
            if number < len(shown):
                await noted(number)

    await pictures.insist(whisper_on, posts, said.n_done, note)


def _trouble(slack: Slack) -> NoticeReply:
    return NoticeReply(kind="trouble", text=slack.services.parts.sentences.say("utter_trouble"))


def _is_private(said: Said, told: Told) -> bool:
    if said.is_direct or told.is_public:
        return False
    return said.is_private or any(_is_own(reply) for reply in told.replies)


def _is_own(reply: Reply) -> bool:
    return reply.type in _OWN or (reply.type == "question" and reply.mode == "exam")
