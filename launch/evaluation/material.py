"""What the parts of an evaluation share: the questions, the index that is asked, and what it made of them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from actions.wiring import Parts, build_parts
from knowledge.evaluation.answers import Response, collect_responses
from knowledge.evaluation.questions import Judged, is_answerable, load_questions
from knowledge.evaluation.spans import SpanJudge
from knowledge.settings import KnowledgeSettings
from launch.environments import ROOT
from launch.settings import LaunchSettings

DATA = ROOT / "tests" / "data"


@dataclass(frozen=True)
class Material:
    """Everything to measure with; what is costly is made when it is first asked for.

    Attributes:
        folder: Where vectors and rankings are kept from one evaluation to the next.
    """

    knowledge: KnowledgeSettings
    settings: LaunchSettings
    folder: Path

    @cached_property
    def parts(self) -> Parts:
        """Our own parts over the index that serves."""
        return build_parts(self.knowledge)

    @cached_property
    def questions(self) -> list[Judged]:
        """Every judged question."""
        return load_questions(DATA / "questions.yml")

    @cached_property
    def answerable(self) -> list[Judged]:
        """The questions that the sheets answer."""
        return [judged for judged in self.questions if is_answerable(judged)]

    @cached_property
    def texts(self) -> dict[str, str]:
        """Each sheet's text by its id."""
        return {sheet.id: sheet.text for sheet in self.parts.index.sheets.values()}

    @cached_property
    def judge(self) -> SpanJudge:
        """The judge of spans."""
        return SpanJudge(self.parts.index.passages, self.texts)

    @cached_property
    def responses(self) -> list[Response]:
        """What the answerer makes of every question."""
        return collect_responses(self.parts.answerer, self.questions)
