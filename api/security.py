"""Who is speaking: signed session tokens, and how often they may."""

import hashlib
import hmac
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import RateLimitItem, parse

from api.errors import ApiError
from api.settings import ApiSettings

COOKIE = "sheetwise_session"
_ID_BYTES = 18
_SWEEP_SECONDS = 60.0


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
        self._window = MovingWindow()
        self._per_session = parse(settings.rate_per_session)
        self._per_address = parse(settings.rate_per_address)

    def count_session(self, session: Session) -> None:
        """Count a message of a session.

        Raises:
            ApiError: It has sent more than its limit.
        """
        self.count_speaker(session.id)

    def count_speaker(self, name: str) -> None:
        """Count a message of whoever a channel knows by this name.

        Raises:
            ApiError: They have sent more than their limit.
        """
        self._count(self._per_session, "session", hashlib.sha256(name.encode()).hexdigest())

    def count_address(self, request: Request) -> None:
        """Count a request of an address.

        Raises:
            ApiError: It has sent more than its limit.
        """
        self._count(self._per_address, "address", request.client.host if request.client else "unknown")

    def _count(self, limit: RateLimitItem, kind: str, key: str) -> None:
        wait = self._window.hit((kind, key), limit.amount, limit.get_expiry(), time.monotonic())
        if wait:
            seconds = max(1, round(wait))
            raise ApiError(
                429,
                "too_many",
                f"That was more than {limit.amount} messages in {limit.get_expiry()} seconds; "
                f"please wait {seconds} s.",
                {"Retry-After": str(seconds)},
            )


class MovingWindow:
    """Counts what happened in the last seconds, by key; routes that block count from threads of their own.

    `limits` does so with a timer and a thread for every request.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moments: dict[tuple[str, str], deque[float]] = {}
        self._ends: dict[tuple[str, str], float] = {}
        self._swept_at = 0.0

    def hit(self, key: tuple[str, str], amount: int, seconds: float, now: float) -> float:
        """Count one more; returns 0, or the seconds to wait when the window is full and nothing was counted.

        Args:
            amount: How many a window holds.
            seconds: The window's length.
            now: Seconds of a clock that only moves on.
        """
        with self._lock:
            self._sweep(now)
            moments = self._moments.setdefault(key, deque())
            while moments and moments[0] < now - seconds:
                moments.popleft()
            if len(moments) >= amount:
                return max(moments[0] + seconds - now, 1e-9)
            moments.append(now)
            self._ends[key] = now + seconds
            return 0.0

    def _sweep(self, now: float) -> None:
        """Forget keys whose window has passed."""
        if now - self._swept_at < _SWEEP_SECONDS:
            return
        self._swept_at = now
        for key in [key for key, end in self._ends.items() if end < now]:
            del self._moments[key], self._ends[key]


def is_secret(given: str, expected: str) -> bool:
    """Compare a bearer secret in constant time; an empty expectation fits nothing."""
    return bool(expected) and hmac.compare_digest(given.encode(), f"Bearer {expected}".encode())
