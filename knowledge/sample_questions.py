"""What people ask when they mean an entry, in their own words: evidence for search where no sheet says it so.

``knowledge/sample_questions/*.yml`` map a catalogue id to questions. They are embedded beside the sheets and
only ever lead to passages; nobody is shown one, and nothing is cited from one.
"""

from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.catalogue import Catalogue
from knowledge.errors import SheetInvalid


@dataclass(frozen=True)
class SampleQuestion:
    """A question and the catalogue id that it asks for."""

    subject: str
    text: str


def load_sample_questions(folder: Path, catalogue: Catalogue) -> list[SampleQuestion]:
    """Read every file of a folder; the questions of one entry stand together, in the catalogue's order.

    Args:
        folder: A missing folder holds none.

    Raises:
        SheetInvalid: A file cannot be read, or names an entry that the catalogue lacks.
    """
    by_subject: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        for subject, texts in _read(path).items():
            if subject not in catalogue:
                raise SheetInvalid(f"{path}: the catalogue has no entry {subject!r}; mend the id")
            by_subject.setdefault(subject, []).extend(texts)
    return [
        SampleQuestion(entry.id, text)
        for entry in catalogue
        for text in dict.fromkeys(by_subject.get(entry.id, ()))
    ]


def _read(path: Path) -> dict[str, list[str]]:
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SheetInvalid(f"{path} cannot be read: {error}") from error
    if not isinstance(rows, dict):
        raise SheetInvalid(f"{path} must map catalogue ids to questions, got {type(rows).__name__}")
    for subject, texts in rows.items():
        if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
            raise SheetInvalid(f"{path}: {subject!r} must have a list of questions, got {texts!r}")
    return rows
