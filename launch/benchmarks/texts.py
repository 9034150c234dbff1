"""The real texts that are measured with: the judged questions, and passages of the built index."""

from knowledge.chunking import passage_text
from knowledge.evaluation.questions import load_questions
from knowledge.index import Index
from launch.benchmarks.figures import spread
from launch.environments import ROOT


def read_questions() -> list[str]:
    """The texts of the judged questions, in their order."""
    return [judged["text"] for judged in load_questions(ROOT / "tests" / "data" / "questions.yml")]


def sample_passages(index: Index, n: int) -> list[str]:
    """What the embedder reads of `n` passages from all over the index."""
    return spread([passage_text(passage) for passage in index.passages], n)
