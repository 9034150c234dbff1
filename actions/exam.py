"""Questions about the exams themselves."""

from dataclasses import replace

from actions.answer import answer
from actions.turns import Outcome, Turn
from actions.wiring import Parts


def tell_exam(turn: Turn, parts: Parts) -> Outcome:
    """Answer a question about an exam from the exam sheets."""
    return answer(replace(turn, intent="exam_info"), parts)
