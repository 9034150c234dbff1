"""Settings of the Slack channel; without tokens it is off."""

from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SlackSettings(BaseSettings):
    """Tokens and addresses; read from the environment once, at the top."""

    model_config = SettingsConfigDict(env_prefix="SLACK_", frozen=True, extra="ignore")

    bot_token: SecretStr = Field(
        default=SecretStr(""), description="Bot token (xoxb-) of the one workspace that is served."
    )
    app_token: SecretStr = Field(
        default=SecretStr(""), description="App token (xapp-) for Socket Mode, which needs no public address."
    )
    signing_secret: SecretStr = Field(
        default=SecretStr(""),
        description="Signing secret, in place of Socket Mode: Slack posts to /slack/events.",
    )
    client_id: SecretStr = Field(
        default=SecretStr(""),
        description="Client id, in place of the bot token: any workspace may install at /slack/install.",
    )
    client_secret: SecretStr = Field(default=SecretStr(""), description="Client secret.")
    public_url: str = Field(
        default="",
        description="Where people reach the tutor's pages; the address that it binds to when empty.",
    )
    api_url: str = Field(default="https://slack.com/api/", description="Slack's Web API.")
    at_once: int = Field(default=8, ge=1, le=100, description="Messages that are answered at once.")

    @model_validator(mode="after")
    def _is_whole_or_off(self) -> Self:
        named = {
            name: bool(getattr(self, name).get_secret_value())
            for name in ("bot_token", "app_token", "signing_secret", "client_id", "client_secret")
        }
        if not any(named.values()):
            return self
        if named["client_id"] != named["client_secret"]:
            raise ValueError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together; set both or none")
        if named["bot_token"] == named["client_id"]:
            raise ValueError(
                "Slack needs SLACK_BOT_TOKEN for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET "
                "for any that installs the app; set one of the two, or nothing of Slack to leave it off"
            )
        if not named["app_token"] and not named["signing_secret"]:
            raise ValueError(
                "Slack needs SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET where it can reach us; "
                "set one of the two, or nothing of Slack to leave it off"
            )
        return self

    @property
    def is_on(self) -> bool:
        """Whether there is anything to speak with."""
        return bool(self.bot_token.get_secret_value() or self.client_id.get_secret_value())

    @property
    def is_socket(self) -> bool:
        """Whether we call Slack, over a websocket, rather than Slack us."""
        return bool(self.app_token.get_secret_value())

    @property
    def is_distributed(self) -> bool:
        """Whether any workspace may install the app."""
        return bool(self.client_id.get_secret_value())
