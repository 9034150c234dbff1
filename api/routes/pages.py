"""The sheets as pages for people, where citations lead; readable without a script."""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.library import find_passage_in, list_summaries, search_sheets
from api.rendering import render_sheet
from api.sections import Section
from api.services import Services, Wired, count_address

router = APIRouter(dependencies=[Depends(count_address)], include_in_schema=False)

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_MAX_QUERY_CHARS = 1000
_N_HITS = 15
# English for readers without a script; the page's script says it in theirs.
_EVIDENCE = {
    "official": "official page",
    "mirror": "mirror of an official page",
    "second-hand": "second-hand",
    "general": "general knowledge",
}


@router.get("/sheets")
@router.get("/sheets/")
async def show_sheets(
    request: Request, services: Wired, q: Annotated[str, Query(description="What to look for.")] = ""
) -> Response:
    """Every sheet, after the passages found for a query."""
    html = await asyncio.to_thread(_render_list, services, q.strip()[:_MAX_QUERY_CHARS])
    return _answer(request, html)


@router.get("/sheets/{sheet_id:path}")
async def show_sheet(
    sheet_id: str, request: Request, services: Wired, passage: str | None = None
) -> Response:
    """A sheet with its contents list, at the passage that was cited."""
    if sheet_id not in services.parts.index.sheets:
        return _answer(request, await asyncio.to_thread(_render_list, services, "", sheet_id), 404)
    return _answer(request, await asyncio.to_thread(_render_sheet, services, sheet_id, passage))


def _render_list(services: Services, query: str, missing: str | None = None) -> str:
    return _templates.get_template("sheets.html").render(
        query=query,
        is_list=not query and not missing,
        missing=missing,
        found=search_sheets(services, query, _N_HITS) if query else None,
        sheets=list_summaries(services),
    )


def _render_sheet(services: Services, sheet_id: str, passage_id: str | None) -> str:
    sheet = services.parts.index.sheets[sheet_id]
    passage = find_passage_in(services, sheet, passage_id)
    sections = services.sections.of(sheet)
    summaries = list_summaries(services)
    place = next(n for n, summary in enumerate(summaries) if summary.id == sheet_id)
    return _templates.get_template("sheet.html").render(
        query="",
        is_list=False,
        sheet=summaries[place],
        previous=summaries[place - 1] if place else None,
        next=summaries[place + 1] if place + 1 < len(summaries) else None,
        sections=_nest(sections),
        body=render_sheet(sheet, passage, sections),
        is_gone=passage_id is not None and passage is None,
        sources=sheet.sources,
        evidence=_EVIDENCE,
    )


def _nest(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """The sections of the second level, each with those of the third below it."""
    nested: list[dict[str, Any]] = []
    for section in sections:
        line = {"anchor": section.anchor, "title": section.title, "parts": []}
        if section.level == 2 or not nested:
            nested.append(line)
        else:
            nested[-1]["parts"].append(line)
    return nested


def _answer(request: Request, html: str, status: int = 200) -> Response:
    """A page, or word that the browser has it already.

    A page changes with the index and with our code, so the tag is made of the page itself. It is weak, as the
    page may be compressed on its way.
    """
    tag = f'W/"{hashlib.sha256(html.encode()).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Language": "en"}
    if status == 200 and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(html, status, headers)
