"""The way to the action server, kept open from one call to the next.

Rasa makes a session and a connection for each call, compresses what it sends, asks for a compressed answer,
and sends head and body one after the other, for which the tutor wakes twice. Between two processes of one
machine that takes 2 of a turn's 9 CPU milliseconds (measured 2026-11-21).
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientConnectionError
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

# The tutor closes an idle connection after 5 s; a call that is sent at that moment would be lost.
IDLE_SECONDS = 3.0


@dataclass
class Connection:
    """One open connection, and when it was last used (monotonic seconds)."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used_at: float = field(default_factory=time.monotonic)

    def is_good(self) -> bool:
        """Whether another call may be sent on it."""
        is_open = not (self.writer.is_closing() or self.reader.at_eof())
        return is_open and time.monotonic() - self.used_at < IDLE_SECONDS


class ActionEndpoint(EndpointConfig):
    """Rasa's endpoint for an action server that answers with JSON of a stated length, as ours does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._idle: list[Connection] = []

    @classmethod
    def from_config(cls, config: EndpointConfig) -> EndpointConfig:
        """Make it from what was read of `endpoints.yml`; what it does not speak is left to Rasa."""
        asks_more = config.params or config.basic_auth or config.token or config.cafile
        if asks_more or urlsplit(config.url).scheme != "http":
            return config
        return cls(url=config.url, headers=config.headers, type=config.type, **config.kwargs)

    async def request(self, *_: Any, json: Any = None, timeout: float = 300.0, **__: Any) -> Any:
        """Post an action call and read the answer.

        Raises:
            ClientConnectionError: There is no server, or it broke off.
            ClientResponseError: It answered with an error.
        """
        try:
            return await asyncio.wait_for(self._post(json), timeout)
        except (OSError, EOFError, ValueError) as error:
            raise ClientConnectionError(f"{type(error).__name__}: {error}") from error

    async def close(self) -> None:
        """Close the connections."""
        for connection in self._idle:
            connection.writer.close()
        self._idle.clear()

    async def _post(self, call: Any) -> Any:
        connection = await self._take()
        try:
            connection.writer.write(self._compose(json.dumps(call).encode()))
            head = (await connection.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            status_line, *lines = head.split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
            }
            body = await connection.reader.readexactly(int(headers.get("content-length", "-1")))
        except BaseException:
            connection.writer.close()
            raise
        if headers.get("connection", "").lower() == "close":
            connection.writer.close()
        else:
            connection.used_at = time.monotonic()
            self._idle.append(connection)
        _, status, *reason = status_line.split(" ", 2)
        if int(status) >= 400:
            raise ClientResponseError(int(status), " ".join(reason), body)
        return json.loads(body)

    async def _take(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_good():
                return connection
            connection.writer.close()
        address = urlsplit(self.url)
        return Connection(*await asyncio.open_connection(address.hostname, address.port or 80))

    def _compose(self, body: bytes) -> bytes:
        address = urlsplit(self.url)
        headers = {
            "Host": address.netloc,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **self.headers,
        }
        lines = [
            f"POST {address.path or '/'} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
