"""Command line of this room: ``python -m knowledge.training adapter | weights``, in this order."""

import argparse
import json
import sys

from knowledge.answering import Answerer
from knowledge.catalogue import load_catalogue
from knowledge.chunking import chunk_sheet
from knowledge.encoding.encoder import Encoder
from knowledge.index import load_index
from knowledge.loading import load_sheets
from knowledge.retrieval import Retriever
from knowledge.sample_questions import load_sample_questions
from knowledge.settings import KnowledgeSettings
from knowledge.training.calibration import calibrate
from knowledge.training.choices import fit_choices
from knowledge.training.material import load_material
from knowledge.working import ExamWorker


def main() -> None:
    """Run what is named."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.training", description=__doc__)
    parser.add_argument(
        "part",
        choices=["adapter", "weights"],
        help="adapter: teach the model (half an hour; build the index anew after it); "
        "weights: fit the small models on the current index (minutes)",
    )
    parts = {"adapter": _train_adapter, "weights": _fit_weights}
    parts[parser.parse_args().part](KnowledgeSettings())


def _train_adapter(settings: KnowledgeSettings) -> None:
    from knowledge.training.adapter import make_lessons, train_adapter

    catalogue = load_catalogue(settings.catalogue)
    encoder = Encoder(settings.encoder)
    passages = [
        passage
        for sheet in load_sheets([settings.sheets])
        for passage in chunk_sheet(sheet, catalogue, encoder.count_tokens, encoder.card.max_tokens)
    ]
    samples: dict[str, list[str]] = {}
    for sample in load_sample_questions(settings.sample_questions, catalogue):
        samples.setdefault(sample.subject, []).append(sample.text)
    for row in load_material().exam_questions:
        if row["tests"] and row["tests"] in catalogue:
            samples.setdefault(row["tests"], []).append(" ".join(row["stem"].split()))
    loss = train_adapter(make_lessons(passages, samples, catalogue), on_step=_tell)
    sys.stdout.write(f"adapter written; loss at the end {loss:.3f}\n")


def _tell(step: int, n_steps: int, loss: float) -> None:
    if step % 10 == 0 or step == n_steps:
        sys.stderr.write(f"step {step} of {n_steps}, loss {loss:.3f}\n")


def _fit_weights(settings: KnowledgeSettings) -> None:
    encoder = Encoder(settings.encoder)
    answerer = Answerer(Retriever(load_index(settings.index, encoder), encoder))
    material = load_material()
    fitted = calibrate(answerer, material)
    fitted["choices"] = fit_choices(ExamWorker(answerer), material)
    json.dump(fitted, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
