"""Two ways to fit a linear model: yes or no over rows, and one right among the rows of a group."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.linear import WEIGHTS, load_model
from knowledge.wording import COMPONENT_SCALE, load_wordings

Table = npt.NDArray[np.float64]


def fit_yes_or_no(
    signals: Sequence[Any], labels: Sequence[bool], used: Sequence[str], said: str
) -> dict[str, Any]:
    """Logistic regression over records of signals.

    The threshold is where the shares of false yes and false no are equal in five-fold cross-validation.

    Args:
        used: Names of the signals that the model reads.
        said: What the rows are, for the file.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    table = np.array([[getattr(row, name) for name in used] for row in signals])
    truth = np.array(labels, dtype=bool)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000, class_weight="balanced"))
    chances = cross_val_predict(model, table, truth, cv=5, method="predict_proba")[:, 1]
    model.fit(table, truth)
    scale, regression = model[0], model[1]
    weights = regression.coef_[0] / scale.scale_
    return {
        "bias": round(float(regression.intercept_[0] - weights @ scale.mean_), 4),
        "weights": {name: round(float(w), 4) for name, w in zip(used, weights, strict=True)},
        "threshold": round(_equal_error(chances, truth), 3),
        "fitted_on": f"{said}, {dt.datetime.now(dt.UTC).date().isoformat()}",
        "cross_validated": {
            "roc_area": round(float(roc_auc_score(truth, chances)), 3),
            "error": round(float(((chances >= _equal_error(chances, truth)) != truth).mean()), 3),
        },
    }


def fit_wording(vectors: Table, labels: Sequence[bool]) -> tuple[dict[str, Any], list[float]]:
    """Logistic regression over question vectors.

    Returns:
        What ``wording.json`` holds of it, and the log odds of each row by a model that did not see it: what
        is fitted on top must not trust the wording more than it deserves.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    table, truth = vectors * COMPONENT_SCALE, np.array(labels, dtype=bool)
    model = LogisticRegression(C=1.0, max_iter=3000, class_weight="balanced")
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    unseen = cross_val_predict(model, table, truth, cv=folds, method="decision_function")
    model.fit(table, truth)
    fitted = {
        "bias": round(float(model.intercept_[0]), 4),
        "weights": [round(float(weight), 3) for weight in model.coef_[0]],
        "cross_validated": {"roc_area": round(float(roc_auc_score(truth, unseen)), 3)},
    }
    return fitted, unseen.tolist()


def fit_choice(
    groups: Sequence[tuple[Table, npt.NDArray[np.bool_]]], used: Sequence[str], said: str, decay: float = 1.0
) -> dict[str, Any]:
    """Conditional logistic regression: in each group of rows some are right, and their chance is raised.

    Args:
        groups: Rows of signals in the order of `used`, and which of them are right.
        decay: Weight of the squared weights.
    """
    kept = [(rows, right) for rows, right in groups if right.any() and not right.all()]
    order = np.random.default_rng(0).permutation(len(kept))
    n_first = []
    for fold in np.array_split(order, 5):
        out = set(fold.tolist())
        weights = _maximise([kept[i] for i in order.tolist() if i not in out], decay)
        n_first += [bool(kept[i][1][int(np.argmax(kept[i][0] @ weights))]) for i in fold.tolist()]
    weights = _maximise(kept, decay)
    return {
        "bias": 0.0,
        "weights": {name: round(float(w), 4) for name, w in zip(used, weights, strict=True)},
        "threshold": 0.5,
        "fitted_on": f"{said}, {dt.datetime.now(dt.UTC).date().isoformat()}",
        "cross_validated": {"right_first": round(float(np.mean(n_first)), 3)},
    }


def write_weights(name: str, fitted: dict[str, Any]) -> None:
    """Write a model where `knowledge.linear` reads it."""
    (WEIGHTS / f"{name}.json").write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    load_model.cache_clear()
    load_wordings.cache_clear()


def _maximise(groups: Iterable[tuple[Table, npt.NDArray[np.bool_]]], decay: float) -> Table:
    from scipy.optimize import minimize

    groups = list(groups)
    scale = np.concatenate([rows for rows, _ in groups]).std(axis=0) + 1e-9
    scaled = [(rows / scale, right) for rows, right in groups]

    def loss(weights: Table) -> tuple[float, Table]:
        total, slope = decay * float(weights @ weights) / 2, decay * weights
        for rows, right in scaled:
            scores = rows @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            hit = float(chances[right].sum())
            total -= float(np.log(hit + 1e-12))
            slope = slope + rows.T @ (chances - np.where(right, chances / (hit + 1e-12), 0.0))
        return total, slope

    found: Table = np.asarray(minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B").x)
    weights: Table = found / scale
    return weights


def _equal_error(chances: Table, truth: npt.NDArray[np.bool_]) -> float:
    candidates = np.unique(chances)
    errors = [
        abs(float((chances[~truth] >= c).mean()) - float((chances[truth] < c).mean())) for c in candidates
    ]
    return float(candidates[int(np.argmin(errors))])
