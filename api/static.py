"""The widget's files, as its build left them, with the headers that caches need."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

WIDGET = Path(__file__).parent / "widget" / "dist"

# The name of a chunk holds the digest of what is in it.
_KEEP = "public, max-age=31536000, immutable"
_ASK = "no-cache"

router = APIRouter(include_in_schema=False)


class WidgetFiles(StaticFiles):
    """Everything that the widget loads; browsers keep chunks for good and ask after the rest."""

    def __init__(self) -> None:
        super().__init__(directory=WIDGET)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long a browser may keep it."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = _KEEP if path.startswith("chunks/") else _ASK
        # A copy from before `API_ORIGINS` was set is no good to the pages that it names.
        response.headers["Vary"] = "Origin"
        return response


@router.get("/")
async def page() -> FileResponse:
    """The chat as a page."""
    return FileResponse(WIDGET / "index.html", headers={"Cache-Control": _ASK})


@router.get("/widget.js")
async def widget() -> FileResponse:
    """What another page includes to have the chat."""
    return FileResponse(WIDGET / "widget.js", headers={"Cache-Control": _ASK})
