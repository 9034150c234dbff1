"""What the handlers of Slack's deliveries share."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from slack_bolt.context.async_context import AsyncBoltContext

from actions.replies import NoticeReply, Reply
from api.channels.slack.deliveries import Inbox, make_key
from api.channels.slack.installations import Workspaces
from api.channels.slack.posting import Posting, Target
from api.channels.slack.rendering import Post, RenderContext, render
from api.channels.slack.settings import SlackSettings
from api.channels.slack.status import SlackStatus
from api.conversing import Speaker, take_turn
from api.errors import ApiError
from api.messages import clean_message
from api.services import Services

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Slack:
    """The parts of the channel, and what is done the same way wherever something is said.

    Attributes:
        public_url: Where people reach the tutor's pages.
        thinking: Held while an answer is sought.
    """

    services: Services
    settings: SlackSettings
    status: SlackStatus
    workspaces: Workspaces
    posting: Posting
    inbox: Inbox
    public_url: str
    thinking: asyncio.Semaphore

    async def say(self, speaker: Speaker, message: str, message_id: str) -> list[Reply]:
        """Have something that a person said answered, by the same way as on the web; it never fails.

        Args:
            message: Plain text, of any length.
            message_id: The same for what is delivered again.
        """
        try:
            self.services.limits.count_speaker(speaker.identity)
            cleaned = clean_message(message, self.services.settings.max_message_chars)
            async with self.thinking:
                return (await take_turn(self.services, speaker, cleaned, message_id)).replies
        except ApiError as error:
            return [NoticeReply(kind="bad_input", text=error.message)]
        except Exception:
            _log.error("slack_turn_failed", exc_info=True)
            return [NoticeReply(kind="trouble", text=self.services.parts.sentences.say("utter_trouble"))]

    def render(
        self, replies: Sequence[Reply], speaker: Speaker, message_id: str, private: bool = False
    ) -> list[Post]:
        """Posts that show the replies to a message.

        Args:
            private: Only who asked sees them, and there is a channel to share them with.
        """
        context = RenderContext(
            public_url=self.public_url,
            conversation=speaker.conversation,
            message_id=message_id,
            private=private,
            today=self.services.parts.clock().date(),
        )
        return render(replies, context)


@dataclass(frozen=True)
class Place:
    """A place in which people talk with us.

    Attributes:
        enterprise: Id of the organisation.
        team: Id of the workspace.
        thread: Timestamp of the message that heads the thread; None for the messages of a direct
            conversation that stand in no thread.
    """

    enterprise: str | None
    team: str
    channel: str
    thread: str | None = None

    @property
    def conversation(self) -> str:
        """Id of the conversation that is held here; each thread is one."""
        return f"slack-{make_key(self.team, self.channel, self.thread or 'dm')}"

    @property
    def target(self) -> Target:
        """Where answers are posted."""
        return Target(self.enterprise, self.team, self.channel, self.thread)

    def speaker(self, user: str) -> Speaker:
        """Somebody who says something here."""
        return Speaker(self.conversation, identity_in(self.enterprise, self.team, user))


def identity_in(enterprise: str | None, team: str, user: str) -> str:
    """The way in which a person of a workspace comes, a key of the learner store."""
    return f"slack:{enterprise or '-'}:{team}:{user}"


def place_in(context: AsyncBoltContext, channel: str, thread: str | None = None) -> Place:
    """A place of the workspace in which a request comes; of a shared channel, the workspace of ours."""
    found = context.authorize_result
    enterprise = found.enterprise_id if found else context.enterprise_id
    team = (found.team_id if found else None) or context.team_id or ""
    return Place(enterprise, team, channel, thread)
