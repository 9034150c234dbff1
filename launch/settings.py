"""Settings of the set-up itself."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from launch.environments import ROOT


class LaunchSettings(BaseSettings):
    """Where the dialogue's files live while it runs."""

    model_config = SettingsConfigDict(env_prefix="DIALOGUE_", frozen=True, extra="ignore")

    models: Path = Field(default=ROOT / "var" / "models", description="The trained dialogue.")
    nlu: Path = Field(
        default=ROOT / "var" / "dialogue" / "nlu", description="Names generated from the catalogue."
    )
    trackers: Path = Field(
        default=ROOT / "var" / "dialogue" / "trackers.db",
        description="The dialogue's bounded memory; disposable.",
    )
