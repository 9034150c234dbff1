"""The Bolt app: who we are in each workspace, and who handles what Slack sends."""

import logging
import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.web.async_client import AsyncWebClient

from api.channels.slack import assistant, commands, events, home, interactions, judging
from api.channels.slack.installations import (
    STATE_SECONDS,
    Authorizing,
    InstalledWorkspaces,
    InstallStates,
)
from api.channels.slack.slack import Slack

# What each is for stands in docs/slack.md; the manifest beside it asks for the same.
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "users:read",
)
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
# Each registers its handlers, in this order: Bolt asks one after the other.
_HANDLERS = (
    assistant.register,
    events.register,
    interactions.register,
    judging.register,
    commands.register,
    home.register,
)


def build_app(slack: Slack, client: AsyncWebClient, logger: logging.Logger) -> AsyncApp:
    """Build the app with all of its handlers."""
    # Bolt reads tokens from the environment by itself, where ours stand too, and warns that it needs none.
    logger.setLevel(logging.ERROR)
    app = AsyncApp(
        name="sheetwise",
        logger=logger,
        client=client,
        signing_secret=slack.settings.signing_secret.get_secret_value(),
        authorize=Authorizing(slack.workspaces),  # type: ignore[arg-type]  # which Bolt takes as it is
        oauth_flow=_build_flow(slack, client, logger),
    )
    logger.setLevel(logging.WARNING)
    for register in _HANDLERS:
        register(app, slack)
    _register_goodbyes(app, slack)
    return app


def _build_flow(slack: Slack, client: AsyncWebClient, logger: logging.Logger) -> AsyncOAuthFlow | None:
    """How workspaces install the app; None when there is one token for one workspace."""
    if not isinstance(slack.workspaces, InstalledWorkspaces):
        return None
    parts = slack.services.parts
    settings = AsyncOAuthSettings(
        client_id=slack.settings.client_id.get_secret_value(),
        client_secret=slack.settings.client_secret.get_secret_value(),
        scopes=SCOPES,
        user_scopes=(),
        redirect_uri=f"{slack.public_url}{REDIRECT_PATH}",
        install_path=INSTALL_PATH,
        # Bolt's own page shows a picture from elsewhere, which our pages may not.
        install_page_rendering_enabled=False,
        redirect_uri_path=REDIRECT_PATH,
        installation_store=slack.workspaces,
        state_store=InstallStates(parts.tutor.installations, parts.clock),
        state_expiration_seconds=STATE_SECONDS,
        logger=logger,
    )
    return AsyncOAuthFlow(client=client, logger=logger, settings=settings)


def _register_goodbyes(app: AsyncApp, slack: Slack) -> None:
    """Listen for workspaces that leave, and take quietly whatever else Slack tells: it would say it again."""

    async def leave(context: AsyncBoltContext) -> None:
        await slack.workspaces.forget(context.enterprise_id, context.team_id)

    async def lose_token(event: dict[str, dict[str, list[str]]], context: AsyncBoltContext) -> None:
        if event.get("tokens", {}).get("bot"):
            await slack.workspaces.forget(context.enterprise_id, context.team_id)

    async def take() -> None:
        """Nothing is to be done."""

    app.event("app_uninstalled")(leave)
    app.event("tokens_revoked")(lose_token)
    app.event(re.compile(".*"))(take)
