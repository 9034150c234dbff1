"""How well it is known what the sheets do not answer."""

from collections.abc import Sequence

from knowledge.evaluation.answers import Outcome, Response
from knowledge.evaluation.metrics import (
    Figures,
    estimate_scores,
    estimate_share,
    roc_area,
    share_at_precision,
)
from knowledge.evaluation.questions import is_answerable
from knowledge.evaluation.ranking import group_by_kind, keep_measured


def measure_confidence(responses: Sequence[Response]) -> Figures:
    """How well the confidence tells the answerable questions from the others."""
    scores = [response.confidence for response in responses]
    labels = [is_answerable(response.judged) for response in responses]
    unanswerable = [r for r in responses if not is_answerable(r.judged)]
    answerable = [r for r in responses if is_answerable(r.judged)]
    return keep_measured(
        {
            "ROC area": estimate_scores(roc_area, scores, labels),
            "answered at 95 % precision": estimate_scores(share_at_precision, scores, labels),
            "false answers": estimate_share([r.outcome == "answered" for r in unanswerable]),
            "false refusals": estimate_share([r.outcome != "answered" for r in answerable]),
        }
    )


def measure_outcomes(responses: Sequence[Response]) -> dict[str, Figures]:
    """The share of each outcome, by the reason of what is not answerable and the kind of what is."""
    groups = group_by_kind(responses, lambda r: r.judged.get("reason", r.judged["kind"]))
    outcomes: tuple[Outcome, ...] = ("answered", "refused", "asked back")
    return {
        kind: keep_measured(
            {outcome: estimate_share([r.outcome == outcome for r in group]) for outcome in outcomes}
        )
        for kind, group in groups.items()
    }
