from rasa.plugin import plugin_manager

from bot.action_request import N_EVENTS, install_request_trimming


def post(n_events):
    """What Rasa posts for a conversation, after its plugins had their say."""
    install_request_trimming()
    request = {
        "next_action": "action_answer",
        "sender_id": "ada",
        "tracker": {
            "slots": {"subject": "polly"},
            "latest_message": {"text": "and its price?"},
            "events": [{"event": "action", "name": str(position)} for position in range(n_events)],
        },
    }
    return request, plugin_manager().hook.prefix_stripping_for_custom_actions(json_body=request)


def test_only_the_last_events_are_posted():
    request, posted = post(100)
    assert posted == {
        **request,
        "tracker": {**request["tracker"], "events": request["tracker"]["events"][-N_EVENTS:]},
    }
    assert len(request["tracker"]["events"]) == 100


def test_short_conversation_is_posted_whole():
    request, posted = post(3)
    assert posted == request
