import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

from bot.action_validation import (
    compile_event_validators,
    compile_validator,
    install_compiled_validation,
    is_plainly_valid,
)

GOOD = {
    "events": [{"event": "slot", "timestamp": None, "name": "subject", "value": "polly"}],
    "responses": [{"custom": {"type": "answer"}, "buttons": []}],
}
BAD = {
    "no list of events": {"events": {}, "responses": []},
    "an event without a kind": {"events": [{"name": "subject"}]},
    "a slot without a name": {"events": [{"event": "slot", "value": 1}]},
    "a kind that does not exist": {"events": [{"event": "dance"}]},
    "a response that is a text": {"events": [], "responses": ["hello"]},
    "no object at all": [],
}


@pytest.fixture
def action():
    install_compiled_validation()
    return RemoteAction("action_answer", None)


def test_good_response_passes(action):
    assert action._validate_action_result(GOOD)


@pytest.mark.parametrize("response", BAD.values(), ids=BAD.keys())
def test_bad_response_is_refused_as_rasa_would(action, response):
    with pytest.raises(jsonschema.ValidationError) as ours:
        action._validate_action_result(response)
    with pytest.raises(jsonschema.ValidationError) as rasas:
        jsonschema.validate(response, RemoteAction.action_response_format_spec())

    assert ours.value.message.startswith(rasas.value.message)
    assert "Failed to validate Action server response" in ours.value.message


def test_schemas_are_compiled_once(action):
    for compiled in (compile_validator, compile_event_validators):
        compiled.cache_clear()
    for _ in range(3):
        action._validate_action_result(GOOD)
        with pytest.raises(jsonschema.ValidationError):
            action._validate_action_result(BAD["a slot without a name"])

    assert compile_validator.cache_info().misses == 1
    assert compile_event_validators.cache_info().misses == 1


def test_every_kind_of_event_has_a_validator_of_its_own():
    assert len(compile_event_validators()) == len(EVENT_SCHEMA["oneOf"])


def test_good_response_needs_no_second_look():
    assert is_plainly_valid(GOOD)
    assert not any(is_plainly_valid(response) for response in BAD.values())
