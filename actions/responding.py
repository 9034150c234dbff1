"""What every message is looked at for before the skill that the dialogue chose."""

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.answer import answer
from actions.compare import asks_comparison, compare
from actions.composing import compose_worked
from actions.correct import correct
from actions.feedback import take_feedback
from actions.forget import forget
from actions.list import list_subjects
from actions.mock_exam import asks_of_exam, mock_exam, steer, tell_report
from actions.progress import show_progress
from actions.quiz import quiz, remind, take_answer, why_option
from actions.replies import WorkedQuestionReply
from actions.turns import Outcome, Skill, Turn
from actions.wiring import Parts
from knowledge.exam_questions import read_exam_question
from knowledge.messages import split_questions
from tutor.learners import Learner
from tutor.mock_exam import Report

_MOST_QUESTIONS = 4
# What is said to the tutor rather than asked of it is not taken apart.
_TAKEN_WHOLE: tuple[Skill, ...] = (take_feedback, correct)
# "Why not A?", "compare B and C", "option d": a letter that stands for an option of the last exam question.
_MOST_WORDS_OF_LETTERS = 8
_AFTER_LETTER = r"(?=\W*$|\W+(?:and|or|vs|versus|is|was|isn|wrong|right|correct|rather|over|with|instead)\b)"
_LETTER = re.compile(
    rf"(?:\b(?:option|answer|choice)s? )?\b(?P<capital>[A-H]){_AFTER_LETTER}|"
    rf"\b(?:option|answer|choice)s? (?P<small>[a-h]){_AFTER_LETTER}",
)
# "Should I use Athena or Redshift for this?" takes two names to be a comparison.
_CHOOSING = re.compile(r"\b(?:should|shall|would|could|do) (?:i|we)\b.{1,60}\bor\b", re.IGNORECASE)
_OF_THE_TUTOR: tuple[Skill, ...] = (quiz, mock_exam, show_progress, forget)
# "Why not C?", "why is B wrong?": an option of the question that was answered last.
_WHY_OPTION = re.compile(
    r"^\W*why (?:not|is(?:n'?t)?|was(?:n'?t)?)?\s*(?:it |that |option |answer )?(?P<sign>[A-Fa-f])\b"
    r"(?: (?:wrong|right|correct|not|it|the answer|an option))*\W*$",
    re.IGNORECASE,
)
# "diference betwen polly adn lex": the word says it, whatever the dialogue made of the rest.
_COMPARING = re.compile(r"\b(?:diff?er\w*|versus|vs\.?|compar\w+)(?!\w)", re.IGNORECASE)
_NO_INTENT = "nlu_fallback"
_BY_SHAPE: dict[str, Skill] = {"compare": compare, "list": list_subjects}


def respond(turn: Turn, parts: Parts, skill: Skill) -> Outcome:
    """Take an answer to what the tutor asked; else see to the message, and come back to the question."""
    learner = parts.tutor.learners.find(turn.learner)
    exam = parts.tutor.mock_exams.running_or_over(learner.id, parts.clock()) if learner else None
    if isinstance(exam, Report):
        return _tell_that_time_is_over(exam, turn, learner, parts, skill)
    steered = steer(turn, learner, exam, parts) if learner and exam else None
    return steered or _respond_outside_exam(turn, learner, parts, skill)


def _tell_that_time_is_over(
    report: Report, turn: Turn, learner: Learner | None, parts: Parts, skill: Skill
) -> Outcome:
    """The report of an exam whose time has run out, before what a message asks that is not of it."""
    told = tell_report(report, parts)
    if asks_of_exam(turn, report.sitting_id):
        return Outcome((told,))
    outcome = _respond_outside_exam(turn, learner, parts, skill)
    return Outcome((told, *outcome.replies), outcome.slots)


def _respond_outside_exam(turn: Turn, learner: Learner | None, parts: Parts, skill: Skill) -> Outcome:
    answered = take_answer(turn, learner, parts)
    if answered:
        return answered
    if skill in _OF_THE_TUTOR:
        return skill(turn, parts)
    if learner is None:
        return _see_to(turn, parts, skill)
    sign = _WHY_OPTION.search(turn.text)
    outcome = (why_option(learner, parts, sign["sign"]) if sign and not turn.options else None) or _see_to(
        turn, parts, skill
    )
    return Outcome((*outcome.replies, *remind(learner, parts)), outcome.slots)


def _see_to(turn: Turn, parts: Parts, skill: Skill) -> Outcome:
    """Work a pasted exam question; take several questions one after the other; else run the skill."""
    pasted = read_exam_question(turn.text)
    if pasted:
        reply = compose_worked(parts.worker.work(pasted), pasted.stem, parts.index.catalogue)
        return Outcome((reply,), _slots_of(reply, turn))
    turn = replace(turn, text=name_options(turn.text, turn.options))
    if skill in _TAKEN_WHOLE:
        return _run(turn, parts, skill)
    questions = split_questions(turn.text)
    if len(questions) < 2:
        is_either = _CHOOSING.search(turn.text) or _COMPARING.search(turn.text)
        if turn.intent == _NO_INTENT or (skill is answer and is_either):
            skill = _skill_for(turn.text, parts)
        return _run(turn, parts, list_subjects if _asks_overview(turn, parts) else skill)
    told: list[Outcome] = []
    for text in questions[:_MOST_QUESTIONS]:
        turn = _go_on(turn, told[-1] if told else None, text)
        told.append(_run(turn, parts, _skill_for(text, parts)))
    slots = {name: value for outcome in told for name, value in outcome.slots.items()}
    return Outcome(tuple(reply for outcome in told for reply in outcome.replies), slots)


def name_options(text: str, options: Sequence[str]) -> str:
    """Put what the options of the last exam question speak of in the place of their letters: "why not A?"."""
    if not options or len(text.split()) > _MOST_WORDS_OF_LETTERS:
        return text
    names = dict(option.split("=", 1) for option in options)

    def name(match: re.Match[str]) -> str:
        return names.get((match["capital"] or match["small"]).upper(), match.group())

    return _LETTER.sub(name, text)


def _slots_of(reply: WorkedQuestionReply, turn: Turn) -> dict[str, str | list[str] | None]:
    """What is remembered of a worked question: its letters, and what the right option speaks of."""
    letters = [f"{o.sign}={o.subject.name if o.subject else o.text}" for o in reply.options]
    slots: dict[str, str | list[str] | None] = {"options": letters}
    right = next((o.subject.id for o in reply.options if o.verdict == "right" and o.subject), None)
    if right:
        others = [o.subject.id for o in reply.options if o.subject and o.verdict != "right"]
        slots |= {
            "subject": right,
            "aspect": None,
            "compared": None,
            "others": others,
            "before": turn.subject,
        }
    return slots


def _run(turn: Turn, parts: Parts, skill: Skill) -> Outcome:
    """Run a skill, and keep what was in focus before it."""
    outcome = skill(turn, parts)
    if outcome.slots.get("subject", turn.subject) == turn.subject:
        return outcome
    return Outcome(outcome.replies, {**outcome.slots, "before": turn.subject})


def _skill_for(text: str, parts: Parts) -> Skill:
    """The skill for a question by its wording alone, where the dialogue has no intent for it."""
    question = parts.answerer.read(text)
    if asks_comparison(question, parts):
        return compare
    return _BY_SHAPE.get(question.shape, answer)


def _asks_overview(turn: Turn, parts: Parts) -> bool:
    """Whether a message asks what there is on a field: "what do you know about security?"."""
    if turn.subject or turn.compared:
        return False
    question = parts.answerer.read(turn.text)
    return question.shape == "define" and question.leans_back and question.aspect is not None


def _go_on(turn: Turn, last: Outcome | None, text: str) -> Turn:
    """The next question, with what the one before it has put into focus."""
    turn = replace(turn, text=text, intent=None, entities=())
    slots = last.slots if last else {}
    if "subject" not in slots:
        return turn
    subject, aspect, before = slots["subject"], slots.get("aspect"), slots.get("before", turn.before)
    return replace(
        turn,
        subject=subject if isinstance(subject, str) else None,
        aspect=aspect if isinstance(aspect, str) else None,
        compared=tuple(slots.get("compared") or ()),
        others=tuple(slots.get("others") or ()),
        before=before if isinstance(before, str) else None,
    )
