"""The fit of what decides whether to answer, and with what."""

from collections.abc import Sequence
from dataclasses import astuple, fields, replace
from typing import Any

import numpy as np

from knowledge.answering import Answerer
from knowledge.confidence import Signals, signal_names
from knowledge.evidence import RankedUnit, SaidSignals, UnitRanker, UnitSignals
from knowledge.training.fitting import Table, fit_choice, fit_wording, fit_yes_or_no, write_weights
from knowledge.training.material import Material, Row

_POOL = 60
_FOREIGN = ("off_topic", "other_vendor")


def calibrate(answerer: Answerer, material: Material) -> dict[str, dict[str, Any]]:
    """Fit the models and write their weights; returns what each file holds."""
    fitted = {"evidence": _fit_evidence(answerer, material)}
    write_weights("evidence", fitted["evidence"])  # the next one reads what it ranks
    wordings = {}
    fitted["said"], wordings["stated"] = _fit_said(answerer, material)
    fitted["confidence"], wordings["ours"] = _fit_confidence(answerer, material)
    fitted["vague"], wordings["vague"] = _fit_vague(answerer, material)
    adapter = answerer.retriever.encoder.card.adapter_sha256
    fitted["wording"] = {"adapter_sha256": adapter, "models": wordings}
    for name in ("said", "confidence", "vague", "wording"):
        write_weights(name, fitted[name])
    return fitted


def _fit_evidence(answerer: Answerer, material: Material) -> dict[str, Any]:
    groups, ranker = [], UnitRanker(answerer.retriever)
    for fact in material.facts:
        ranked = _rank_units(answerer, ranker, fact)
        rows = np.array([astuple(unit.signals) for unit in ranked])
        groups.append((rows, np.array([_is_evidence(unit, fact["evidence"]) for unit in ranked])))
    names = [field.name for field in fields(UnitSignals)]
    return fit_choice(groups, names, f"{len(groups)} questions about single facts")


def _fit_said(answerer: Answerer, material: Material) -> tuple[dict[str, Any], dict[str, Any]]:
    unsaid = [row for row in material.unanswerable if row["reason"] == "unknown_aspect" and row["subject"]]
    rows, vectors, labels = [], [], []
    ranker = UnitRanker(answerer.retriever)
    for row in (*material.facts, *unsaid):
        ranked = _rank_units(answerer, ranker, row)
        if ranked:
            question = answerer.read(row["text"])
            result = answerer.retriever.search(row["text"], _POOL)
            entry = answerer.catalogue.find(row["subject"])
            rows.append(ranker.read_signals(ranked, result, question.aspect, entry))
            vectors.append(result.vector.ravel())
            labels.append("evidence" in row)
    wording, unseen = fit_wording(np.array(vectors), labels)
    rows = [replace(row, worded=odds) for row, odds in zip(rows, unseen, strict=True)]
    names = [field.name for field in fields(SaidSignals)]
    said = f"{sum(labels)} stated and {len(labels) - sum(labels)} unstated facts"
    return fit_yes_or_no(rows, labels, names, said), wording


def _fit_confidence(answerer: Answerer, material: Material) -> tuple[dict[str, Any], dict[str, Any]]:
    answerable = [
        row["text"] for row in material.judged if row.get("answerable", True) and not row.get("focus")
    ]
    answerable += [row["text"] for row in material.facts] + list(material.needs)
    foreign = _foreign(material)
    rows, vectors = _read_all(answerer, [*answerable, *foreign])
    labels = [True] * len(answerable) + [False] * len(foreign)
    wording, unseen = fit_wording(vectors, labels)
    rows = [replace(row, worded_ours=odds) for row, odds in zip(rows, unseen, strict=True)]
    names = [name for name in signal_names() if name != "worded_vague"]
    said = f"{len(answerable)} answerable and {len(foreign)} foreign messages"
    return fit_yes_or_no(rows, labels, names, said), wording


def _fit_vague(answerer: Answerer, material: Material) -> tuple[dict[str, Any], dict[str, Any]]:
    vague = [
        row["text"] for row in (*material.judged, *material.unanswerable) if row.get("reason") == "too_vague"
    ]
    clear = [row["text"] for row in material.judged if row.get("answerable", True) and not row.get("focus")]
    clear += [row["text"] for row in material.facts] + list(material.needs)
    clear += _foreign(material)
    rows, vectors = _read_all(answerer, [*vague, *clear])
    # A question that names something is never too vague, and not what this model is asked about.
    kept = [place for place, row in enumerate(rows) if not row.named]
    labels = [place < len(vague) for place in kept]
    wording, unseen = fit_wording(vectors[kept], labels)
    rows = [replace(rows[place], worded_vague=odds) for place, odds in zip(kept, unseen, strict=True)]
    names = [
        "score",
        "unit_cosine",
        "asked",
        "covered",
        "unknown",
        "foreign",
        "weight",
        "heaviest",
        "worded_vague",
    ]
    said = f"{sum(labels)} vague and {len(labels) - sum(labels)} clear messages"
    return fit_yes_or_no(rows, labels, names, said), wording


def _foreign(material: Material) -> list[str]:
    """Messages that are not about our subject."""
    rows = (*material.judged, *material.unanswerable)
    return [row["text"] for row in rows if row.get("reason") in _FOREIGN] + list(material.chatter)


def _read_all(answerer: Answerer, texts: Sequence[str]) -> tuple[list[Signals], Table]:
    """Signals and vector of each message."""
    results = [answerer.retriever.search(text, _POOL) for text in texts]
    rows = [
        answerer.read_signals(answerer.read(text), result)
        for text, result in zip(texts, results, strict=True)
    ]
    return rows, np.array([result.vector.ravel() for result in results], dtype=np.float64)


def _rank_units(answerer: Answerer, ranker: UnitRanker, row: Row) -> list[RankedUnit]:
    result = answerer.retriever.search(row["text"], _POOL)
    question = answerer.read(row["text"])
    passages = answerer.retriever.passages_of(row["subject"])
    entry = answerer.catalogue.find(row["subject"])
    return ranker.rank(passages, result, question.aspect, entry)


def _is_evidence(unit: RankedUnit, fragments: Sequence[str]) -> bool:
    return any(fragment in unit.unit.text or unit.unit.text in fragment for fragment in fragments)
