"""Questions and feedback as replies: without the key before the answer, with all the evidence after it."""

import datetime as dt
import re

from actions import replies
from actions.citing import ClaimFinder
from actions.composing import Citations
from actions.quiz_answers import button_for, signs_given, signs_of
from actions.wiring import Parts
from tutor.exams import Exams
from tutor.items import ChoiceItem, Claim, Item, MatchingItem, NameAnswer, OrderingItem, Pair, TextItem
from tutor.questions import Marked, Question

_VENDOR = re.compile(r"^(?:Amazon|AWS) ")


def compose_question(
    question: Question, exams: Exams, now: dt.datetime, just_saved: replies.SavedAnswer | None = None
) -> replies.QuestionReply:
    """A question as it is shown.

    Args:
        just_saved: What was answered in the exam before it went on to this question.
    """
    item = question.item
    ends_at = question.ends_at
    return replies.QuestionReply(
        sitting=question.sitting_id,
        mode="exam" if question.kind == "exam" else "quiz",
        title=question.title,
        position=question.position,
        total=question.total,
        kind=item.kind,
        stem=item.stem,
        n_wanted=question.n_wanted,
        options=[
            replies.ShownOption(sign=sign, text=text)
            for sign, text in zip(signs_of(range(len(question.order))), _shown_texts(question), strict=True)
        ],
        prompts=[
            replies.ShownOption(sign=str(number), text=pair.prompt)
            for number, pair in enumerate(item.pairs if isinstance(item, MatchingItem) else (), 1)
        ],
        answers=button_for(question),
        saved=signs_given(question.saved) if question.saved else [],
        just_saved=just_saved,
        flagged=question.flagged,
        ends_at=ends_at.isoformat() if ends_at else None,
        seconds_left=max(0, int((ends_at - now).total_seconds())) if ends_at else None,
        on=place_of(item, exams),
        difficulty=item.difficulty,
        suggestions=[replies.Suggestion(label=label, message=label) for label in _controls(question)],
    )


def compose_feedback(marked: Marked, parts: Parts, was_sure: bool = False) -> replies.FeedbackReply:
    """What an answer was worth, and why for every option."""
    question, item, verdict = marked.question, marked.question.item, marked.grade.verdict
    citations, claims = Citations(), parts.claims
    said = "wrong_though_sure" if verdict == "wrong" and was_sure else verdict
    return replies.FeedbackReply(
        sitting=question.sitting_id,
        position=question.position,
        total=question.total,
        kind=item.kind,
        verdict=verdict,
        text=parts.sentences.say(f"utter_{said}"),
        stem=item.stem,
        key=_key(question),
        chosen=_chosen(marked),
        answer=_answer_of(item, claims) if isinstance(item, TextItem) else None,
        options=_options(marked, claims, citations),
        citations=citations.items,
        due=_when(marked.due, parts),
        suggestions=[replies.Suggestion(label="Explain again", message="Explain that again")],
    )


def compose_judging(question: Question, parts: Parts) -> replies.FeedbackReply:
    """The model answer beside what was said, for the learner to judge."""
    item = question.item
    citations, claims = Citations(), parts.claims
    said = question.saved.text if question.saved else None
    return replies.FeedbackReply(
        sitting=question.sitting_id,
        position=question.position,
        total=question.total,
        kind=item.kind,
        verdict="unsure",
        text=parts.sentences.say("utter_judge"),
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
    question: Question, claim: Claim | None, parts: Parts
) -> replies.AnswerReply | replies.TextReply:
    """A quote that helps without giving the key; for a question in words, the sheet to look into."""
    item, claims, say = question.item, parts.claims, parts.sentences.say
    text = say("utter_hint")
    if claim is None:
        told = f"{text} {say('utter_hint_sheet', sheet=claims.title_of(item.claims[0]))}"
        if isinstance(item, TextItem) and item.name:
            initial = _VENDOR.sub("", _answer_of(item, claims))[:1]
            told = f"{told} {say('utter_hint_initial', initial=initial)}"
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


def compose_unfit(question: Question, parts: Parts) -> replies.NoticeReply:
    """What an answer must be, where one was none to its question."""
    item = question.item
    text = parts.sentences.say(f"utter_unfit_{item.kind}", options=str(len(question.order)))
    return replies.NoticeReply(kind="bad_input", text=text)


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


def _controls(question: Question) -> tuple[str, ...]:
    """What may be said of a question, as its buttons say it."""
    if question.kind == "quiz":
        return "Hint", "Skip", "Stop"
    flag = "Unflag this question" if question.flagged else "Flag this question"
    before = ("Previous",) if question.position > 1 else ()
    return *before, "Next", "All questions", flag, "Finish the exam"


def _key(question: Question) -> list[str]:
    item = question.item
    if isinstance(item, ChoiceItem):
        return signs_of(sorted(question.shown(place) for place in item.keys))
    return signs_of([question.shown(place) for place in range(len(question.order))])


def _chosen(marked: Marked) -> list[str]:
    response = marked.response
    return [response.text] if response.text is not None else signs_given(response)


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


def _when(due: dt.datetime | None, parts: Parts) -> str | None:
    """When an item comes back, in words."""
    if due is None:
        return None
    ahead = due - parts.clock()
    days = round(ahead / dt.timedelta(days=1))
    if ahead < dt.timedelta(hours=12):
        return parts.sentences.say("utter_back_soon")
    return parts.sentences.say("utter_back_in_days" if days > 1 else "utter_back_tomorrow", days=str(days))
