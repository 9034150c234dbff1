"""Progress, reviews, mix-ups and the plan of the day, in the conversation."""

import datetime as dt
import re
from dataclasses import replace

from actions import replies
from actions.answer import answer
from actions.compare import compare
from actions.composing import subject
from actions.quiz_topics import find_exam
from actions.quizzing import compose_question
from actions.sentences import Sentences
from actions.turns import Outcome, Turn
from actions.wiring import Parts
from tutor.errors import NoItems
from tutor.learners import Learner
from tutor.mastery import ConfusionPair, Mastery, Readiness
from tutor.planning import Plan
from tutor.tutoring import Progress

_GOAL = re.compile(
    r"\b(?P<goal>\d{1,3})\s*(?:questions?|items?|cards?)?\s*(?:a|per|each|every)?\s*(?:day|daily)\b|"
    r"\bgoal\b\D{0,12}(?P<other>\d{1,3})\b",
    re.IGNORECASE,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<month>{'|'.join(_MONTHS)})\w*(?:\s+(?P<year>\d{{4}}))?|(?P<month_first>{'|'.join(_MONTHS)})\w*\s+(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:,?\s+(?P<year_after>\d{{4}}))?|in\s+(?P<count>\d{{1,3}})\s+(?P<unit>days?|weeks?|months?))\b",
    re.IGNORECASE,
)
_DAYS_OF = {"day": 1, "week": 7, "month": 30}
_MOST_PAIRS = 5
# "What should I do?" and "how many ices will my stand sell?" come here by their sound alone.
_WORDS = {
    "study_plan": re.compile(
        r"\b(?:plan\w*|goal|exam|sit|stud\w+|schedule|today|tonight|tomorrow|week|daily|a day|learn\w*|"
        r"prepar\w+|revis\w+)\b",
        re.IGNORECASE,
    ),
    "show_progress": re.compile(
        r"\b(?:progress|doing|do i (?:do|stand)|ready|readiness|scor\w+|stats?|statistics|weak\w*|strong\w*|"
        r"master\w*|level|streak|how far|know so far|learn\w+ so far|my results|how am i|improving|prepared|"
        r"standing)\b",
        re.IGNORECASE,
    ),
}


def show_progress(turn: Turn, parts: Parts) -> Outcome:
    """Do what is asked of a learner's progress; what only sounds like it goes to the sheets."""
    words = _WORDS.get(turn.intent or "")
    if words and not words.search(turn.text) and not find_exam(turn.text, parts):
        return answer(turn, parts)
    if turn.intent == "review_due":
        return _review(turn, parts)
    if turn.intent == "mix_ups":
        return _mix_ups(turn, parts)
    if turn.intent == "study_plan":
        return _plan(turn, parts)
    return _progress(turn, parts)


def compose_progress(
    found: Progress, plan: Plan | None, learner: Learner | None, text: str, parts: Parts
) -> replies.ProgressReply:
    """What a learner knows as a reply."""
    exam = found.exam
    return replies.ProgressReply(
        text=text,
        exam=exam.id if exam else None,
        exam_name=exam.name if exam else None,
        n_attempts=found.n_attempts,
        domains=[
            _domain(number, exam.domains[number - 1].name, exam.domains[number - 1].weight, mastery, found)
            for number, mastery in enumerate(found.domains, 1)
        ]
        if exam
        else [],
        readiness=_readiness(found.readiness) if found.readiness else None,
        confusions=[_confusion(pair, parts) for pair in found.confusions[:_MOST_PAIRS]],
        due_today=found.n_due,
        per_day=list(found.per_day),
        forecast=list(found.forecast),
        curve=[round(recall, 3) for recall in found.curve],
        plan=_day_plan(plan, learner) if plan and learner else None,
        suggestions=_next_steps(found),
    )


def _progress(turn: Turn, parts: Parts) -> Outcome:
    now = parts.clock()
    learner = parts.tutor.learners.find(turn.learner)
    exam = find_exam(turn.text, parts)
    exam_id = exam.id if exam else _exam_of(learner, parts)
    found = parts.tutor.progress(learner, exam_id, now)
    if learner is None or not found.n_attempts:
        text = parts.sentences.say("utter_no_progress")
        start = replies.Suggestion(label="Quiz me", message=f"Quiz me on {exam_id}" if exam_id else "Quiz me")
        return Outcome((replies.TextReply(text=text, suggestions=[start]),))
    plan = parts.tutor.plan(learner, now)
    return Outcome((compose_progress(found, plan, learner, tell_progress(found, parts.sentences), parts),))


def tell_progress(found: Progress, sentences: Sentences) -> str:
    """Progress in a few sentences, for ears and for channels without cards."""
    told = [sentences.say("utter_progress", answered=str(found.n_attempts))]
    if found.exam and found.readiness:
        ready = found.readiness
        shares = {"share": f"{ready.mean:.0%}", "low": f"{ready.low:.0%}", "high": f"{ready.high:.0%}"}
        told.append(sentences.say("utter_readiness", exam=found.exam.id, level=ready.level, **shares))
        if ready.raises:
            first = ready.raises[0]
            told.append(sentences.say("utter_raises_most", domain=str(first.domain), name=first.name))
    told.append(sentences.say("utter_due", due=str(found.n_due)))
    return " ".join(told)


def _review(turn: Turn, parts: Parts) -> Outcome:
    """Start what is due: who asks what to review gets to it."""
    now = parts.clock()
    learner = parts.tutor.learners.get(turn.learner, now)
    try:
        question = parts.tutor.start_review(learner, None, now, parts.rng)
    except NoItems:
        text = parts.sentences.say("utter_nothing_due")
        return Outcome(
            (
                replies.TextReply(
                    text=text, suggestions=[replies.Suggestion(label="Quiz me", message="Quiz me")]
                ),
            )
        )
    begun = parts.sentences.say("utter_quiz_begun", questions=str(question.total), topic="what is due")
    return Outcome((replies.TextReply(text=begun), compose_question(question, parts.tutor.exams, now)))


def _mix_ups(turn: Turn, parts: Parts) -> Outcome:
    """The pair that is mixed up most: a cited comparison, then items that hold both."""
    now = parts.clock()
    learner = parts.tutor.learners.find(turn.learner)
    pairs = [pair for pair in parts.tutor.progress(learner, None, now).confusions if not pair.resolved]
    if learner is None or not pairs:
        return Outcome((replies.TextReply(text=parts.sentences.say("utter_no_mix_ups")),))
    catalogue = parts.index.catalogue
    told = "; ".join(_tell_mix_up(pair, parts) for pair in pairs[:_MOST_PAIRS])
    said: list[replies.Reply] = [replies.TextReply(text=parts.sentences.say("utter_mix_ups", pairs=told))]
    sides = f"{catalogue.name_of(pairs[0].expected)} and {catalogue.name_of(pairs[0].taken)}"
    compared = compare(replace(turn, text=f"compare {sides}", intent="compare", entities=()), parts)
    said += compared.replies
    try:
        question = parts.tutor.start_confusions(learner, pairs[0], now, parts.rng)
        said.append(compose_question(question, parts.tutor.exams, now))
    except NoItems:
        pass  # the comparison stands alone
    return Outcome(tuple(said), compared.slots)


def _plan(turn: Turn, parts: Parts) -> Outcome:
    """Keep the exam, the day and the goal that a message names, and say what to do today."""
    now = parts.clock()
    learner = parts.tutor.learners.get(turn.learner, now)
    exam, day, goal = find_exam(turn.text, parts), read_day(turn.text, now.date()), _GOAL.search(turn.text)
    aims: dict[str, object] = {}
    if exam:
        aims["exam"] = exam.id
    if day:
        aims["exam_day"] = day
    if goal:
        aims["daily_goal"] = max(1, min(200, int(goal["goal"] or goal["other"])))
    if aims:
        learner = parts.tutor.learners.set_aims(learner.id, **aims)
    plan = parts.tutor.plan(learner, now)
    if plan is None:
        choices = [
            replies.Suggestion(label=one.id, message=f"I am learning for {one.id}")
            for one in parts.tutor.exams
        ]
        text = parts.sentences.say("utter_which_exam")
        return Outcome((replies.TextReply(text=text, suggestions=choices),))
    found = parts.tutor.progress(learner, learner.exam, now)
    text = tell_plan(plan, learner, parts.sentences)
    return Outcome((compose_progress(found, plan, learner, text, parts),))


def tell_plan(plan: Plan, learner: Learner, sentences: Sentences) -> str:
    """The plan of the day in a few sentences."""
    exam = str(learner.exam)
    if plan.exam_is_past:
        return sentences.say("utter_exam_past", exam=exam, day=str(learner.exam_day))
    told = [
        sentences.say("utter_today", exam=exam, reviews=str(plan.reviews_due), new=str(plan.new_items)),
    ]
    if plan.focus:
        told.append(sentences.say("utter_focus", domain=str(plan.focus.domain), name=plan.focus.name))
    if plan.mock_exam_due:
        told.append(sentences.say("utter_mock_exam_due"))
    if plan.days_left is not None:
        told.append(sentences.say("utter_days_left", days=str(plan.days_left)))
    told.append(
        sentences.say("utter_done_today", done=str(plan.answered_today), goal=str(plan.daily_goal)),
    )
    return " ".join(told)


def read_day(text: str, today: dt.date) -> dt.date | None:
    """A day that a text names; without a year the next one that comes."""
    found = _DAY.search(text)
    if not found:
        return None
    try:
        if found["iso"]:
            return dt.date.fromisoformat(found["iso"])
        if found["count"]:
            unit = found["unit"].lower().rstrip("s")
            return today + dt.timedelta(days=int(found["count"]) * _DAYS_OF[unit])
        month = _MONTHS.index((found["month"] or found["month_first"])[:3].lower()) + 1
        day, year = int(found["day"] or found["day_after"]), found["year"] or found["year_after"]
        if year:
            return dt.date(int(year), month, day)
        this_year = dt.date(today.year, month, day)
        return this_year if this_year >= today else dt.date(today.year + 1, month, day)
    except ValueError:
        return None  # the 31st of a short month


def _tell_mix_up(pair: ConfusionPair, parts: Parts) -> str:
    name = parts.index.catalogue.name_of
    return parts.sentences.say(
        "utter_mix_up_once" if pair.count == 1 else "utter_mix_up_often",
        taken=name(pair.taken),
        expected=name(pair.expected),
        count=str(pair.count),
    )


def _exam_of(learner: Learner | None, parts: Parts) -> str | None:
    """The exam that a learner learns for, or has answered most questions of."""
    if learner is None:
        return None
    return learner.exam or parts.tutor.most_answered_exam(learner.id)


def _domain(number: int, name: str, weight: int, mastery: Mastery, found: Progress) -> replies.DomainProgress:
    return replies.DomainProgress(
        number=number,
        name=name,
        weight=weight,
        attempts=mastery.n_attempts,
        mastery=round(mastery.mean, 3),
        low=round(mastery.low, 3),
        high=round(mastery.high, 3),
        level=mastery.level,
        due=found.due_by_domain.get(number, 0),
    )


def _readiness(ready: Readiness) -> replies.Readiness:
    return replies.Readiness(
        share=round(ready.mean, 3),
        low=round(ready.low, 3),
        high=round(ready.high, 3),
        level=ready.level,
        raises=[f"Domain {one.domain}, {one.name}" for one in ready.raises],
    )


def _confusion(pair: ConfusionPair, parts: Parts) -> replies.Confusion:
    catalogue = parts.index.catalogue
    return replies.Confusion(
        expected=subject(pair.expected, catalogue),
        taken=subject(pair.taken, catalogue),
        count=pair.count,
        resolved=pair.resolved,
    )


def _day_plan(plan: Plan, learner: Learner) -> replies.DayPlan:
    return replies.DayPlan(
        reviews=plan.reviews_due,
        new=plan.new_items,
        focus=f"Domain {plan.focus.domain}, {plan.focus.name}" if plan.focus else None,
        mock_exam=plan.mock_exam_due,
        done_today=plan.answered_today,
        goal=plan.daily_goal,
        goal_met=plan.goal_met,
        streak=plan.streak_days,
        days_left=plan.days_left,
        exam_day=learner.exam_day.isoformat() if learner.exam_day else None,
    )


def _next_steps(found: Progress) -> list[replies.Suggestion]:
    steps = []
    if found.n_due:
        steps.append(replies.Suggestion(label=f"Review {found.n_due}", message="What should I review today?"))
    if found.exam and found.readiness and found.readiness.raises:
        number = found.readiness.raises[0].domain
        steps.append(
            replies.Suggestion(
                label=f"Domain {number}", message=f"Quiz me on {found.exam.id} domain {number}"
            )
        )
    if any(not pair.resolved for pair in found.confusions):
        steps.append(replies.Suggestion(label="What do I mix up?", message="What do I mix up?"))
    return steps or [replies.Suggestion(label="Quiz me", message="Quiz me")]
