"""Checks what actions answer with a validator that is compiled once.

Rasa checks the JSON schema itself anew on every action call, which is half of a stock turn (Rasa issue
11717). The answers are checked as before.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.constants import DOCS_BASE_URL


@lru_cache(maxsize=1)
def compile_validator() -> Validator:
    """Make the validator for action responses, once per process."""
    schema = RemoteAction.action_response_format_spec()
    validator_class = validator_for(schema)
    validator_class.check_schema(schema)
    return validator_class(schema)


def validate_action_result(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action's response; stands in for `RemoteAction._validate_action_result`.

    Raises:
        ValidationError: The response does not have the form that Rasa expects.
    """
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
