"""Who is speaking: signed session tokens, and how often they may."""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.errors import ApiError
from api.settings import ApiSettings

COOKIE = "sheetwise_session"
_ID_BYTES = 18


@dataclass(frozen=True)
class Session:
    """A conversation's identity, made by the server: nobody can name one that was not handed out.

    Attributes:
        id: Key of the conversation in the dialogue; never shown.
        token: What the client keeps and sends.
        is_new: The client had none.
    """

    id: str
    token: str
    is_new: bool


class Sessions:
    """Makes and reads session tokens."""

    def __init__(self, settings: ApiSettings) -> None:
        self._settings = settings
        self._serializer = URLSafeTimedSerializer(
            settings.session_secret.get_secret_value() or secrets.token_urlsafe(32), salt="sheetwise.session"
        )

    def read(self, request: Request) -> Session:
        """The session of a request; a new one when it carries none.

        Raises:
            ApiError: It carries a bearer token that the server did not make, or one too old.
        """
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        if bearer and scheme.lower() == "bearer":
            session_id = self._unsign(bearer.strip())
            if session_id is None:
                raise ApiError(
                    401, "bad_token", "This session token is not valid; leave it out to begin a new session."
                )
            return Session(session_id, bearer.strip(), is_new=False)
        cookie = request.cookies.get(COOKIE)
        session_id = self._unsign(cookie) if cookie else None
        if cookie and session_id:
            return Session(session_id, cookie, is_new=False)
        return self._make()

    def keep(self, session: Session, response: Response) -> None:
        """Let the page's browser keep the token."""
        response.set_cookie(
            COOKIE,
            session.token,
            max_age=self._settings.session_days * 86_400,
            httponly=True,
            samesite="lax",
            secure=self._settings.secure_cookie,
        )

    def _make(self) -> Session:
        session_id = secrets.token_urlsafe(_ID_BYTES)
        return Session(session_id, self._serializer.dumps(session_id), is_new=True)

    def _unsign(self, token: str) -> str | None:
        try:
            value = self._serializer.loads(token, max_age=self._settings.session_days * 86_400)
        except BadSignature:
            return None
        return str(value)


class RateLimits:
    """Counts requests of each session and address in a moving window."""

    def __init__(self, settings: ApiSettings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_session = parse(settings.rate_per_session)
        self._per_address = parse(settings.rate_per_address)

    def count_session(self, session: Session) -> None:
        """Count a message of a session.

        Raises:
            ApiError: It has sent more than its limit.
        """
        self._count(self._per_session, "session", hashlib.sha256(session.id.encode()).hexdigest())

    def count_address(self, request: Request) -> None:
        """Count a request of an address.

        Raises:
            ApiError: It has sent more than its limit.
        """
        self._count(self._per_address, "address", request.client.host if request.client else "unknown")

    def _count(self, limit: RateLimitItem, kind: str, key: str) -> None:
        if not self._limiter.hit(limit, kind, key):
            reset, _ = self._limiter.get_window_stats(limit, kind, key)
            wait = max(1, round(reset - time.time()))
            raise ApiError(
                429,
                "too_many",
                f"That was more than {limit.amount} messages in {limit.get_expiry()} seconds; "
                f"please wait {wait} s.",
                {"Retry-After": str(wait)},
            )


def is_secret(given: str, expected: str) -> bool:
    """Compare a bearer secret in constant time; an empty expectation fits nothing."""
    return bool(expected) and hmac.compare_digest(given.encode(), f"Bearer {expected}".encode())
