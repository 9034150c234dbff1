"""Checks what actions answer with a validator that is compiled once.

Rasa checks the JSON schema itself anew on every action call, which is half of a stock turn (Rasa issue
11717). It also compares each event with all 23 kinds of event, of which an event's name leaves one. The
answers are checked as before.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.constants import DOCS_BASE_URL
from rasa.shared.utils.schemas.events import EVENT_SCHEMA


@lru_cache(maxsize=1)
def compile_validator() -> Validator:
    """Make the validator for action responses, once per process."""
    schema = RemoteAction.action_response_format_spec()
    validator_class = validator_for(schema)
    validator_class.check_schema(schema)
    return validator_class(schema)


@lru_cache(maxsize=1)
def compile_event_validators() -> dict[str, Validator]:
    """Make a validator for each kind of event, by the name that the kind demands."""
    schema = {key: value for key, value in EVENT_SCHEMA.items() if key != "oneOf"}
    kinds = {kind["properties"]["event"]["const"]: kind for kind in EVENT_SCHEMA["oneOf"]}
    validator_class = validator_for(schema)
    return {name: validator_class({**schema, "allOf": [kind]}) for name, kind in kinds.items()}


def is_plainly_valid(result: Any) -> bool:
    """Whether a response is beyond doubt; of any other the full check knows whether and why it fails."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    validators = compile_event_validators()
    return all(isinstance(response, dict) for response in responses) and all(
        isinstance(event, dict)
        and isinstance(event.get("event"), str)
        and event["event"] in validators
        and validators[event["event"]].is_valid(event)
        for event in events
    )


def validate_action_result(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action's response; stands in for `RemoteAction._validate_action_result`.

    Raises:
        ValidationError: The response does not have the form that Rasa expects.
    """
    if is_plainly_valid(result):
        return True
    error = best_match(compile_validator().iter_errors(result))
    if error is None:
        return True
    error.message += (
        ". Failed to validate Action server response from API, make sure your response from the Action "
        f"endpoint is valid. For more information about the format visit {DOCS_BASE_URL}/custom-actions"
    )
    raise error


def install_compiled_validation() -> None:
    """Let Rasa check action responses with the compiled validator; doing so twice changes nothing."""
    RemoteAction._validate_action_result = validate_action_result
