"""Shortens what Rasa posts to the action server with every call."""

from __future__ import annotations

from typing import Any

import pluggy
from rasa.plugin import plugin_manager

PLUGIN_NAME = "sheetwise-action-request"

# Actions read the latest message and the slots, which are posted beside the events. Two turns or so of
# events are enough for whatever looks back at what was just said.
N_EVENTS = 12

_hook = pluggy.HookimplMarker("rasa")


class RequestTrimming:
    """A Rasa plugin that posts only the last events of a conversation."""

    # Rasa made this hook for another purpose; it is the one place where the request can be replaced.
    @_hook
    def prefix_stripping_for_custom_actions(self, json_body: dict[str, Any]) -> dict[str, Any]:
        """Give the request that is posted in place of the one Rasa made."""
        tracker = json_body["tracker"]
        return {**json_body, "tracker": {**tracker, "events": tracker["events"][-N_EVENTS:]}}


def install_request_trimming() -> None:
    """Register the plugin; doing so twice changes nothing."""
    if not plugin_manager().has_plugin(PLUGIN_NAME):
        plugin_manager().register(RequestTrimming(), PLUGIN_NAME)
