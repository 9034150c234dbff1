"""The questions that models are fitted on; none of them is in the test half of the judged questions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.settings import ROOT

_HERE = Path(__file__).parent
_JUDGED = ROOT / "tests" / "data" / "questions.yml"
# The item bank as files: what was written to teach learners teaches the models too.
_BANK = ROOT / "tutor" / "bank"
_UTTERANCES = ROOT / "bot" / "data" / "nlu"
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Material:
    """What there is to fit on.

    Attributes:
        judged: The dev half of the judged questions.
        facts: Questions about single facts, with the fragments of the sheets that answer them.
        unanswerable: Questions that the sheets do not answer, with the reason.
        exam_questions: Multiple-choice questions with their keys.
        needs: What learners say to the dialogue when they look for something to use.
        chatter: What they say that is not about our subject.
    """

    judged: Sequence[Row]
    facts: Sequence[Row]
    unanswerable: Sequence[Row]
    exam_questions: Sequence[Row]
    needs: Sequence[str]
    chatter: Sequence[str]


def load_material() -> Material:
    """Read all of it."""
    exams = sorted((_HERE / "exam_questions").glob("*.yml"))
    return Material(
        judged=[row for row in _read(_JUDGED) if row["split"] == "dev"],
        facts=_read(_HERE / "facts.yml"),
        unanswerable=_read(_HERE / "unanswerable.yml"),
        exam_questions=[*(row for path in exams for row in _read(path)), *_read_bank()],
        needs=_read_utterances("which_service"),
        chatter=_read_utterances("out_of_scope"),
    )


def _read(path: Path) -> list[Row]:
    rows: list[Row] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return rows


def _read_bank() -> list[Row]:
    """The choices of the item bank, in the form of the other exam questions."""
    items = [item for path in sorted(_BANK.glob("*.yml")) for item in _read(path)]
    return [
        {
            "stem": item["stem"],
            "options": dict(zip("ABCDEF", (option["text"] for option in item["options"]), strict=False)),
            "keys": [
                sign for sign, option in zip("ABCDEF", item["options"], strict=False) if option.get("key")
            ],
            "tests": item["subject"],
        }
        for item in items
        if "options" in item
    ]


def _read_utterances(intent: str) -> list[str]:
    content = yaml.load((_UTTERANCES / f"{intent}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    lines = [
        line
        for block in content["nlu"]
        if block.get("intent") == intent
        for line in block["examples"].split("\n")
    ]
    return [_ENTITY.sub(r"\1", line.strip()[2:]) for line in lines if line.strip()]
