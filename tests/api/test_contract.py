"""Schemathesis over every operation: whatever comes in, no 5xx and nothing outside the document."""

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

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
