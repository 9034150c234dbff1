"""Items from a teacher's GIFT questions: each option gets evidence from the sheets, or none is made."""

import hashlib
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from knowledge.exam_questions import ExamQuestion
from knowledge.exam_questions import Option as ExamOption
from knowledge.working import ExamWorker, Verdict
from tutor.gift import GiftOption, GiftQuestion, GiftText
from tutor.items import ITEMS, ChoiceItem

_SIGNS = "ABCDEF"
_TAG = re.compile(r"<[^>]+>")
_SELECT = {2: "(Select TWO.)", 3: "(Select THREE.)"}


@dataclass(frozen=True)
class Refusal:
    """A question that did not become an item, and why."""

    question: str
    reason: str


def make_items(
    questions: Iterable[GiftQuestion], worker: ExamWorker
) -> tuple[list[ChoiceItem], list[Refusal]]:
    """Give each option of the choices the quote that bears it out.

    A teacher's feedback on an option becomes its reason. What the sheets say nothing of is refused: nothing
    is taught without evidence.
    """
    items: list[ChoiceItem] = []
    refusals: list[Refusal] = []
    for question in questions:
        made = _make_item(question, worker)
        if isinstance(made, Refusal):
            refusals.append(made)
        else:
            items.append(made)
    return items, refusals


def _make_item(question: GiftQuestion, worker: ExamWorker) -> ChoiceItem | Refusal:
    stem = _plain(question.stem)
    name = question.title or stem[:60]
    if question.kind not in ("single", "multiple"):
        kind = question.kind.replace("_", " ")
        return Refusal(name, f"it is of kind {kind}; only choices can be given evidence")
    texts = [_plain(option.text) for option in question.options]
    right = [place for place, option in enumerate(question.options) if option.weight > 0]
    signed = tuple(ExamOption(sign, text) for sign, text in zip(_SIGNS, texts, strict=False))
    asked = ExamQuestion(stem, signed, len(right))
    verdicts = worker.explain(asked, right)
    bare = [verdict.option.text for verdict in verdicts if verdict.quote is None]
    if bare:
        return Refusal(name, f"the sheets say nothing of {', '.join(map(repr, bare))}")
    if question.kind == "multiple" and not stem.endswith(")"):
        stem = f"{stem} {_SELECT.get(len(right), '')}".strip()
    options = [
        _option(option, verdict, place in right)
        for place, (option, verdict) in enumerate(zip(question.options, verdicts, strict=True))
    ]
    subject = next((v.subject for place, v in enumerate(verdicts) if place in right and v.subject), None)
    row = {
        "id": f"gift-{hashlib.sha256(stem.encode()).hexdigest()[:12]}",
        "kind": question.kind,
        "difficulty": "medium",
        "subject": subject or "gift",
        "stem": stem,
        "options": options,
    }
    try:
        item = ITEMS.validate_python(row)
    except ValidationError as error:
        return Refusal(name, "; ".join(problem["msg"] for problem in error.errors()))
    assert isinstance(item, ChoiceItem)  # by its kind
    return item


def _option(option: GiftOption, verdict: Verdict, key: bool) -> dict[str, object]:
    assert verdict.quote is not None  # refused above
    said = "The sheets say this for it." if key else "The sheets say this of it, which is not what is asked."
    return {
        "text": _plain(option.text),
        "key": key,
        "why": _plain(option.feedback) if option.feedback else said,
        "sheet": verdict.quote.passage.sheet,
        "quote": verdict.quote.unit.text,
    }


def _plain(text: GiftText) -> str:
    """A text without the mark-up of its editor."""
    content = (
        html.unescape(_TAG.sub(" ", text.content)) if text.markup in ("html", "moodle") else text.content
    )
    return " ".join(content.split())
