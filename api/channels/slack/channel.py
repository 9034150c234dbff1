"""The Slack channel in the app: opened, mounted, run; when it is off, nothing of it is loaded."""

import asyncio
import logging
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, Request, Response

from api.channels.slack.settings import SlackSettings
from api.services import Services

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from api.channels.slack.calling import Caller
    from api.channels.slack.connecting import Socket
    from api.channels.slack.slack import Slack

EVENTS_PATH = "/slack/events"
# A pressed button comes with the message that it stands in, as a form: three bytes for one.
MAX_BODY_BYTES = 2 * 2**20

_log = structlog.get_logger(__name__)
# Between tries to deliver what Slack did not take.
_AGAIN_SECONDS = 60.0


class SlackChannel:
    """The running channel."""

    def __init__(self, slack: "Slack", app: "AsyncApp", caller: "Caller", socket: "Socket | None") -> None:
        self.slack = slack
        self.app = app
        self._caller = caller
        self._socket = socket
        self._tasks: list[asyncio.Task[None]] = []

    def routes(self) -> APIRouter:
        """What Slack and those who install the app call."""
        from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler

        handler = AsyncSlackRequestHandler(self.app)
        router = APIRouter(include_in_schema=False)

        async def handle(request: Request) -> Response:
            return await handler.handle(request)

        if self._socket is None:
            router.add_api_route(EVENTS_PATH, handle, methods=["POST"])
        if self.app.oauth_flow:
            for path in (self.app.oauth_flow.install_path, self.app.oauth_flow.redirect_uri_path):
                router.add_api_route(path, handle, methods=["GET"])
        return router

    async def start(self) -> None:
        """Begin to listen, and go on with what an earlier process left; Slack being away holds nobody up."""
        from api.channels.slack import daily

        await self._caller.open()
        daily.register(self.slack)
        await self.slack.inbox.start()
        if self._socket:
            self._socket.open()
        works = (self._look(), self._go_on(), daily.keep_sending(self.slack))
        self._tasks = [asyncio.create_task(work) for work in works]

    async def stop(self) -> None:
        """Stop listening, and put back what is not finished."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket:
            await self._socket.close()
        await self.slack.inbox.stop()
        await self._caller.close()

    async def _look(self) -> None:
        """See at the start whether a token is any good; later, each call shows it."""
        from api.channels.slack.calling import CallFailed

        if self.slack.settings.is_distributed:
            return
        try:
            await self.slack.workspaces.find(None, None)
        except CallFailed as error:
            _log.warning("slack_not_reached", error=str(error))

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(_AGAIN_SECONDS)
            try:
                await self.slack.inbox.go_on()
            except Exception:
                _log.error("slack_inbox_not_read", exc_info=True)


def open_channel(services: Services, settings: SlackSettings) -> SlackChannel | None:
    """The channel, not yet started; None when it is off."""
    if not settings.is_on:
        return None
    from api.channels.slack.app import build_app
    from api.channels.slack.calling import Caller, make_client
    from api.channels.slack.connecting import Socket
    from api.channels.slack.deliveries import Inbox
    from api.channels.slack.installations import InstalledWorkspaces, OneWorkspace, Workspaces
    from api.channels.slack.posting import Posting
    from api.channels.slack.slack import Slack

    logger = logging.getLogger("api.channels.slack.bolt")
    parts, status = services.parts, services.slack
    client = make_client(settings.api_url, logger)
    caller = Caller(client, status)
    workspaces: Workspaces
    if settings.is_distributed:
        workspaces = InstalledWorkspaces(parts.tutor.installations, parts.clock, status.revoked)
    else:
        workspaces = OneWorkspace(caller, settings.bot_token.get_secret_value())
    slack = Slack(
        services=services,
        settings=settings,
        status=status,
        workspaces=workspaces,
        posting=Posting(caller, workspaces),
        inbox=Inbox(parts.tutor.deliveries, parts.clock),
        public_url=settings.public_url.rstrip("/") or _own_address(services),
        thinking=asyncio.Semaphore(settings.at_once),
    )
    app = build_app(slack, client, logger)
    socket = None
    if settings.is_socket:
        socket = Socket(app, caller, status, settings.app_token.get_secret_value(), logger)
    status.is_on = True
    return SlackChannel(slack, app, caller, socket)


def _own_address(services: Services) -> str:
    return f"http://127.0.0.1:{services.settings.port}"
