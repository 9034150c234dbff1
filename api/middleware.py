"""What every request passes: an id, a line in the log, a size limit, and headers that keep pages safe."""

import time
import uuid
from collections.abc import Mapping

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import error_answer

_log = structlog.get_logger("api.request")

# Styles inline: deep-chat writes its own into its shadow root. Scripts only from here.
_CSP = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
PAGE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", _CSP.encode()),
)
# The interactive API page brings its own inline script.
_DOCS = ("/docs", "/redoc")


class RequestContext:
    """Gives each request an id, writes one log line without its contents, and adds safety headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = list(message.get("headers", []))
                headers.append((b"x-request-id", request_id.encode()))
                if not scope["path"].startswith(_DOCS):
                    headers.extend(PAGE_HEADERS)
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            _log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                milliseconds=milliseconds,
            )


class LastResort:
    """Answers what nobody foresaw with 500.

    FastAPI's own place for that lies outside everything else, where the answer would get no headers: a page
    of another origin could not read it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def watch(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            if scope["type"] != "http" or has_begun:
                raise
            _log.error("unexpected_error", path=scope["path"], exc_info=error)
            text = "Something went wrong here. Please try again in a moment."
            answer = error_answer(str(scope["state"]["request_id"]), 500, "internal", text)
            await answer(scope, receive, send)


class BodyLimit:
    """Refuses bodies beyond a size, told or found while reading.

    Args:
        max_bytes: Largest body of a learner's request.
        larger: Largest bodies of paths that take more.
        exempt: Paths that look to a limit themselves.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int,
        larger: Mapping[str, int] | None = None,
        exempt: frozenset[str] = frozenset(),
    ) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.larger = larger or {}
        self.exempt = exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self.exempt:
            await self.app(scope, receive, send)
            return
        max_bytes = self.larger.get(scope["path"], self.max_bytes)
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > max_bytes:
                await self._refuse(max_bytes, scope, receive, send)
                return
            if message["type"] != "http.request" or not message.get("more_body"):
                break
        queue = iter(messages)

        async def replay() -> Message:
            return next(queue, None) or await receive()

        await self.app(scope, replay, send)

    async def _refuse(self, max_bytes: int, scope: Scope, receive: Receive, send: Send) -> None:
        text = f"The request is larger than {max_bytes} bytes; send less at once."
        answer = error_answer(str(scope["state"]["request_id"]), 413, "too_large", text)
        await answer(scope, receive, send)
