"""Settings of the HTTP side."""

import re
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_ORIGIN = re.compile(r"https?://(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?")
# Browsers leave them out.
_USUAL_PORTS = {"http": ":80", "https": ":443"}


def _read_origin(text: str) -> str:
    """An origin as browsers write it.

    Raises:
        ValueError: It is none.
    """
    origin = text.lower()
    if not _ORIGIN.fullmatch(origin):
        raise ValueError(
            f"{text!r} is no origin; name the scheme and the host alone, such as https://example.org or "
            "http://localhost:3000, with no path, no slash at the end and no *"
        )
    return origin.removesuffix(_USUAL_PORTS[origin.partition(":")[0]])


class ApiSettings(BaseSettings):
    """Addresses, secrets and limits; read from the environment once, at the top."""

    model_config = SettingsConfigDict(env_prefix="API_", frozen=True, extra="ignore")

    host: str = Field(default="127.0.0.1", description="Address that the tutor binds to.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port of the page and the API.")
    session_secret: SecretStr = Field(
        default=SecretStr(""), description="Signs session tokens; made at set-up when empty."
    )
    origins: str = Field(
        default="",
        description="Pages of others that may speak with the tutor: origins such as https://example.org, "
        "with commas between.",
    )
    secure_cookie: bool = Field(
        default=False, description="Send the cookie over https only; set it behind TLS."
    )
    session_days: int = Field(default=180, ge=1, description="Days for which a session token is good.")
    max_message_chars: int = Field(default=4000, ge=1, description="Longest message.")
    max_body_bytes: int = Field(default=64 * 1024, ge=1024, description="Largest request body.")
    rate_per_session: str = Field(default="40/minute", description="Chat messages of one session.")
    rate_per_address: str = Field(default="240/minute", description="Requests of one address.")
    log_messages: bool = Field(default=False, description="Write the texts of messages into the log.")
    log_file: Path | None = Field(default=None, description="Log file; standard error when empty.")

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        origins = [_read_origin(part.strip()) for part in value.split(",") if part.strip()]
        return ",".join(origins)

    @property
    def allowed_origins(self) -> list[str]:
        """Origins of pages that may speak with the tutor, as browsers write them."""
        return self.origins.split(",") if self.origins else []


class DialogueSettings(BaseSettings):
    """How the tutor reaches the dialogue process."""

    model_config = SettingsConfigDict(env_prefix="DIALOGUE_", frozen=True, extra="ignore")

    port: int = Field(default=5005, ge=1, le=65535, description="Port of the dialogue process, on loopback.")
    secret: SecretStr = Field(
        default=SecretStr(""), description="Shared with the dialogue; made at set-up when empty."
    )
    timeout_seconds: float = Field(default=8.0, gt=0, description="Longest wait for the dialogue's answer.")
    retry_seconds: float = Field(
        default=2.0, ge=0, description="Pause after a failure before it is asked again."
    )

    @property
    def host(self) -> str:
        """Address of the dialogue process: it is never reached from elsewhere."""
        return "127.0.0.1"
