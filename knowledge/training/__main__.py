"""Command line of this room: ``python -m knowledge.training``."""

import json
import sys

from knowledge.answering import Answerer
from knowledge.encoding.encoder import Encoder
from knowledge.index import load_index
from knowledge.retrieval import Retriever
from knowledge.settings import KnowledgeSettings
from knowledge.training.calibration import calibrate
from knowledge.training.choices import fit_choices
from knowledge.training.material import load_material
from knowledge.working import ExamWorker


def main() -> None:
    """Fit the weights in ``knowledge/weights`` on the current index and print what came out."""
    settings = KnowledgeSettings()
    encoder = Encoder(settings.encoder)
    answerer = Answerer(Retriever(load_index(settings.index, encoder), encoder))
    material = load_material()
    fitted = calibrate(answerer, material)
    fitted["choices"] = fit_choices(ExamWorker(answerer), material)
    json.dump(fitted, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
