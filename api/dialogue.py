"""Speaking with the dialogue process, and knowing when it is away."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from api.connection import Connections, RequestFailed
from api.settings import DialogueSettings


class DialogueAway(Exception):
    """The dialogue did not answer rightly in time."""


class Dialogue:
    """The dialogue's channel: one message in, its replies out.

    After a failure the dialogue is not asked again for a moment, so that a dead process costs no learner the
    wait for a timeout.
    """

    def __init__(self, settings: DialogueSettings, now: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._now = now
        self._away_until = 0.0
        self._connections = Connections(
            settings.host, settings.port, {"Authorization": f"Bearer {settings.secret.get_secret_value()}"}
        )

    async def send(
        self, sender: str, message: str, message_id: str, learner: str | None = None
    ) -> list[dict[str, Any]]:
        """Send a message and return what the dialogue says, at least one thing.

        Args:
            message_id: The same for a message that is delivered twice.
            learner: The way in which the learner comes, where the sender does not say it.

        Raises:
            DialogueAway: It is not running, too slow, or answered with an error or nothing.
        """
        if self._now() < self._away_until:
            raise DialogueAway("the dialogue failed a moment ago")
        metadata = {"message_id": message_id} | ({"learner": learner} if learner else {})
        try:
            answer = await self._connections.request(
                "POST",
                "/webhooks/sheetwise/webhook",
                {"sender": sender, "message": message, "metadata": metadata},
                seconds=self._settings.timeout_seconds,
            )
            if answer.status != HTTPStatus.OK:
                raise RequestFailed(f"it answered with status {answer.status}")
            replies = answer.json()
        except (RequestFailed, ValueError) as error:
            self._away_until = self._now() + self._settings.retry_seconds
            raise DialogueAway(f"the dialogue did not answer: {error!r}") from error
        if not isinstance(replies, list) or not replies:
            # Rasa answers its own failures with 200 and an empty list.
            raise DialogueAway("the dialogue answered with nothing")
        return replies

    async def is_up(self) -> bool:
        """Whether the dialogue process answers."""
        try:
            answer = await self._connections.request("GET", "/webhooks/sheetwise/", seconds=1.0)
        except RequestFailed:
            return False
        return answer.status == HTTPStatus.OK

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()
