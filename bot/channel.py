"""The one way into the dialogue: JSON over HTTP, for those who know the secret."""

from __future__ import annotations

import hmac
from typing import Any, Awaitable, Callable

import structlog
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.startup import clear_away, settle

logger = structlog.get_logger()

OnMessage = Callable[[UserMessage], Awaitable[Any]]


class SecretMissing(RasaException):
    """The channel was given no secret."""


class BadRequest(Exception):
    """What was posted is no message; the text says why."""


class SecretChannel(InputChannel):
    """Takes `{"sender", "message", "metadata"}` and answers with the list of replies.

    Unlike Rasa's own REST channel it tells failure from silence: whatever goes wrong is a status and a
    sentence, never an empty list.

    Args:
        secret: What every request must carry as `Authorization: Bearer <secret>`.
    """

    @classmethod
    def name(cls) -> str:
        """Name the channel, and so its address: `/webhooks/sheetwise/webhook`."""
        return "sheetwise"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SecretChannel:
        """Make the channel from `credentials.yml`.

        Raises:
            SecretMissing: There is no secret, or an empty one.
        """
        secret = (credentials or {}).get("secret")
        if not secret:
            raise SecretMissing(
                f"{cls.__name__} needs a `secret` in the credentials file: set DIALOGUE_SECRET"
            )
        return cls(str(secret))

    def __init__(self, secret: str) -> None:
        self._authorization = f"Bearer {secret}".encode()

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """Lay out the routes."""
        blueprint = Blueprint("sheetwise_channel")

        @blueprint.listener("before_server_start")
        async def guard_all_routes(app: Sanic, _: Any) -> None:
            app.register_middleware(self.refuse_strangers, "request")

        @blueprint.listener("after_server_start")
        async def refuse_missing_parts(app: Sanic, _: Any) -> None:
            settle(app.ctx.agent)

        @blueprint.listener("after_server_stop")
        async def close_connections(app: Sanic, _: Any) -> None:
            await clear_away(app.ctx.agent)

        @blueprint.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            return await self.answer(request, on_new_message)

        return blueprint

    async def refuse_strangers(self, request: Request) -> HTTPResponse | None:
        """Answer 401 to a request without the secret."""
        given = request.headers.get("authorization", "").encode()
        if hmac.compare_digest(given, self._authorization):
            return None
        return response.json({"error": "the secret is missing or wrong"}, status=401)

    async def answer(self, request: Request, on_new_message: OnMessage) -> HTTPResponse:
        """Hand a message to the dialogue and collect what it says."""
        try:
            message = self._read_message(request)
        except BadRequest as error:
            return response.json({"error": str(error)}, status=400)
        try:
            await on_new_message(message)
        except Exception as error:
            logger.exception("channel.message.failed", sender_id=message.sender_id)
            return response.json({"error": f"the dialogue failed with {type(error).__name__}"}, status=500)
        replies = message.output_channel.messages
        if not replies:
            # Rasa logs and swallows a failed action, so silence is the only sign of it here.
            return response.json({"error": "the dialogue had nothing to say"}, status=500)
        return response.json(replies)

    def _read_message(self, request: Request) -> UserMessage:
        try:
            body = request.json
        except InvalidUsage as error:
            raise BadRequest("the body is not JSON") from error
        if not isinstance(body, dict):
            raise BadRequest("the body must be an object with `sender` and `message`")
        sender = body.get("sender")
        if not isinstance(sender, str) or not sender.strip():
            raise BadRequest("`sender` must be a text that is not empty")
        text = body.get("message")
        if not isinstance(text, str):
            raise BadRequest("`message` must be a text")
        # A leading slash is a command to Rasa ("/restart"), which no learner means.
        text = text.strip().lstrip("/").strip()
        if not text:
            raise BadRequest("`message` must not be empty")
        metadata = body.get("metadata")
        if metadata is not None and not isinstance(metadata, dict):
            raise BadRequest("`metadata` must be an object")
        return UserMessage(
            text, CollectingOutputChannel(), sender, input_channel=self.name(), metadata=metadata
        )
