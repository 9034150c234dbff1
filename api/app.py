"""The FastAPI app: wires the parts and mounts the routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware

from actions.webhook import build_executor
from actions.wiring import Parts, build_parts
from api import static
from api.channels.slack.channel import EVENTS_PATH, MAX_BODY_BYTES, open_channel
from api.channels.slack.settings import SlackSettings
from api.channels.slack.status import SlackStatus
from api.dialogue import Dialogue
from api.errors import install_handlers
from api.middleware import BodyLimit, LastResort, RequestContext
from api.routes import chat, learning, library, linking, pages, service
from api.running import RunningTurns
from api.sections import Sections
from api.security import RateLimits, Sessions
from api.services import Services
from api.settings import ApiSettings, DialogueSettings


def create_app(
    settings: ApiSettings | None = None,
    dialogue_settings: DialogueSettings | None = None,
    parts: Parts | None = None,
    slack_settings: SlackSettings | None = None,
) -> FastAPI:
    """Build the app.

    Raises:
        KnowledgeError: There is no index to serve; the message says what mends it.
    """
    settings = settings or ApiSettings()
    dialogue_settings = dialogue_settings or DialogueSettings()
    parts = parts or build_parts()
    services = Services(
        settings=settings,
        dialogue_settings=dialogue_settings,
        parts=parts,
        executor=build_executor(parts),
        dialogue=Dialogue(dialogue_settings),
        sessions=Sessions(settings),
        limits=RateLimits(settings),
        running=RunningTurns(),
        sections=Sections(parts),
        slack=SlackStatus(),
    )
    slack = open_channel(services, slack_settings or SlackSettings())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if slack:
            await slack.start()
        yield
        if slack:
            await slack.stop()
        await services.running.finish()
        await services.dialogue.close()

    app = FastAPI(
        title="Sheetwise",
        summary="A tutor you can talk to: short answers quoted from cheat sheets, each with its citation.",
        version="0.1.0",
        lifespan=lifespan,
    )
    app.state.services, app.state.slack = services, slack
    install_handlers(app)
    for routes in (chat, library, pages, learning, linking, service):
        app.include_router(routes.router)
    if slack:
        app.include_router(slack.routes())
    app.include_router(static.router)
    app.mount("/static", static.WidgetFiles(), name="static")

    app.add_middleware(
        BodyLimit,
        max_bytes=settings.max_body_bytes,
        larger={EVENTS_PATH: MAX_BODY_BYTES} if slack else {},
        exempt=frozenset({"/webhook"}),
    )
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(LastResort)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["X-Request-ID", "Retry-After"],
        )
    app.add_middleware(RequestContext)
    return app
