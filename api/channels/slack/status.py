"""How the Slack channel fares, for the health check."""

from collections.abc import Callable
from typing import Literal

State = Literal["off", "up", "away", "revoked"]


class SlackStatus:
    """What is known of the way to Slack and back.

    Attributes:
        is_on: Slack is set up.
        is_away: The last call to Slack's Web API did not get through.
        is_connected: Whether Slack can reach us.
        revoked: Workspaces whose token Slack takes no more, and "app" when it is the app's own.
    """

    def __init__(self) -> None:
        self.is_on = False
        self.is_away = False
        self.is_connected: Callable[[], bool] = lambda: True
        self.revoked: set[str] = set()

    def tell(self) -> State:
        """The state in one word."""
        if not self.is_on:
            return "off"
        if self.revoked:
            return "revoked"
        return "away" if self.is_away or not self.is_connected() else "up"
