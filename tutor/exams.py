"""The exams: how long, how marked, and what each domain weighs."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from tutor.errors import BankInvalid, NoItems

EXAMS_PATH = Path(__file__).with_name("exams.yml")


class Domain(BaseModel):
    """One domain of an exam's guide; `weight` in percent of the scored content."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    weight: Annotated[int, Field(gt=0, le=100)]
    tasks: tuple[str, ...]


class Exam(BaseModel):
    """An exam as it is sat; the pass mark is on the scale from 100 to 1,000."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    scored: int
    unscored: int
    minutes: int
    minutes_note: str | None = None
    pass_mark: int
    kinds: tuple[str, ...]
    domains: tuple[Domain, ...]

    @property
    def n_questions(self) -> int:
        """Questions of one sitting, scored or not."""
        return self.scored + self.unscored

    @cached_property
    def tasks(self) -> Mapping[str, str]:
        """Task number (``"1.2"``) to its name."""
        return {
            f"{domain}.{task}": name
            for domain, row in enumerate(self.domains, 1)
            for task, name in enumerate(row.tasks, 1)
        }

    @cached_property
    def questions_by_domain(self) -> tuple[int, ...]:
        """Questions of each domain in one sitting: by largest remainder, so that they add up."""
        exact = [domain.weight * self.n_questions / 100 for domain in self.domains]
        counts = [int(share) for share in exact]
        most_cut = sorted(range(len(exact)), key=lambda place: counts[place] - exact[place])
        for place in most_cut[: self.n_questions - sum(counts)]:
            counts[place] += 1
        return tuple(counts)

    @model_validator(mode="after")
    def _whole(self) -> "Exam":
        if sum(domain.weight for domain in self.domains) != 100:
            raise ValueError(f"the weights of {self.id} do not add up to 100")
        return self


class Exams:
    """All exams, in the order of the file."""

    def __init__(self, exams: tuple[Exam, ...]) -> None:
        self._by_id = {exam.id: exam for exam in exams}

    def __iter__(self) -> Iterator[Exam]:
        return iter(self._by_id.values())

    def __contains__(self, exam_id: str) -> bool:
        return exam_id in self._by_id

    def __getitem__(self, exam_id: str) -> Exam:
        return self._by_id[exam_id]

    def get(self, exam_id: str) -> Exam:
        """The exam with this id.

        Raises:
            NoItems: There is none; the message names those that there are.
        """
        if exam_id not in self._by_id:
            raise NoItems(f"there is no exam {exam_id!r}; there are {', '.join(self._by_id)}")
        return self._by_id[exam_id]


def load_exams(path: Path = EXAMS_PATH) -> Exams:
    """Read the exams.

    Raises:
        BankInvalid: A row breaks its form.
    """
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Exams(TypeAdapter(tuple[Exam, ...]).validate_python(rows))
    except ValidationError as error:
        raise BankInvalid(f"{path.name}: {error}") from error
