"""What operators and the dialogue call: health, and the action webhook."""

import json
import zlib
from typing import Any

from fastapi import APIRouter, Request, Response

from actions.webhook import run_action
from api.errors import ApiError
from api.schemas import Health
from api.security import is_secret
from api.services import Wired

router = APIRouter(tags=["service"])

# A tracker of a bounded conversation stays far below this.
MAX_CALL_BYTES = 4 * 2**20


@router.get("/healthz")
async def health(services: Wired) -> Health:
    """What is up, which index serves and which model reads."""
    manifest = services.parts.index.manifest
    is_up = await services.dialogue.is_up()
    return Health(
        status="ok" if is_up else "degraded",
        dialogue="up" if is_up else "away",
        slack=services.slack.tell(),
        index_version=manifest.version,
        n_passages=manifest.n_passages,
        model=str(manifest.encoder["name"]),
        precision=str(manifest.encoder["precision"]),
    )


@router.post("/webhook", include_in_schema=False)
async def webhook(request: Request, services: Wired) -> Response:
    """Run an action for the dialogue, which proves itself by the shared secret."""
    secret = services.dialogue_settings.secret.get_secret_value()
    if not is_secret(request.headers.get("authorization", ""), secret):
        raise ApiError(401, "bad_secret", "Only the dialogue process may call this address.")
    result = await run_action(services.executor, await _read_call(request))
    # Plain JSON already; FastAPI would walk through all of it once more.
    return Response(json.dumps(result), media_type="application/json")


async def _read_call(request: Request) -> dict[str, Any]:
    body = await request.body()
    try:
        if request.headers.get("content-encoding") == "deflate":
            inflater = zlib.decompressobj()
            body = inflater.decompress(body, MAX_CALL_BYTES)
        call = json.loads(body)
    except (zlib.error, ValueError) as error:
        raise ApiError(400, "invalid", "The call is not JSON.") from error
    if not isinstance(call, dict) or "next_action" not in call:
        raise ApiError(400, "invalid", "The call names no action.")
    return call
