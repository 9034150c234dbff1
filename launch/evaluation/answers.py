"""What the answerer says, and when it says nothing; measured without the dialogue."""

from functools import partial

from knowledge.evaluation.abstention import measure_confidence, measure_outcomes
from knowledge.evaluation.answers import measure_answers
from knowledge.evaluation.questions import SPLITS, is_answerable
from launch.evaluation.material import Material
from launch.evaluation.sections import Section, measure_by_kind


def measure_answering(material: Material) -> list[Section]:
    """What is said to answerable questions, on both halves by kind."""
    measure = partial(measure_answers, texts=material.texts)
    sections = []
    for split in SPLITS:
        half = [r for r in material.responses if r.judged["split"] == split and is_answerable(r.judged)]
        rows = measure_by_kind(half, lambda r: r.judged["kind"], measure)
        sections.append(Section(f"Answers, {split} half", "kind", rows))
    return sections


def measure_abstention(material: Material) -> list[Section]:
    """How well answerable questions are told from the others, on both halves."""
    halves = {split: [r for r in material.responses if r.judged["split"] == split] for split in SPLITS}
    confidence = {f"{split} half": measure_confidence(half) for split, half in halves.items()}
    return [
        Section("Abstention", "questions", confidence),
        *(
            Section(f"Abstention by kind and reason, {split} half", "kind", measure_outcomes(half))
            for split, half in halves.items()
        ),
    ]
