"""Settings of the set-up itself."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from launch.environments import ROOT


class LaunchSettings(BaseSettings):
    """How the dialogue runs, and where its files live."""

    model_config = SettingsConfigDict(env_prefix="DIALOGUE_", frozen=True, extra="ignore")

    models: Path = Field(default=ROOT / "var" / "models", description="The trained dialogue.")
    nlu: Path = Field(
        default=ROOT / "var" / "dialogue" / "nlu", description="Names generated from the catalogue."
    )
    workers: int = Field(
        default=1, ge=1, le=8, description="Processes of the dialogue; more than one needs Linux."
    )
    trackers: Path = Field(
        default=ROOT / "var" / "dialogue" / "trackers.db",
        description="The dialogue's bounded memory; disposable.",
    )
