"""Calls to Slack's Web API: patient with limits and the network, and plain about what went wrong.

CallFailed
├── Undelivered   it did not get through; later it may
│   └── Revoked   Slack does not take the token any more
└── Refused       Slack will not do this, however often it is asked
"""

import asyncio
import json
import logging
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from api.channels.slack.status import SlackStatus

# Slack's words for a token that is worth nothing (docs.slack.dev, errors of auth.test).
_REVOKED = {"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed"}
_PASSING = {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_RETRIES = 4
_TIMEOUT_SECONDS = 20


class CallFailed(Exception):
    """Root of the family."""


class Undelivered(CallFailed):
    """A call did not get through; later it may."""


class Revoked(Undelivered):
    """Slack does not take the token any more: the app was removed, or its token replaced."""


class Refused(CallFailed):
    """Slack will not do this.

    Args:
        error: Slack's word for the reason.
    """

    def __init__(self, method: str, error: str) -> None:
        super().__init__(f"{method}: {error}")
        self.error = error


class Caller:
    """Calls the Web API over connections that stay open.

    Args:
        client: Its token is not used: each call names its own.
    """

    def __init__(self, client: AsyncWebClient, status: SlackStatus) -> None:
        self.client = client
        self._status = status

    async def open(self) -> None:
        """Begin; needs a running event loop."""
        self.client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS))

    async def close(self) -> None:
        """Close the connections."""
        if self.client.session:
            await self.client.session.close()

    async def call(
        self, method: str, token: str, name: str, arguments: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Call a method and return its answer.

        Args:
            method: Such as ``chat.postMessage``.
            name: Whose token it is, for the health check.
            arguments: Those that are None are left out.

        Raises:
            Undelivered: Slack was not reached in several tries, or limits us for longer than we wait.
            Revoked: It does not take the token.
            Refused: It does not do this.
        """
        given = {key: _write(value) for key, value in (arguments or {}).items() if value is not None}
        headers = {"Authorization": f"Bearer {token}"}
        try:
            answer = await self.client.api_call(method, data=given, headers=headers)
        except SlackApiError as error:
            raise self._explain(method, name, error) from error
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            self._status.is_away = True
            raise Undelivered(f"{method}: {error!r}") from error
        self._status.is_away = False
        self._status.revoked.discard(name)
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    def _explain(self, method: str, name: str, error: SlackApiError) -> CallFailed:
        response = error.response
        data = getattr(response, "data", None)
        reason = str(data.get("error", "")) if isinstance(data, dict) else ""
        if reason in _REVOKED:
            self._status.revoked.add(name)
            return Revoked(f"{method}: {reason}")
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
        if reason in _PASSING or not reason or status >= 429:
            self._status.is_away = status >= 500
            return Undelivered(f"{method}: {reason or status}")
        return Refused(method, reason)


def _write(value: Any) -> str:
    """An argument as a form has it; some methods take no JSON, all take forms with JSON in them."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def make_client(api_url: str, logger: logging.Logger) -> AsyncWebClient:
    """A client of the Web API that is patient."""
    return AsyncWebClient(
        base_url=api_url,
        timeout=_TIMEOUT_SECONDS,
        logger=logger,
        retry_handlers=[
            AsyncRateLimitErrorRetryHandler(max_retry_count=_RETRIES),
            AsyncServerErrorRetryHandler(max_retry_count=_RETRIES),
            AsyncConnectionErrorRetryHandler(
                max_retry_count=_RETRIES, error_types=[aiohttp.ClientConnectionError, asyncio.TimeoutError]
            ),
        ],
    )
