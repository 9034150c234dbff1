"""What Slack knows of a person: a name to be called by, and the time zone they live in."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.channels.slack.posting import Target
from api.channels.slack.slack import Slack

# What stands for no time zone.
UTC = "UTC"


@dataclass(frozen=True)
class Person:
    """Somebody in a workspace.

    Attributes:
        time_zone: IANA name; UTC where Slack has none, or one that is unknown here.
    """

    name: str
    time_zone: str


async def ask_who(slack: Slack, target: Target, user: str) -> Person:
    """Ask Slack who somebody is.

    Args:
        target: Only its workspace counts.

    Raises:
        CallFailed: It did not say.
    """
    told = (await slack.posting.call(target, "users.info", user=user))["user"]
    profile = told.get("profile") or {}
    names = (profile.get("display_name"), told.get("real_name"), profile.get("real_name"), told.get("name"))
    return Person(next((str(name) for name in names if name), user), _known_zone(str(told.get("tz") or UTC)))


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
    return name
