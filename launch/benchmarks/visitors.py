"""People who talk to a server, with a clock in their hand.

Plain `http.client` on a connection that stays open: a richer client would add its own milliseconds to both
sides and so hide how far they are apart.
"""

import json
import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from typing import Any

from launch.benchmarks.figures import NotMeasured

_GREETING = "hello"
_TIMEOUT_SECONDS = 60


class Visitor(ABC):
    """One person in one conversation, which a greeting has begun."""

    path: str

    def __init__(self, port: int) -> None:
        self._port = port
        self._line = _open_line(port)
        self._headers = {"Content-Type": "application/json"}
        self._greet()

    def say(self, message: str) -> float:
        """Say something and wait for the answer; returns seconds.

        Raises:
            NotMeasured: What came back is no answer.
        """
        started = time.perf_counter()
        answer = self._post(self._line, message)
        seconds = time.perf_counter() - started
        self._check(answer, message)
        return seconds

    def say_at_once(self, messages: Sequence[str]) -> float:
        """Say several things at the same moment; returns the seconds until all are answered."""
        begin = threading.Barrier(len(messages) + 1, timeout=_TIMEOUT_SECONDS)
        with ThreadPoolExecutor(len(messages)) as pool:
            answers = [pool.submit(self._post_at, begin, message) for message in messages]
            begin.wait()
            started = time.perf_counter()
            said = [answer.result() for answer in answers]
            seconds = time.perf_counter() - started
        for answer, message in zip(said, messages, strict=True):
            self._check(answer, message)
        return seconds

    def hang_up(self) -> None:
        """Close the connection, which the next word opens again: servers drop those that are idle."""
        self._line.close()

    @abstractmethod
    def _greet(self) -> None:
        """Begin the conversation."""

    @abstractmethod
    def _body(self, message: str) -> dict[str, str]:
        """What is posted to say something."""

    @abstractmethod
    def _is_answer(self, answer: Any) -> bool:
        """Whether the server really answered."""

    def _post_at(self, begin: threading.Barrier, message: str) -> Any:
        line = _open_line(self._port)
        line.connect()
        try:
            begin.wait()
            return self._post(line, message)
        finally:
            line.close()

    def _post(self, line: HTTPConnection, message: str) -> Any:
        try:
            line.request("POST", self.path, json.dumps(self._body(message)), self._headers)
            return json.loads(line.getresponse().read())
        except (OSError, HTTPException, ValueError) as error:
            raise NotMeasured(f"{message!r} was not answered: {error!r}") from error

    def _check(self, answer: Any, message: str) -> None:
        if not self._is_answer(answer):
            raise NotMeasured(f"{message!r} was answered with {json.dumps(answer)[:300]}")


class OurVisitor(Visitor):
    """Talks to the tutor's public address."""

    path = "/v1/chat"

    def _greet(self) -> None:
        answer = self._post(self._line, _GREETING)
        self._check(answer, _GREETING)
        self._headers["Authorization"] = f"Bearer {answer['token']}"

    def _body(self, message: str) -> dict[str, str]:
        return {"message": message}

    def _is_answer(self, answer: Any) -> bool:
        """A turn that went round the dialogue is quicker than a real one and must not count."""
        replies = answer.get("replies", [])
        return bool(replies) and all(reply.get("kind") != "dialogue_away" for reply in replies)


class StockVisitor(Visitor):
    """Talks to Rasa's REST channel, which trusts whatever name it is given."""

    path = "/webhooks/rest/webhook"

    def _greet(self) -> None:
        self._sender = uuid.uuid4().hex
        self.say(_GREETING)

    def _body(self, message: str) -> dict[str, str]:
        return {"sender": self._sender, "message": message}

    def _is_answer(self, answer: Any) -> bool:
        """Rasa answers its own failures with an empty list."""
        return isinstance(answer, list) and bool(answer)


def wait_for_answer(port: int, path: str, headers: dict[str, str], seconds: float) -> None:
    """Ask until the answer is 200.

    Raises:
        NotMeasured: It never was.
    """
    answers = _asker(port, path, headers)
    deadline = time.monotonic() + seconds
    while not answers():
        if time.monotonic() > deadline:
            raise NotMeasured(f"nothing answered {path} on port {port} within {seconds:.0f} s")
        time.sleep(0.02)


def _asker(port: int, path: str, headers: dict[str, str]) -> Callable[[], bool]:
    def answers() -> bool:
        line = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            line.request("GET", path, headers=headers)
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()

    return answers


def _open_line(port: int) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
