"""Quizzes, exams, reviews, progress and plan, without the conversation."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status

from actions.mock_exam import compose_report, compose_running
from actions.progress import compose_progress, tell_plan, tell_progress
from actions.quiz_topics import read_wish
from actions.quizzing import compose_feedback, compose_hint, compose_judging, compose_question
from actions.replies import AnswerReply, TextReply
from actions.turns import identity_of
from actions.wiring import Parts
from api.errors import ApiError, ErrorAnswer
from api.learning_schemas import (
    AimsRequest,
    AnswerRequest,
    DataResponse,
    ExamRequest,
    ExamResponse,
    FlagRequest,
    JudgementRequest,
    ProgressResponse,
    QuestionResponse,
    QuizRequest,
    ReviewsResponse,
    SavedRequest,
    StepResponse,
    SummaryResponse,
)
from api.security import Session
from api.services import Services, Wired, count_address
from tutor.attempts import Confidence
from tutor.errors import SittingNotFound
from tutor.learners import Learner
from tutor.mock_exam import Running
from tutor.quiz import Step, Summary

router = APIRouter(
    prefix="/v1",
    tags=["learning"],
    dependencies=[Depends(count_address)],
    responses={code: {"model": ErrorAnswer} for code in (401, 404, 409, 422, 429)},
)
SittingId = Annotated[str, Path(max_length=64, description="Id of the quiz or exam.")]
Position = Annotated[int, Path(ge=1, le=500, description="The question, from 1.")]


class Visitor:
    """Who asks: a session, and the learner who comes by it."""

    def __init__(self, session: Session, services: Services) -> None:
        self.session = session
        self.parts: Parts = services.parts
        self.identity = identity_of(session.id, {})

    @property
    def token(self) -> str | None:
        """The session's token, when it is new."""
        return self.session.token if self.session.is_new else None

    def learner(self) -> Learner:
        """The learner, made when there is none."""
        return self.parts.tutor.learners.get(self.identity, self.parts.clock())

    def find(self) -> Learner | None:
        """The learner, when there is one."""
        return self.parts.tutor.learners.find(self.identity)

    def known(self) -> Learner:
        """The learner.

        Raises:
            SittingNotFound: There is none.
        """
        found = self.find()
        if found is None:
            raise SittingNotFound("nothing has been started in this session; start a quiz or an exam")
        return found


def get_visitor(request: Request, response: Response, services: Wired) -> Visitor:
    """Read the session, and let a browser keep a new one."""
    session = services.sessions.read(request)
    services.limits.count_session(session)
    if session.is_new:
        services.sessions.keep(session, response)
    return Visitor(session, services)


Learning = Annotated[Visitor, Depends(get_visitor)]


@router.post("/quizzes", status_code=status.HTTP_201_CREATED)
def start_quiz(body: QuizRequest, visitor: Learning) -> QuestionResponse:
    """Start a quiz: due reviews first, then new questions of the weakest domains."""
    parts, learner = visitor.parts, visitor.learner()
    if body.exam is not None:
        parts.tutor.exams.get(body.exam)  # refuses one that there is not
    wish = read_wish(body.topic or "", parts, body.exam or learner.exam)
    scope = replace(
        wish.scope,
        exam=body.exam or wish.scope.exam,
        domain=body.domain or wish.scope.domain,
        difficulty=body.difficulty or wish.scope.difficulty,
    )
    now = parts.clock()
    question = parts.tutor.start_quiz(learner, scope, wish.title, body.count or wish.count, now, parts.rng)
    return QuestionResponse(token=visitor.token, question=compose_question(question, parts.tutor.exams, now))


@router.get("/quizzes/current")
def current_question(visitor: Learning) -> QuestionResponse:
    """The question that waits for an answer."""
    parts = visitor.parts
    question = parts.tutor.quizzes.pending(visitor.known().id)
    if question is None:
        raise SittingNotFound("no quiz is open; start one")
    return QuestionResponse(
        token=visitor.token, question=compose_question(question, parts.tutor.exams, parts.clock())
    )


@router.post("/quizzes/{sitting}/answers")
def answer_question(sitting: SittingId, body: AnswerRequest, visitor: Learning) -> StepResponse:
    """Answer the pending question; the same answer sent twice counts once."""
    step = visitor.parts.tutor.quizzes.answer(
        visitor.known().id, sitting, body.position, body.response, visitor.parts.clock(), body.confidence
    )
    return _step(step, visitor.parts, body.confidence)


@router.post("/quizzes/{sitting}/judgements")
def judge_answer(sitting: SittingId, body: JudgementRequest, visitor: Learning) -> StepResponse:
    """Say whether an answer in words was right, after the model answer was shown."""
    step = visitor.parts.tutor.quizzes.judge(
        visitor.known().id, sitting, body.position, body.right, visitor.parts.clock()
    )
    return _step(step, visitor.parts)


@router.post("/quizzes/current/hints")
def give_hint(visitor: Learning) -> AnswerReply | TextReply:
    """A quote that helps with the pending question without giving the key."""
    parts = visitor.parts
    helped = parts.tutor.quizzes.hint(visitor.known().id)
    if helped is None:
        raise SittingNotFound("no quiz is open; start one")
    return compose_hint(*helped, parts)


@router.delete("/quizzes/current")
def stop_quiz(visitor: Learning) -> SummaryResponse:
    """Stop the open quiz."""
    summary = visitor.parts.tutor.quizzes.stop(visitor.known().id, visitor.parts.clock())
    if summary is None:
        raise SittingNotFound("no quiz is open; start one")
    return _summary(summary)


@router.post("/exams", status_code=status.HTTP_201_CREATED)
def start_exam(body: ExamRequest, visitor: Learning) -> ExamResponse:
    """Start a timed mock exam; one that is running goes on instead."""
    parts, now = visitor.parts, visitor.parts.clock()
    running = parts.tutor.mock_exams.start(visitor.learner().id, body.exam, now, parts.rng)
    return ExamResponse(token=visitor.token, exam=_running(running, parts))


@router.get("/exams/{sitting}")
def get_exam(sitting: SittingId, visitor: Learning) -> ExamResponse:
    """The map of a running exam, or the report of one that has ended."""
    parts, learner = visitor.parts, visitor.known()
    running = parts.tutor.mock_exams.running(learner.id, parts.clock())
    if running and running.sitting_id == sitting:
        return ExamResponse(exam=_running(running, parts))
    return ExamResponse(exam=compose_report(parts.tutor.mock_exams.report(learner.id, sitting), parts))


@router.get("/exams/{sitting}/questions/{position}")
def get_exam_question(sitting: SittingId, position: Position, visitor: Learning) -> QuestionResponse:
    """A question of the running exam, with the answer saved so far."""
    parts, now = visitor.parts, visitor.parts.clock()
    question = parts.tutor.mock_exams.question(visitor.known().id, sitting, position, now)
    return QuestionResponse(question=compose_question(question, parts.tutor.exams, now))


@router.put("/exams/{sitting}/questions/{position}/answer")
def save_answer(
    sitting: SittingId, position: Position, body: SavedRequest, visitor: Learning
) -> ExamResponse:
    """Keep an answer; it may be changed until the exam ends."""
    parts = visitor.parts
    running = parts.tutor.mock_exams.save(visitor.known().id, sitting, position, body.response, parts.clock())
    return ExamResponse(exam=_running(running, parts))


@router.put("/exams/{sitting}/questions/{position}/flag")
def flag_question(
    sitting: SittingId, position: Position, body: FlagRequest, visitor: Learning
) -> ExamResponse:
    """Mark a question to return to, or take the mark off."""
    parts = visitor.parts
    running = parts.tutor.mock_exams.flag(visitor.known().id, sitting, position, body.flagged, parts.clock())
    return ExamResponse(exam=_running(running, parts))


@router.post("/exams/{sitting}/finish")
def finish_exam(sitting: SittingId, visitor: Learning) -> ExamResponse:
    """Hand the exam in; doing so twice gives the same report."""
    parts = visitor.parts
    report = parts.tutor.mock_exams.finish(visitor.known().id, sitting, parts.clock())
    return ExamResponse(exam=compose_report(report, parts))


@router.get("/reviews")
def count_reviews(visitor: Learning) -> ReviewsResponse:
    """How much is due."""
    found = visitor.parts.tutor.progress(visitor.find(), None, visitor.parts.clock())
    return ReviewsResponse(due=found.n_due, forecast=list(found.forecast))


@router.post("/reviews", status_code=status.HTTP_201_CREATED)
def start_review(visitor: Learning) -> QuestionResponse:
    """Start a quiz of what is due."""
    parts, now = visitor.parts, visitor.parts.clock()
    question = parts.tutor.start_review(visitor.learner(), None, now, parts.rng)
    return QuestionResponse(token=visitor.token, question=compose_question(question, parts.tutor.exams, now))


@router.get("/progress")
def get_progress(
    visitor: Learning,
    exam: Annotated[str | None, Query(max_length=20, description="Code of the exam.")] = None,
) -> ProgressResponse:
    """Mastery by domain, readiness, confusions and what is due."""
    parts, learner, now = visitor.parts, visitor.find(), visitor.parts.clock()
    if exam is not None:
        parts.tutor.exams.get(exam)  # refuses one that there is not
    if learner and exam is None:
        exam = learner.exam or parts.tutor.most_answered_exam(learner.id)
    found = parts.tutor.progress(learner, exam, now)
    plan = parts.tutor.plan(learner, now) if learner else None
    text = tell_progress(found, parts.sentences)
    return ProgressResponse(token=visitor.token, progress=compose_progress(found, plan, learner, text, parts))


@router.get("/plan")
def get_plan(visitor: Learning) -> ProgressResponse:
    """What to do today for the exam that was set."""
    return _plan(visitor, visitor.known())


@router.put("/plan")
def set_plan(body: AimsRequest, visitor: Learning) -> ProgressResponse:
    """Set the exam, its day, the daily goal and the time zone."""
    parts = visitor.parts
    aims: dict[str, Any] = {name: value for name, value in body if value is not None}
    if body.exam is not None:
        parts.tutor.exams.get(body.exam)  # refuses one that there is not
    learner = visitor.learner()
    return _plan(visitor, parts.tutor.learners.set_aims(learner.id, **aims) if aims else learner)


@router.get("/learner/data")
def export_data(visitor: Learning) -> DataResponse:
    """Everything that is kept of you."""
    return DataResponse(data=visitor.parts.tutor.learners.export(visitor.identity))


@router.delete("/learner/data", status_code=status.HTTP_204_NO_CONTENT)
def delete_data(visitor: Learning) -> None:
    """Delete everything that is kept of you."""
    visitor.parts.tutor.learners.forget(visitor.identity)


def _plan(visitor: Visitor, learner: Learner) -> ProgressResponse:
    parts, now = visitor.parts, visitor.parts.clock()
    plan = parts.tutor.plan(learner, now)
    if plan is None:
        raise ApiError(409, "no_exam", "No exam is set; set one with PUT /v1/plan.")
    found = parts.tutor.progress(learner, learner.exam, now)
    text = tell_plan(plan, learner, parts.sentences)
    return ProgressResponse(token=visitor.token, progress=compose_progress(found, plan, learner, text, parts))


def _running(running: Running, parts: Parts) -> Any:
    n_open = sum(not place.answered for place in running.places)
    text = parts.sentences.say("utter_exam_open", open=str(n_open), total=str(len(running.places)))
    return compose_running(running, text, parts.clock())


def _step(step: Step, parts: Parts, confidence: Confidence | None = None) -> StepResponse:
    now = parts.clock()
    if step.marked:
        feedback = compose_feedback(step.marked, parts, was_sure=confidence == "sure")
    elif step.next:
        feedback = compose_judging(step.next, parts)
    else:
        raise SittingNotFound("this quiz has ended; start another one")
    following = step.next if step.marked else None
    return StepResponse(
        feedback=feedback,
        repeated=step.repeated,
        next=compose_question(following, parts.tutor.exams, now) if following else None,
        summary=_summary(step.summary) if step.summary else None,
    )


def _summary(summary: Summary) -> SummaryResponse:
    return SummaryResponse(
        sitting=summary.sitting_id, right=summary.n_right, answered=summary.n_answered, total=summary.total
    )
