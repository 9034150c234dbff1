import asyncio
import json

import pytest
from aiohttp import ClientConnectionError
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.action_endpoint import ActionEndpoint


class ActionServer:
    """Answers what a test tells it to, and remembers what it was sent."""

    def __init__(self):
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n" + b'{"events": []}'
        self.requests = []
        self.n_connections = 0

    async def serve(self, reader, writer):
        self.n_connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0])
                self.requests.append((head, json.loads(await reader.readexactly(length))))
                if not self.answer:
                    return
                writer.write(self.answer)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@pytest.fixture
async def server():
    server = ActionServer()
    running = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}/webhook"
    yield server
    running.close()


@pytest.fixture
async def endpoint(server):
    config = EndpointConfig(server.url, headers={"Authorization": "Bearer x"}, enable_selective_domain=True)
    endpoint = ActionEndpoint.from_config(config)
    yield endpoint
    await endpoint.close()


async def test_calls_follow_each_other_on_one_connection(server, endpoint):
    for number in range(3):
        answer = await endpoint.request(json={"n": number}, method="post", timeout=5, compress=True)
        assert answer == {"events": []}

    assert server.n_connections == 1
    assert [body for _, body in server.requests] == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert server.requests[0][0].startswith("POST /webhook HTTP/1.1\r\n")
    assert "Authorization: Bearer x\r\n" in server.requests[0][0]


async def test_calls_at_the_same_time_have_a_connection_each(server, endpoint):
    await asyncio.gather(*(endpoint.request(json={"n": number}, timeout=5) for number in range(3)))
    assert server.n_connections == 3


async def test_idle_connection_is_not_used_again(server, endpoint, monkeypatch):
    monkeypatch.setattr("bot.action_endpoint.IDLE_SECONDS", 0.0)
    for _ in range(2):
        await endpoint.request(json={}, timeout=5)
    assert server.n_connections == 2


async def test_error_of_the_server_is_raised_as_rasa_does(server, endpoint):
    server.answer = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n\r\n{}"
    with pytest.raises(ClientResponseError, match="500, Internal Server Error"):
        await endpoint.request(json={}, timeout=5)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n{{{",
    ],
    ids=["broken off", "without a length", "no JSON"],
)
async def test_no_answer_is_a_failed_connection(server, endpoint, answer):
    server.answer = answer
    with pytest.raises(ClientConnectionError):
        await endpoint.request(json={}, timeout=5)


async def test_nobody_there_is_a_failed_connection(unused_tcp_port):
    endpoint = ActionEndpoint.from_config(EndpointConfig(f"http://127.0.0.1:{unused_tcp_port}/webhook"))
    with pytest.raises(ClientConnectionError):
        await endpoint.request(json={}, timeout=5)


def test_what_it_does_not_speak_is_left_to_rasa():
    for config in (EndpointConfig("https://example.org"), EndpointConfig("http://example.org", token="t")):
        assert ActionEndpoint.from_config(config) is config
