"""The fit of what chooses among the options of an exam question."""

from dataclasses import astuple, fields
from typing import Any

import numpy as np

from knowledge.exam_questions import ExamQuestion, Option
from knowledge.training.fitting import fit_choice, write_weights
from knowledge.training.material import Material, Row
from knowledge.working import ExamWorker, OptionSignals


def fit_choices(worker: ExamWorker, material: Material) -> dict[str, Any]:
    """Fit the model and write its weights; returns what the file holds."""
    groups = []
    for row in material.exam_questions:
        rows = np.array([astuple(signals) for signals in worker.read_signals(to_exam_question(row))])
        groups.append((rows, np.array([sign in row["keys"] for sign in row["options"]])))
    names = [field.name for field in fields(OptionSignals)]
    fitted = fit_choice(groups, names, f"{len(groups)} exam-style questions", decay=3.0)
    write_weights("choices", fitted)
    return fitted


def to_exam_question(row: Row) -> ExamQuestion:
    """A question of the files as it is read from a paste."""
    options = tuple(Option(sign, " ".join(str(text).split())) for sign, text in row["options"].items())
    return ExamQuestion(" ".join(row["stem"].split()), options, len(row["keys"]))
