import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction

from bot.action_validation import compile_validator, install_compiled_validation

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


def test_schema_is_compiled_once(action):
    compile_validator.cache_clear()
    for _ in range(3):
        action._validate_action_result(GOOD)

    assert compile_validator.cache_info().misses == 1
