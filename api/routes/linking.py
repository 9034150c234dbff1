"""One learner in several places: a code is read in one and typed in the other."""

from fastapi import APIRouter, Depends, status

from api.errors import ErrorAnswer
from api.learning_schemas import LinkCodeResponse, LinkRequest, LinkResponse
from api.routes.learning import Learning
from api.services import count_address

router = APIRouter(
    prefix="/v1/learner",
    tags=["learning"],
    dependencies=[Depends(count_address)],
    responses={code: {"model": ErrorAnswer} for code in (401, 422, 429)},
)


@router.post("/link-code", status_code=status.HTTP_201_CREATED)
def make_link_code(visitor: Learning) -> LinkCodeResponse:
    """A code to type elsewhere, in Slack such as `/sheetwise link CODE`: it is you who learns there, too.

    It is good for ten minutes, once; a code that you were given before is good no more.
    """
    made = visitor.parts.tutor.link_codes.make(visitor.identity, visitor.parts.clock())
    return LinkCodeResponse(token=visitor.token, code=made.code, expires_at=made.expires_at)


@router.post("/link")
def link(body: LinkRequest, visitor: Learning) -> LinkResponse:
    """Type a code that you were given elsewhere: what you have done here and there is put together.

    It cannot be undone. Five codes may be tried within ten minutes.
    """
    visitor.parts.tutor.link_codes.use(visitor.identity, body.code, visitor.parts.clock())
    return LinkResponse(token=visitor.token)
