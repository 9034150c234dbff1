"""What the routes share, built once by the app."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from rasa_sdk.executor import ActionExecutor

from actions.wiring import Parts
from api.channels.slack.status import SlackStatus
from api.dialogue import Dialogue
from api.running import RunningTurns
from api.sections import Sections
from api.security import RateLimits, Sessions
from api.settings import ApiSettings, DialogueSettings


@dataclass(frozen=True)
class Services:
    """The app's parts."""

    settings: ApiSettings
    dialogue_settings: DialogueSettings
    parts: Parts
    executor: ActionExecutor
    dialogue: Dialogue
    sessions: Sessions
    limits: RateLimits
    running: RunningTurns
    sections: Sections
    slack: SlackStatus


async def get_services(request: Request) -> Services:
    """The services of the running app; async, since FastAPI runs anything else in a thread."""
    return cast(Services, request.app.state.services)


Wired = Annotated[Services, Depends(get_services)]


async def count_address(request: Request, services: Wired) -> None:
    """Count the request against its address's limit."""
    services.limits.count_address(request)
