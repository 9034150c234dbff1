"""Settings of the tutor room."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.settings import ROOT


class TutorSettings(BaseSettings):
    """Where learners are kept and how they are asked; read from the environment once, at the top."""

    model_config = SettingsConfigDict(env_prefix="TUTOR_", frozen=True, extra="ignore")

    database: SecretStr = Field(
        default=SecretStr(f"sqlite:///{ROOT / 'var' / 'learners.sqlite'}"),
        description="The learner store, an SQLAlchemy URL; PostgreSQL needs its driver installed.",
    )
    bank: Path = Field(default=ROOT / "tutor" / "bank", description="The item bank.")
    own_items: Path = Field(
        default=ROOT / "var" / "items", description="Items of your own, made by `python -m tutor import`."
    )
    items: Path = Field(
        default=ROOT / "var" / "items.json",
        description="The items as they are asked; made when it does not fit.",
    )
    retention: float = Field(
        default=0.9, ge=0.7, le=0.97, description="Recall at which an item is asked again (FSRS)."
    )
    quiz_length: int = Field(default=5, ge=1, le=50, description="Questions of a quiz when none are named.")
    daily_goal: int = Field(
        default=10, ge=1, le=200, description="Questions a day until a learner says otherwise."
    )

    turns_kept: int = Field(
        default=500,
        ge=0,
        description="Turns kept of each conversation, the newest; 0 keeps none, and drops those that were.",
    )

    @property
    def folders(self) -> tuple[Path, ...]:
        """Folders of written items."""
        return (self.bank, self.own_items)
