"""The FastAPI app: wires the parts and mounts the routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from actions.webhook import build_executor
from actions.wiring import Parts, build_parts
from api.dialogue import Dialogue
from api.errors import install_handlers
from api.middleware import BodyLimit, RequestContext
from api.routes import chat, learning, library, service
from api.security import RateLimits, Sessions
from api.services import Services
from api.settings import ApiSettings, DialogueSettings

_WIDGET = Path(__file__).parent / "widget"


def create_app(
    settings: ApiSettings | None = None,
    dialogue_settings: DialogueSettings | None = None,
    parts: Parts | None = None,
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
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await services.dialogue.close()

    app = FastAPI(
        title="Sheetwise",
        summary="A tutor you can talk to: short answers quoted from cheat sheets, each with its citation.",
        version="0.1.0",
        lifespan=lifespan,
    )
    app.state.services = services
    install_handlers(app)
    for routes in (chat, library, learning, service):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=_WIDGET), name="static")

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(_WIDGET / "index.html")

    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, exempt=frozenset({"/webhook"}))
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(RequestContext)
    return app
