"""Socket Mode: a websocket that we open, over which Slack sends what otherwise it would post to us."""

import asyncio
import logging

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from api.channels.slack.calling import Caller, Refused, Revoked, Undelivered
from api.channels.slack.status import SlackStatus

_log = structlog.get_logger(__name__)
_RETRY_SECONDS = 10.0


class Socket:
    """Keeps the websocket open; the SDK opens a new one when it breaks or Slack wants it."""

    def __init__(
        self, app: AsyncApp, caller: Caller, status: SlackStatus, token: str, logger: logging.Logger
    ) -> None:
        self._app = app
        self._caller = caller
        self._status = status
        self._token = token
        self._logger = logger
        self._handler: AsyncSocketModeHandler | None = None
        self._opening: asyncio.Task[None] | None = None

    @property
    def is_connected(self) -> bool:
        """Whether Slack can reach us."""
        session = self._handler.client.current_session if self._handler else None
        return session is not None and not session.closed

    def open(self) -> None:
        """Begin to connect; it goes on until it has worked."""
        self._status.is_connected = lambda: self.is_connected
        self._opening = asyncio.create_task(self._open())

    async def close(self) -> None:
        """Close the connection."""
        if self._opening:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        if self._handler is None:
            return
        client = self._handler.client
        tasks = [client.message_processor, client.current_session_monitor, client.message_receiver]
        await client.close()  # type: ignore[no-untyped-call]
        await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)

    async def _open(self) -> None:
        # The SDK would try for ever too, and write a trace into the log each time.
        while True:
            try:
                told = await self._caller.call("apps.connections.open", self._token, "socket")
                break
            except (Revoked, Refused) as error:
                _log.error("slack_app_token_refused", error=str(error))
                self._status.revoked.add("socket")
                return
            except Undelivered as error:
                _log.warning("slack_not_reached", error=str(error))
                await asyncio.sleep(_RETRY_SECONDS)
        self._handler = AsyncSocketModeHandler(
            self._app, self._token, logger=self._logger, web_client=self._caller.client
        )
        self._handler.client.wss_uri = told["url"]
        await self._handler.client.connect()  # type: ignore[no-untyped-call]
