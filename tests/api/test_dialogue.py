import asyncio
import json

import pytest

from api.connection import Connections, RequestFailed
from api.dialogue import Dialogue, DialogueAway
from api.settings import DialogueSettings

HELLO = [{"text": "Hello."}]


class Server:
    """A dialogue that answers what a test tells it to, and counts its connections."""

    def __init__(self):
        self.status, self.body, self.more = "200 OK", json.dumps(HELLO), ""
        self.seconds = 0.0
        self.n_connections = 0
        self.heads: list[str] = []

    async def serve(self, reader, writer):
        self.n_connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.heads.append(head)
                await reader.readexactly(int(head.partition("Content-Length: ")[2].partition("\r\n")[0]))
                await asyncio.sleep(self.seconds)
                if self.status:
                    answer = f"HTTP/1.1 {self.status}\r\nContent-Length: {len(self.body)}\r\n{self.more}\r\n"
                    writer.write((answer + self.body).encode())
                if not self.status or self.more:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def run(check, **settings):
    """Run a check against a server and a dialogue that speaks to it."""

    async def main():
        server = Server()
        running = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        port = running.sockets[0].getsockname()[1]
        dialogue = Dialogue(DialogueSettings(port=port, secret="shared", retry_seconds=0, **settings))
        try:
            await check(server, dialogue)
        finally:
            await dialogue.close()
            running.close()
            await asyncio.sleep(0.01)

    asyncio.run(main())


def test_messages_follow_each_other_on_one_connection_with_the_secret():
    async def check(server, dialogue):
        for _ in range(3):
            assert await dialogue.send("ada", "hello", "m1") == HELLO
        assert await dialogue.is_up()
        assert server.n_connections == 1
        assert all("Authorization: Bearer shared\r\n" in head for head in server.heads)

    run(check)


def test_messages_at_the_same_time_do_not_wait_for_each_other():
    async def check(server, dialogue):
        await asyncio.gather(*(dialogue.send("ada", "hello", "m1") for _ in range(3)))
        assert server.n_connections == 3

    run(check)


def test_a_connection_that_the_server_ends_is_not_used_again():
    async def check(server, dialogue):
        server.more = "Connection: close\r\n"
        for _ in range(2):
            assert await dialogue.send("ada", "hello", "m1") == HELLO
        assert server.n_connections == 2

    run(check)


@pytest.mark.parametrize(
    ("status", "body"),
    [("500 Oops", "{}"), ("200 OK", "no JSON"), ("200 OK", "[]"), ("", "")],
    ids=["an error", "no JSON", "nothing said", "broken off"],
)
def test_whatever_is_no_answer_means_away(status, body):
    async def check(server, dialogue):
        server.status, server.body = status, body
        with pytest.raises(DialogueAway):
            await dialogue.send("ada", "hello", "m1")
        server.status, server.body = "200 OK", json.dumps(HELLO)
        assert await dialogue.send("ada", "hello", "m1") == HELLO

    run(check)


def test_a_slow_dialogue_is_away_and_its_late_answer_reaches_nobody():
    async def check(server, dialogue):
        server.seconds = 0.3
        with pytest.raises(DialogueAway):
            await dialogue.send("ada", "hello", "m1")
        server.seconds, server.body = 0.0, json.dumps([{"text": "Second."}])
        assert await dialogue.send("ada", "hello", "m1") == [{"text": "Second."}]
        assert server.n_connections == 2

    run(check, timeout_seconds=0.1)


def test_nobody_there_is_said():
    async def main():
        with pytest.raises(RequestFailed):
            await Connections("127.0.0.1", 9, {}).request("GET", "/", seconds=1.0)

    asyncio.run(main())
