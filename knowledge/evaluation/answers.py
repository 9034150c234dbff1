"""What the answerer makes of the judged questions, and how good it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.answering import Answer, Answerer, Comparison, NotCovered, Quote, Unclear
from knowledge.evaluation.citations import (
    Cited,
    is_right_answer,
    is_right_citation,
    names_right_subject,
    share_cited,
)
from knowledge.evaluation.metrics import Figures, estimate_mean, estimate_share
from knowledge.evaluation.questions import Judged
from knowledge.evaluation.ranking import keep_measured

Outcome = Literal["answered", "refused", "asked back"]

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
class Response:
    """What was made of one question.

    Attributes:
        subjects: What it was answered for: one entry, or all that are compared.
        quotes: Everything cited.
        n_words: Words of the quotes; None of a table.
        confidence: Chance that the sheets answer, in [0, 1]; 0 where it asked back.
    """

    judged: Judged
    outcome: Outcome
    confidence: float
    subjects: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    n_words: int | None = None

    @property
    def citations(self) -> tuple[Cited, ...]:
        """The quotes as they are judged."""
        return tuple(Cited(quote.passage, quote.unit.text) for quote in self.quotes)


def collect_responses(answerer: Answerer, questions: Iterable[Judged]) -> list[Response]:
    """Ask every question on its own, a follow-up with its focus."""
    return [respond(answerer, judged) for judged in questions]


def respond(answerer: Answerer, judged: Judged) -> Response:
    """Ask one question."""
    question = answerer.read(judged["text"])
    shape = _SHAPES.get(judged["kind"], question.shape)
    found = answerer.answer(question, shape=shape, focus=judged.get("focus"))
    if shape == "compare" and len(question.subjects) > 1 and not isinstance(found, Unclear):
        comparison = answerer.compare(question.subjects, question)
        if comparison.rows:
            return Response(judged, "answered", found.confidence, comparison.subjects, _quotes_of(comparison))
    match found:
        case Answer():
            return Response(
                judged,
                "answered",
                found.confidence,
                (found.subject,) if found.subject else (),
                found.quotes,
                sum(len(quote.unit.text.split()) for quote in found.quotes),
            )
        case NotCovered():
            return Response(judged, "refused", found.confidence)
        case Unclear():
            return Response(judged, "asked back", 0.0)


def measure_answers(responses: Sequence[Response], texts: Mapping[str, str]) -> Figures:
    """The figures of what was made of some answerable questions.

    All but the share answered are of the answered ones alone. Precision and recall are of the citations,
    fidelity is the share of quotes that equal their spans.

    Args:
        texts: Each sheet's text by its id, for comparing quotes with their spans.
    """
    answered = [response for response in responses if response.outcome == "answered"]
    return keep_measured(
        {
            "answered": estimate_share([response.outcome == "answered" for response in responses]),
            "right": estimate_share([is_right_answer(r.subjects, r.citations, r.judged) for r in answered]),
            "subject": estimate_share([names_right_subject(r.subjects, r.judged) for r in answered]),
            "precision": estimate_mean([_precision(r) for r in answered if r.quotes]),
            "recall": estimate_mean([share_cited(r.citations, r.judged) for r in answered]),
            "fidelity": estimate_share([_is_verbatim(q, texts) for r in answered for q in r.quotes]),
            "words": estimate_mean([float(r.n_words) for r in answered if r.n_words is not None]),
        }
    )


def _quotes_of(comparison: Comparison) -> tuple[Quote, ...]:
    cells = tuple(cell for row in comparison.rows for cell in row.cells if cell)
    return (*cells, *comparison.differences)


def _precision(response: Response) -> float:
    right = [is_right_citation(cited, response.judged) for cited in response.citations]
    return sum(right) / len(right)


def _is_verbatim(quote: Quote, texts: Mapping[str, str]) -> bool:
    return texts[quote.passage.sheet][quote.unit.start : quote.unit.end] == quote.unit.text
