"""Pages of other origins: those that the operator named may read every answer, nobody else any."""

import pytest
from pydantic import ValidationError

from api.settings import ApiSettings

FRIEND, STRANGER = "https://school.example", "https://stranger.example"


@pytest.fixture
def open_client(make_client):
    return make_client(origins=f"{FRIEND}, http://localhost:3000,")


def allowed(answer):
    return answer.headers.get("access-control-allow-origin")


def preflight(client, origin, method="PUT", headers="authorization,content-type", path="/v1/chat"):
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers,
    }
    return client.options(path, headers=asked)


def test_by_default_no_other_origin_reads_anything(client):
    for answer in (client.get("/v1/sheets", headers={"Origin": FRIEND}), preflight(client, FRIEND)):
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/v1/sheets", "/static/icon.svg", "/healthz"])
def test_a_named_origin_reads_what_the_widget_needs(open_client, path):
    for origin in (FRIEND, "http://localhost:3000"):
        answer = open_client.get(path, headers={"Origin": origin})
        assert (answer.status_code, allowed(answer)) == (200, origin)
        assert "Origin" in answer.headers["vary"]
        assert "access-control-allow-credentials" not in answer.headers
        assert answer.headers["access-control-expose-headers"] == "X-Request-ID, Retry-After"


@pytest.mark.parametrize("origin", [STRANGER, f"{FRIEND}.evil.example", "http://school.example", "null"])
def test_nobody_else_does(open_client, origin):
    assert allowed(open_client.get("/v1/sheets", headers={"Origin": origin})) is None
    answer = preflight(open_client, origin)
    assert (answer.status_code, allowed(answer)) == (400, None)


def test_a_preflight_tells_what_may_be_sent(open_client):
    for method in ("GET", "POST", "PUT", "DELETE"):
        answer = preflight(open_client, FRIEND, method)
        assert (answer.status_code, allowed(answer)) == (200, FRIEND)
        assert answer.headers["x-request-id"]
    assert preflight(open_client, FRIEND, "PATCH").status_code == 400
    assert preflight(open_client, FRIEND, headers="x-anything").status_code == 400


def test_a_page_elsewhere_keeps_its_conversation_by_its_token(open_client):
    headers = {"Origin": FRIEND}
    first = open_client.post("/v1/chat", json={"message": "hello"}, headers=headers)
    assert allowed(first) == FRIEND
    open_client.cookies.clear()
    headers["Authorization"] = f"Bearer {first.json()['token']}"
    assert len(open_client.get("/v1/chat/turns", headers=headers).json()["turns"]) == 1


def test_errors_can_be_read_too(make_client):
    client = make_client(origins=FRIEND, rate_per_session="1/minute", max_body_bytes=1024)
    headers = {"Origin": FRIEND}

    def fail(*_):
        raise RuntimeError("scripted")

    def chat(message="hello", **more):
        return client.post("/v1/chat", json={"message": message}, headers={**headers, **more})

    chat()
    answers = [
        client.get("/v1/passages/none.0", headers=headers),
        chat(Authorization="Bearer made-up"),
        chat("x" * 2000),
        client.post("/v1/chat", json={}, headers=headers),
        chat(),
    ]
    client.app.state.services.dialogue.send = fail
    client.cookies.clear()
    answers.append(chat())
    assert [answer.status_code for answer in answers] == [404, 401, 413, 422, 429, 500]
    for answer in answers:
        assert allowed(answer) == FRIEND
        assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]
    assert answers[4].headers["retry-after"]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("", []),
        (" , ", []),
        (" https://a.example ,http://localhost:3000", ["https://a.example", "http://localhost:3000"]),
        ("HTTPS://A.Example:443,http://[::1]:80", ["https://a.example", "http://[::1]"]),
        (
            "https://a.example:80,https://a_b.example:4430",
            ["https://a.example:80", "https://a_b.example:4430"],
        ),
    ],
)
def test_origins_are_read_as_browsers_write_them(given, meant):
    assert ApiSettings(origins=given).allowed_origins == meant


@pytest.mark.parametrize(
    "wrong",
    [
        "*",
        "a.example",
        "https://a.example/",
        "https://a.example/page",
        "https://*.a.example",
        "ftp://a.example",
        "https://",
        "https://me@a.example",
        "https://a.example?x",
        "https://bücher.example",
        "null",
        "https://a.example\nhttps://b.example",
    ],
)
def test_what_is_no_origin_is_refused_by_name_with_the_way_out(wrong, monkeypatch):
    monkeypatch.setenv("API_ORIGINS", f"https://school.example,{wrong}")
    with pytest.raises(ValidationError, match="such as https://example.org") as caught:
        ApiSettings()
    assert repr(wrong) in str(caught.value)
