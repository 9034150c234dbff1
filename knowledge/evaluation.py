"""Judged questions in, figures out; and the fit of the confidence model.

A judged question is a mapping with ``text``, ``kind``, ``split`` (``dev`` or ``test``), ``subjects`` (the
catalogue ids that answer it), ``answerable`` (true when left out) and, for a follow-up, ``focus``.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from knowledge.answering import Answer, Answerer
from knowledge.confidence import ConfidenceModel, Signals, read_signals, signal_names

Judged = Mapping[str, Any]

_POOL = 60
# What the dialogue makes of each kind of question, for measuring without it.
_SHAPES = {
    "which_service": "which",
    "indirect": "which",
    "define": "define",
    "how_to": "how",
    "aspect": "aspect",
    "follow_up": "aspect",
}


@dataclass(frozen=True)
class Figures:
    """How well one kind of question is answered.

    Attributes:
        hit_1: Share whose first hit speaks of a right subject.
        hit_3: Share with one among the first three hits.
        subject: Share answered for a right subject, of those answered.
        answered: Share answered at all.
    """

    n: int
    hit_1: float
    hit_3: float
    subject: float
    answered: float


def load_questions(path: Path) -> list[Judged]:
    """Read judged questions."""
    rows: list[Judged] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return rows


def evaluate(answerer: Answerer, questions: Iterable[Judged]) -> dict[str, Figures]:
    """Measure each kind of question; of the not answerable ones, `answered` counts the false answers."""
    rows: dict[str, list[tuple[bool, bool, bool, bool]]] = defaultdict(list)
    for judged in questions:
        rows[judged["kind"]].append(_judge(answerer, judged))
    return {kind: _summarise(found) for kind, found in rows.items()}


def calibrate(answerer: Answerer, questions: Sequence[Judged]) -> dict[str, Any]:
    """Fit the confidence model on the dev half by logistic regression.

    The threshold is the one at which the shares of false answers and false refusals on the dev half are
    equal. Too vague questions and unsaid aspects are left out: other rules than the confidence catch those.

    Returns:
        What `confidence.json` holds.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    used = [
        q for q in questions if q.get("reason") in (None, "off_topic", "other_vendor") and not q.get("focus")
    ]
    dev = [q for q in used if q["split"] == "dev"]
    features, labels = _features(answerer, dev)
    model = LogisticRegression(C=10.0, max_iter=1000).fit(features, labels)
    probabilities = model.predict_proba(features)[:, 1]
    test_features, test_labels = _features(answerer, [q for q in used if q["split"] == "test"])
    return {
        "bias": round(float(model.intercept_[0]), 4),
        "weights": dict(zip(signal_names(), np.round(model.coef_[0], 4).tolist(), strict=True)),
        "threshold": round(_equal_error(probabilities, labels), 3),
        "fitted_on": f"{len(dev)} dev questions, {dt.datetime.now(dt.UTC).date().isoformat()}",
        "roc_area": {
            "dev": round(float(roc_auc_score(labels, probabilities)), 3),
            "test": round(float(roc_auc_score(test_labels, model.predict_proba(test_features)[:, 1])), 3),
        },
    }


def write_model(fitted: Mapping[str, Any], path: Path) -> ConfidenceModel:
    """Write a fitted model where `knowledge.confidence` reads it."""
    path.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    return ConfidenceModel(fitted["bias"], fitted["weights"], fitted["threshold"])


def _judge(answerer: Answerer, judged: Judged) -> tuple[bool, bool, bool, bool]:
    right = set(judged["subjects"])
    question = answerer.read(judged["text"])
    focus = judged.get("focus")
    text = f"{answerer.catalogue.name_of(focus)} {judged['text']}" if focus else judged["text"]
    hits = answerer.retriever.search(text, 3).hits
    speaks = [bool(right & {hit.passage.subject, *hit.passage.mentions}) for hit in hits]
    shape = _SHAPES.get(judged["kind"], question.shape)
    found = answerer.answer(question, shape=shape, focus=focus)
    first, among_three = bool(speaks and speaks[0]), any(speaks)
    if not isinstance(found, Answer):
        return first, among_three, False, False
    quoted = {entry_id for quote in found.quotes for entry_id in quote.passage.mentions}
    return first, among_three, found.subject in right or bool(right & quoted), True


def _summarise(rows: Sequence[tuple[bool, bool, bool, bool]]) -> Figures:
    table = np.array(rows, dtype=float)
    n_answered = table[:, 3].sum()
    return Figures(
        n=len(rows),
        hit_1=float(table[:, 0].mean()),
        hit_3=float(table[:, 1].mean()),
        subject=float(table[:, 2].sum() / n_answered) if n_answered else 0.0,
        answered=float(table[:, 3].mean()),
    )


def _features(answerer: Answerer, questions: Iterable[Judged]) -> tuple[Any, Any]:
    rows, labels = [], []
    for judged in questions:
        question = answerer.read(judged["text"])
        result = answerer.retriever.search(judged["text"], _POOL)
        signals: Signals = read_signals(question, result, answerer.catalogue)
        rows.append(list(asdict(signals).values()))
        labels.append(judged.get("answerable", True))
    return np.array(rows), np.array(labels)


def _equal_error(probabilities: Any, labels: Any) -> float:
    candidates = np.unique(probabilities)
    errors = [
        abs(float((probabilities[~labels] >= c).mean()) - float((probabilities[labels] < c).mean()))
        for c in candidates
    ]
    return float(candidates[int(np.argmin(errors))])
