"""AWS without a network: requests are checked against botocore's models, answers are made up from them.

Everything runs for real, from the client's method to the serialised request; only the sending is replaced,
so a wrong service, operation, parameter or value fails as it would at AWS, or before.
"""

import datetime as dt
import io
import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from botocore.awsrequest import AWSResponse
from botocore.endpoint import Endpoint
from botocore.exceptions import ParamValidationError
from botocore.model import ListShape, MapShape, OperationModel, Shape, StringShape, StructureShape
from botocore.response import StreamingBody
from botocore.validate import ParamValidator

_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "offline",
    "AWS_SECRET_ACCESS_KEY": "offline",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
# A developer's own, which would be looked up and is not there.
_PERSONAL = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN")
# What something long-running says once it has ended well, so that nobody waits for it.
_ENDED_WELL = ("Completed", "COMPLETED", "InService", "Succeeded", "SUCCEEDED", "ACTIVE", "Active", "Ready")
# Texts that callers take apart, by a word in the name of their shape.
_TEXTS = {
    "arn": "arn:aws:iam::111122223333:role/example",
    "account": "111122223333",
    "document": "{}",
    "s3uri": "s3://my-bucket/example",
}
# Left out of answers, so that nobody asks for a next page.
_NEXT_PAGE = re.compile(r"(next_?|nextcontinuation)token|(next)?marker|lastevaluatedkey", re.IGNORECASE)
# The body of a model's answer belongs to the model and is not in botocore's: here, an embedding.
_MODEL_ANSWER = json.dumps({"embedding": [0.1, 0.2]}).encode()
# Where the caller decides what the answer holds, it is the example's own.
_ANSWERS: dict[tuple[str, str], dict[str, Any]] = {
    ("dynamodb", "GetItem"): {"Item": {"session_id": {"S": "s-1"}, "text": {"S": "Hello"}}},
    # Whoever follows a log asks until nothing new is in it.
    ("logs", "GetLogEvents"): {"events": [], "nextForwardToken": "f/1"},
    # A made-up stream would ask for a tool, and again after the tool's answer.
    ("bedrock-runtime", "ConverseStream"): {
        "stream": [
            {"messageStart": {"role": "assistant"}},
            {"contentBlockDelta": {"contentBlockIndex": 0, "delta": {"text": "example"}}},
            {"contentBlockStop": {"contentBlockIndex": 0}},
            {"messageStop": {"stopReason": "end_turn"}},
        ]
    },
}


@contextmanager
def closed_network() -> Iterator[list[str]]:
    """Answer every AWS request from its model while this lasts.

    Yields:
        The operations called so far, each as ``service:Operation``.
    """
    called: list[str] = []
    variables = {name: value for name, value in os.environ.items() if not name.startswith(_PERSONAL)}
    validate = ParamValidator.validate

    def answer(_endpoint: Endpoint, operation: OperationModel, _request: Any) -> tuple[AWSResponse, Any]:
        service = operation.service_model.service_name
        called.append(f"{service}:{operation.name}")
        made_up = _ANSWERS.get((service, operation.name)) or make_up(operation.output_shape)
        metadata = {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}
        return AWSResponse("offline", 200, {}, None), {**(made_up or {}), "ResponseMetadata": metadata}

    def check(validator: ParamValidator, params: Any, shape: Shape) -> Any:
        report = validate(validator, params, shape)
        wrong = [] if report.has_errors() else list(find_wrong_values(params, shape))
        if wrong:
            raise ParamValidationError(report="\n".join(wrong))
        return report

    def refuse(host: Any, *_args: Any, **_kwargs: Any) -> None:
        raise OSError(f"the network is closed: {host} was asked for")

    with (
        mock.patch.dict(os.environ, {**variables, **_ENVIRONMENT}, clear=True),
        mock.patch.object(socket, "getaddrinfo", refuse),
        mock.patch.object(Endpoint, "make_request", answer),
        mock.patch.object(ParamValidator, "validate", check),
    ):
        yield called


def find_wrong_values(value: Any, shape: Shape, name: str = "") -> Iterator[str]:
    """Find values that AWS refuses and botocore lets pass: enumerations, patterns, largest sizes."""
    if isinstance(shape, StructureShape):
        if not shape.is_document_type:
            for member, inner in value.items():
                yield from find_wrong_values(inner, shape.members[member], f"{name}.{member}".strip("."))
    elif isinstance(shape, ListShape):
        yield from _find_too_large(len(value), shape, name)
        for place, inner in enumerate(value):
            yield from find_wrong_values(inner, shape.member, f"{name}[{place}]")
    elif isinstance(shape, MapShape):
        for key, inner in value.items():
            yield from find_wrong_values(key, shape.key, f"{name} key")
            yield from find_wrong_values(inner, shape.value, f"{name}[{key!r}]")
    elif isinstance(shape, StringShape):
        yield from _find_wrong_text(value, shape, name)
    elif shape.type_name in ("integer", "long", "float", "double"):
        yield from _find_too_large(value, shape, name)


def _find_wrong_text(text: str, shape: StringShape, name: str) -> Iterator[str]:
    yield from _find_too_large(len(text), shape, name)
    if shape.enum and text not in shape.enum:
        yield f"{name} must be one of {', '.join(shape.enum)}, got {text!r}"
    pattern = shape.metadata.get("pattern")
    try:
        fits = not pattern or re.fullmatch(pattern, text)
    except re.error:
        return  # some patterns are of Java's dialect
    if not fits:
        yield f"{name} must match {pattern}, got {text!r}"


def _find_too_large(size: float, shape: Shape, name: str) -> Iterator[str]:
    largest = shape.metadata.get("max")
    if largest is not None and size > largest:
        yield f"{name} must be at most {largest}, got {size}"


def make_up(shape: Shape | None, within: tuple[str, ...] = ()) -> Any:
    """Make up a value of a shape: one element per list and map, every field of a structure.

    Args:
        within: Names of the structures around it; a structure inside itself is left empty.
    """
    if shape is None:
        return None
    if isinstance(shape, StructureShape):
        return _make_up_structure(shape, within)
    if isinstance(shape, ListShape):
        return [make_up(shape.member, within)]
    if isinstance(shape, MapShape):
        return {make_up(shape.key, within): make_up(shape.value, within)}
    if isinstance(shape, StringShape):
        return _make_up_text(shape)
    if shape.type_name == "blob":
        return _MODEL_ANSWER
    return {
        "timestamp": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        "boolean": False,
        "integer": 1,
        "long": 1,
        "float": 0.5,
        "double": 0.5,
    }[shape.type_name]


def _make_up_structure(shape: StructureShape, within: tuple[str, ...]) -> Any:
    if shape.name in within or shape.is_document_type:
        return {}
    names = [name for name in shape.members if not _NEXT_PAGE.fullmatch(name)]
    if shape.is_tagged_union:
        names = names[:1]
    made_up = {name: make_up(shape.members[name], (*within, shape.name)) for name in names}
    payload = shape.serialization.get("payload")
    if payload in made_up and shape.members[payload].type_name == "blob":
        made_up[payload] = StreamingBody(io.BytesIO(_MODEL_ANSWER), len(_MODEL_ANSWER))
    if shape.serialization.get("eventstream"):
        events = [name for name in names if not shape.members[name].metadata.get("exception")]
        return iter([{name: made_up[name]} for name in events])
    return made_up


def _make_up_text(shape: StringShape) -> str:
    if shape.enum:
        return next((word for word in _ENDED_WELL if word in shape.enum), shape.enum[0])
    return next((text for word, text in _TEXTS.items() if word in shape.name.lower()), "example")
