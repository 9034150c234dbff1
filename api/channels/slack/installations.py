"""The workspaces that we may speak in: the one of the bot token, or those that installed the app."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from api.channels.slack.calling import Caller
from tutor.installations import Installations

# As long as somebody may take to be let in by an owner of their workspace.
STATE_SECONDS = 600


@dataclass(frozen=True)
class Workspace:
    """A workspace and the app's place in it.

    Attributes:
        enterprise: Id of the organisation that it belongs to.
        team: Id of the workspace; None for an organisation that installed the app as a whole.
        bot_user: Id of our own user.
        bot: Id of the app as a bot.
    """

    enterprise: str | None
    team: str | None
    token: str
    bot_user: str
    bot: str

    @property
    def name(self) -> str:
        """A name for it that opens nothing."""
        return f"{self.enterprise or '-'}:{self.team or '-'}"


class Workspaces(Protocol):
    """Finds workspaces."""

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None:
        """The workspace; None when we may not speak in it.

        Raises:
            CallFailed: Slack has to be asked, and did not say.
        """

    async def forget(self, enterprise: str | None, team: str | None) -> None:
        """It has removed the app."""


class OneWorkspace:
    """The workspace of a bot token; Slack is asked once which it is."""

    def __init__(self, caller: Caller, token: str) -> None:
        self._caller = caller
        self._token = token
        self._known: Workspace | None = None
        self._asking = asyncio.Lock()

    async def find(self, enterprise: str | None = None, team: str | None = None) -> Workspace:
        """The one workspace, whichever is asked for: a channel may be shared with others."""
        del enterprise, team
        async with self._asking:
            if self._known is None:
                told = await self._caller.call("auth.test", self._token, "app")
                self._known = Workspace(
                    told.get("enterprise_id"),
                    told["team_id"],
                    self._token,
                    told["user_id"],
                    told.get("bot_id") or "",
                )
            return self._known

    async def forget(self, enterprise: str | None, team: str | None) -> None:
        """The app was removed; the token may be asked about again."""
        del enterprise, team
        self._known = None


class InstalledWorkspaces(AsyncInstallationStore):
    """The workspaces that installed the app, in the learner store; Bolt writes them here.

    One installation is kept of each, the last, and of it only what speaking takes: we ask for no rights of
    the person who installs.
    """

    def __init__(
        self, installations: Installations, clock: Callable[[], dt.datetime], revoked: set[str]
    ) -> None:
        self._installations = installations
        self._clock = clock
        self._revoked = revoked

    @property
    def logger(self) -> logging.Logger:
        """Where the interface has errors told."""
        return logging.getLogger(__name__)

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None:
        """The workspace; where the app was installed for a whole organisation, in its name."""
        for key in (_key(enterprise, team), _key(enterprise, None)):
            content = await asyncio.to_thread(self._installations.find, key)
            if content:
                return replace(Workspace(**content), team=team)
        return None

    async def forget(self, enterprise: str | None, team: str | None) -> None:
        """It has removed the app: its token goes."""
        self._revoked.discard(_key(enterprise, team))
        await asyncio.to_thread(self._installations.delete, _key(enterprise, team))

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation."""
        team = None if installation.is_enterprise_install else installation.team_id
        made = Workspace(
            installation.enterprise_id,
            team,
            installation.bot_token or "",
            installation.bot_user_id or "",
            installation.bot_id or "",
        )
        self._revoked.discard(made.name)
        await asyncio.to_thread(self._installations.save, made.name, asdict(made), self._clock())


class InstallStates(AsyncOAuthStateStore):
    """Who has begun to install the app, in the learner store."""

    def __init__(self, installations: Installations, clock: Callable[[], dt.datetime]) -> None:
        self._installations = installations
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        """Where the interface has errors told."""
        return logging.getLogger(__name__)

    async def async_issue(self, *_: Any, **__: Any) -> str:
        """A word by which they are known when they come back."""
        return await asyncio.to_thread(self._installations.begin, self._clock(), STATE_SECONDS)

    async def async_consume(self, state: str) -> bool:
        """Whether it was given out, and is neither used up nor too old."""
        return await asyncio.to_thread(self._installations.has_begun, state, self._clock())


class Authorizing(AsyncAuthorize):
    """Tells Bolt who we are in a workspace; Bolt's own way asks Slack so at every request."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        """What Bolt wants to know; None when we may not speak in the workspace."""
        del context, actor_enterprise_id, actor_team_id, actor_user_id
        found = await self._workspaces.find(enterprise_id, team_id)
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=found.enterprise,
            team_id=found.team,
            bot_user_id=found.bot_user,
            bot_id=found.bot,
            bot_token=found.token,
            user_id=user_id,
        )


def _key(enterprise: str | None, team: str | None) -> str:
    return f"{enterprise or '-'}:{team or '-'}"
