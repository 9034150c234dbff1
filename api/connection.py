"""HTTP to one server of this machine, over connections that stay open.

A chat turn waits for one such request; a general client spends 2 ms of CPU on it, this a tenth
(measured 2026-11-21). It speaks what two servers of ours speak: HTTP/1.1 without redirects, proxies, cookies
or compression.
"""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, cast

import httptools

# Servers close idle connections; Rasa's after 30 s, of which a request must not be the one to learn.
_IDLE_SECONDS = 10.0


class RequestFailed(Exception):
    """No whole answer came back."""


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: It is none.
        """
        return json.loads(self.body)


class Connections:
    """Connections to one server, made as they are needed and kept for the next request.

    Args:
        headers: Sent with every request.
    """

    def __init__(self, host: str, port: int, headers: dict[str, str]) -> None:
        self._address = (host, port)
        self._head = "".join(
            f"{name}: {value}\r\n" for name, value in {"Host": f"{host}:{port}", **headers}.items()
        )
        self._idle: list[_Connection] = []

    async def request(
        self, method: str, path: str, body: object = None, *, seconds: float, connect_seconds: float = 1.0
    ) -> Answer:
        """Send a request and wait for the answer.

        Args:
            body: Sent as JSON; nothing is sent when it is None.
            seconds: Longest wait for the answer.

        Raises:
            RequestFailed: The server is not there, too slow, or broke off.
        """
        data = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\n{self._head}Content-Length: {len(data)}\r\n"
        if data:
            head += "Content-Type: application/json\r\n"
        try:
            async with asyncio.timeout(connect_seconds):
                connection = await self._take()
            async with asyncio.timeout(seconds):
                answer = await connection.send(f"{head}\r\n".encode("latin-1") + data)
        except TimeoutError as error:
            raise RequestFailed("no answer in time") from error
        except OSError as error:
            raise RequestFailed(str(error)) from error
        if connection.is_open:
            self._idle.append(connection)
        return answer

    async def close(self) -> None:
        """Close the connections that are not in use."""
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    async def _take(self) -> "_Connection":
        while self._idle:
            # The one used longest ago: a server of several processes is asked all around.
            connection = self._idle.pop(0)
            if connection.is_open and time.monotonic() - connection.used_at < _IDLE_SECONDS:
                return connection
            connection.close()
        _, made = await asyncio.get_running_loop().create_connection(_Connection, *self._address)
        return made


class _Connection(asyncio.Protocol):
    """One connection, with at most one request on its way."""

    def __init__(self) -> None:
        self.is_open = True
        self.used_at = time.monotonic()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []

    async def send(self, request: bytes) -> Answer:
        """Send a whole request and wait for the whole answer; the connection is closed if none comes.

        Raises:
            RequestFailed: The connection broke, or what came was no HTTP.
        """
        if self._transport is None or not self.is_open:
            raise RequestFailed("the connection is closed")
        self._answer = asyncio.get_running_loop().create_future()
        self._parser, self._body = httptools.HttpResponseParser(self), []
        try:
            self._transport.write(request)
            return await self._answer
        except BaseException:
            self.close()
            raise
        finally:
            self._answer = None
            self.used_at = time.monotonic()

    def close(self) -> None:
        """Close the connection."""
        self.is_open = False
        if self._transport:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(f"the answer is no HTTP: {error}")
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        self._fail(f"the connection was closed before the answer was whole ({exc})")

    # What follows is called by the parser.

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        if not self._parser.should_keep_alive():
            self.close()
        if self._answer and not self._answer.done():
            self._answer.set_result(Answer(self._parser.get_status_code(), b"".join(self._body)))

    def _fail(self, reason: str) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(RequestFailed(reason))
