"""Errors as HTTP answers: a code for programs, a sentence for people, the request's id for the log."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from knowledge.errors import KnowledgeError, PassageNotFound
from tutor.errors import (
    CodeInvalid,
    NoItems,
    NotPending,
    ResponseInvalid,
    SittingNotFound,
    TooManyTries,
    TurnNotFound,
    TutorError,
)

_TUTOR_ERRORS: dict[type[TutorError], tuple[int, str]] = {
    NoItems: (404, "no_items"),
    SittingNotFound: (404, "not_found"),
    TurnNotFound: (404, "not_found"),
    NotPending: (409, "not_pending"),
    ResponseInvalid: (422, "invalid"),
    CodeInvalid: (422, "bad_code"),
    TooManyTries: (429, "too_many"),
}
_log = structlog.get_logger(__name__)


class ErrorBody(BaseModel):
    """What went wrong and what to do."""

    code: str
    message: str
    request_id: str


class ErrorAnswer(BaseModel):
    """Every answer that is not 2xx."""

    error: ErrorBody


class ApiError(Exception):
    """An answer other than 2xx, raised where the reason is known.

    Args:
        status: HTTP status code.
        code: One word for programs.
        message: One sentence for people: what happened and the way out.
    """

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


def error_answer(
    request_id: str, status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """The JSON answer of an error."""
    body = ErrorAnswer(error=ErrorBody(code=code, message=message, request_id=request_id))
    return JSONResponse(body.model_dump(), status, headers)


def install_handlers(app: FastAPI) -> None:
    """Answer every error that has a reason in the one form; `LastResort` does so with the others."""

    @app.exception_handler(ApiError)
    async def _known(request: Request, error: ApiError) -> JSONResponse:
        return error_answer(_id(request), error.status, error.code, error.message, error.headers)

    @app.exception_handler(PassageNotFound)
    async def _not_found(request: Request, error: PassageNotFound) -> JSONResponse:
        return error_answer(_id(request), 404, "not_found", str(error))

    @app.exception_handler(TutorError)
    async def _tutor(request: Request, error: TutorError) -> JSONResponse:
        status, code = _TUTOR_ERRORS.get(type(error), (503, "unavailable"))
        return error_answer(_id(request), status, code, error.sentence)

    @app.exception_handler(KnowledgeError)
    async def _knowledge(request: Request, error: KnowledgeError) -> JSONResponse:
        _log.error("knowledge_error", error=str(error))
        return error_answer(_id(request), 503, "unavailable", str(error))

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors()
        )
        return error_answer(_id(request), 422, "invalid", f"The request does not fit: {problems}")

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "invalid")
        headers = dict(error.headers) if error.headers else None
        return error_answer(_id(request), error.status_code, code, str(error.detail), headers)


def _id(request: Request) -> str:
    return str(getattr(request.state, "request_id", ""))
