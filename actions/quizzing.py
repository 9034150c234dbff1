"""Questions and feedback as replies: without the key before the answer, with all the evidence after it."""

import datetime as dt
import re

from actions import replies
from actions.citing import ClaimFinder
from actions.composing import Citations
from actions.quiz_answers import button_for, signs_of
from tutor.exams import Exams
from tutor.items import ChoiceItem, Claim, Item, MatchingItem, NameAnswer, OrderingItem, Pair, TextItem
from tutor.questions import Marked, Question

_VERDICTS = {
    "right": "Right.",
    "wrong": "Not right.",
    "skipped": "Passed on. Here is the answer.",
}
_VENDOR = re.compile(r"^(?:Amazon|AWS) ")
_SURE_BUT_WRONG = "Not right, though you were sure: worth a second look."


def compose_question(question: Question, exams: Exams, now: dt.datetime) -> replies.QuestionReply:
    """A question as it is shown."""
    item = question.item
    ends_at = question.ends_at
    controls = (
        ("Hint", "Skip", "Stop") if question.kind == "quiz" else ("Flag this question", "Finish the exam")
    )
    return replies.QuestionReply(
        sitting=question.sitting_id,
        mode="exam" if question.kind == "exam" else "quiz",
        title=question.title,
        position=question.position,
        total=question.total,
        kind=item.kind,
        stem=item.stem,
        n_wanted=len(item.keys) if isinstance(item, ChoiceItem) else 1,
        options=[
            replies.ShownOption(sign=sign, text=text)
            for sign, text in zip(signs_of(range(len(question.order))), _shown_texts(question), strict=True)
        ],
        prompts=[
            replies.ShownOption(sign=str(number), text=pair.prompt)
            for number, pair in enumerate(item.pairs if isinstance(item, MatchingItem) else (), 1)
        ],
        answers=button_for(question),
        saved=_saved(question),
        flagged=question.flagged,
        ends_at=ends_at.isoformat() if ends_at else None,
        seconds_left=max(0, int((ends_at - now).total_seconds())) if ends_at else None,
        on=place_of(item, exams),
        difficulty=item.difficulty,
        suggestions=[replies.Suggestion(label=label, message=label) for label in controls],
    )


def compose_feedback(
    marked: Marked, claims: ClaimFinder, now: dt.datetime, was_sure: bool = False
) -> replies.FeedbackReply:
    """What an answer was worth, and why for every option."""
    question, item, verdict = marked.question, marked.question.item, marked.grade.verdict
    citations = Citations()
    text = _SURE_BUT_WRONG if verdict == "wrong" and was_sure else _VERDICTS[verdict]
    return replies.FeedbackReply(
        sitting=question.sitting_id,
        position=question.position,
        total=question.total,
        verdict=verdict,
        text=text,
        stem=item.stem,
        key=_key(question),
        chosen=_chosen(marked),
        answer=_answer_of(item, claims) if isinstance(item, TextItem) else None,
        options=_options(marked, claims, citations),
        citations=citations.items,
        due=_when(marked.due, now),
        suggestions=[replies.Suggestion(label="Explain again", message="Explain that again")],
    )


def compose_judging(question: Question, claims: ClaimFinder, text: str) -> replies.FeedbackReply:
    """The model answer beside what was said, for the learner to judge."""
    item = question.item
    citations = Citations()
    said = question.saved.text if question.saved else None
    return replies.FeedbackReply(
        sitting=question.sitting_id,
        position=question.position,
        total=question.total,
        verdict="unsure",
        text=text,
        stem=question.item.stem,
        key=[],
        chosen=[said] if said else [],
        answer=_answer_of(item, claims) if isinstance(item, TextItem) else None,
        options=[_option(claim, "", claim.why, True, False, claims, citations) for claim in item.claims],
        citations=citations.items,
        suggestions=[
            replies.Suggestion(label="I had it", message=f"{button_for(question)} I had it"),
            replies.Suggestion(label="I missed it", message=f"{button_for(question)} I missed it"),
        ],
    )


def compose_hint(
    question: Question, claim: Claim | None, claims: ClaimFinder, text: str
) -> replies.AnswerReply | replies.TextReply:
    """A quote that helps without giving the key; for a question in words, the sheet to look into."""
    item = question.item
    if claim is None:
        told = f"{text} The sheet “{claims.title_of(item.claims[0])}” tells it."
        if isinstance(item, TextItem) and item.name:
            told += f" The name begins with {_VENDOR.sub('', _answer_of(item, claims))[:1]}."
        return replies.TextReply(text=told)
    citations = Citations()
    numbers = list(claims.cite(claim, citations))
    if not numbers:
        return replies.TextReply(text=text)
    return replies.AnswerReply(
        subject=None,
        statements=[replies.Statement(text=claim.quote, citations=numbers, label=text)],
        citations=citations.items,
        confidence=1.0,
    )


def place_of(item: Item, exams: Exams) -> str | None:
    """The exam and task of an item, in words."""
    if item.exam is None or item.task is None or item.exam not in exams:
        return None
    return f"{item.exam}, task {item.task}: {exams[item.exam].tasks[item.task]}"


def _answer_of(item: TextItem, claims: ClaimFinder) -> str:
    """A full answer in words."""
    if item.concept:
        return item.concept.model
    names = item.name or NameAnswer(texts=(item.claim.why,))
    return (*map(claims.catalogue.name_of, names.entries), *names.texts)[0]


def _say_pair(pair: Pair) -> str:
    return f"{pair.prompt.rstrip('.:')}: {pair.match}"


def _shown_texts(question: Question) -> list[str]:
    item = question.item
    if isinstance(item, ChoiceItem):
        texts = [option.text for option in item.options]
    elif isinstance(item, OrderingItem):
        texts = [step.text for step in item.steps]
    elif isinstance(item, MatchingItem):
        texts = [pair.match for pair in item.pairs]
    else:
        texts = []
    return [texts[place] for place in question.order]


def _saved(question: Question) -> list[str]:
    saved = question.saved
    if saved is None or saved.text is not None:
        return []
    return signs_of(saved.options or saved.order or saved.matches or ())


def _key(question: Question) -> list[str]:
    item = question.item
    if isinstance(item, ChoiceItem):
        return signs_of(sorted(question.shown(place) for place in item.keys))
    return signs_of([question.shown(place) for place in range(len(question.order))])


def _chosen(marked: Marked) -> list[str]:
    response = marked.response
    if response.text is not None:
        return [response.text]
    return signs_of(response.options or response.order or response.matches or ())


def _options(marked: Marked, claims: ClaimFinder, citations: Citations) -> list[replies.OptionFeedback]:
    question, item, chosen = marked.question, marked.question.item, marked.grade.chosen
    if isinstance(item, ChoiceItem):
        return [
            _option(
                item.options[place], sign, item.options[place].text, item.options[place].key, place in chosen,
                claims, citations,
            )
            for sign, place in zip(signs_of(range(len(question.order))), question.order, strict=True)
        ]  # fmt: skip
    if isinstance(item, OrderingItem):
        return [
            _option(
                step, signs_of([question.shown(place)])[0], step.text, chosen[place : place + 1] == (place,),
                bool(chosen), claims, citations,
            )
            for place, step in enumerate(item.steps)
        ]  # fmt: skip
    if isinstance(item, MatchingItem):
        return [
            _option(
                pair, str(place + 1), _say_pair(pair), chosen[place : place + 1] == (place,),
                bool(chosen), claims, citations,
            )
            for place, pair in enumerate(item.pairs)
        ]  # fmt: skip
    right = marked.grade.verdict == "right"
    return [_option(item.claim, "", _answer_of(item, claims), right, True, claims, citations)]


def _option(
    claim: Claim,
    sign: str,
    text: str,
    right: bool,
    chosen: bool,
    claims: ClaimFinder,
    citations: Citations,
) -> replies.OptionFeedback:
    return replies.OptionFeedback(
        sign=sign,
        text=text,
        right=right,
        chosen=chosen,
        reason=claim.why,
        quote=claim.quote,
        citations=list(claims.cite(claim, citations)),
    )


def _when(due: dt.datetime | None, now: dt.datetime) -> str | None:
    """When an item comes back, in words."""
    if due is None:
        return None
    days = round((due - now).total_seconds() / 86_400)
    if days < 1:
        return "comes back soon" if due - now < dt.timedelta(hours=12) else "comes back tomorrow"
    return "comes back tomorrow" if days == 1 else f"comes back in {days} days"
