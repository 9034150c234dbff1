"""Schemathesis over every operation: whatever comes in, no 5xx and nothing outside the document."""

from typing import get_args

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from actions import replies
from tests.api.samples import WORKED

CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]


def test_no_request_breaks_the_api(client):
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app)
    operations = [result.ok() for result in schema.get_all_operations()]
    for operation in operations:
        probe(operation)
    assert len(operations) >= 7


def probe(operation):
    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def send(case):
        case.validate_response(case.call(), checks=CHECKS)

    send()


def test_every_type_of_reply_is_in_the_document(client):
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    told = schemas["ChatResponse"]["properties"]["replies"]["items"]["discriminator"]["mapping"]
    types = get_args(get_args(replies.Reply)[0])
    assert set(told) == {reply.model_fields["type"].default for reply in types}
    kinds = get_args(replies.NoticeReply.model_fields["kind"].annotation)
    assert schemas["NoticeReply"]["properties"]["kind"]["enum"] == list(kinds)


def test_a_worked_question_is_as_the_document_says(client, dialogue):
    dialogue.says = [{"custom": WORKED.model_dump(mode="json")}]
    operation = schemathesis.openapi.from_asgi("/openapi.json", client.app)["/v1/chat"]["POST"]
    case = operation.Case(body={"message": "hello"}, media_type="application/json")
    answer = case.call()
    assert answer.json()["replies"][0]["type"] == "worked_question"
    case.validate_response(answer, checks=CHECKS)
