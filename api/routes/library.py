"""The sheets: search, passages, sheets, subjects."""

import asyncio
import html
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from actions.composing import compose_lifecycle, passage_url, subject
from api.errors import ErrorAnswer
from api.rendering import render_sheet
from api.schemas import (
    PassageResponse,
    SearchHit,
    SearchResponse,
    SheetResponse,
    SheetsResponse,
    SheetSummary,
    SourceResponse,
    SubjectResponse,
)
from api.services import Services, Wired, count_address
from knowledge.confidence import N_READ
from knowledge.errors import PassageNotFound
from knowledge.passages import Passage, Sheet

router = APIRouter(
    tags=["library"],
    dependencies=[Depends(count_address)],
    responses={code: {"model": ErrorAnswer} for code in (422, 429)},
)
_PAGE = Path(__file__).parent.parent / "widget" / "sheet.html"
_NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": ErrorAnswer}}

Text = Annotated[
    str, Query(min_length=1, max_length=1000, description="What to look for.", examples=["subtitles"])
]
Count = Annotated[int, Query(ge=1, le=50, description="How many hits.")]
PassageId = Annotated[str | None, Query(description="Id of the passage to highlight.")]


@router.get("/v1/search")
async def search(q: Text, services: Wired, k: Count = 10) -> SearchResponse:
    """Find the passages nearest to a text, best first."""
    return await asyncio.to_thread(_search, services, q, k)


@router.get("/v1/passages/{passage_id}", responses=_NOT_FOUND)
async def get_passage(passage_id: str, services: Wired) -> PassageResponse:
    """One passage, verbatim."""
    return _passage(services, _find_passage(services, passage_id))


@router.get("/v1/sheets")
async def list_sheets(services: Wired) -> SheetsResponse:
    """Every sheet in the index."""
    index = services.parts.index
    return SheetsResponse(
        index_version=index.version, sheets=[_summary(services, sheet) for sheet in index.sheets.values()]
    )


@router.get("/v1/sheets/{sheet_id}", responses=_NOT_FOUND)
async def get_sheet(sheet_id: str, services: Wired, passage: PassageId = None) -> SheetResponse:
    """A sheet as safe HTML; a passage that is no longer in it is simply not highlighted."""
    sheet = _find_sheet(services, sheet_id)
    found = _passage_in(services, sheet, passage)
    return SheetResponse(
        **_summary(services, sheet).model_dump(),
        html=await asyncio.to_thread(render_sheet, sheet, found),
        highlighted=found is not None,
        sources=[
            SourceResponse(id=s.id, title=s.title, url=s.url, evidence=s.evidence) for s in sheet.sources
        ],
    )


@router.get("/v1/subjects/{subject_id}", responses=_NOT_FOUND)
async def get_subject(subject_id: str, services: Wired) -> SubjectResponse:
    """A catalogue entry, its names, exams and status, and what the sheets say of it."""
    catalogue = services.parts.index.catalogue
    entry = catalogue.find(subject_id)
    if entry is None:
        raise PassageNotFound(f"there is no subject with the id {subject_id!r}; search by its name instead")
    return SubjectResponse(
        id=entry.id,
        name=entry.name,
        kind=entry.kind,
        category=entry.category,
        names=list(entry.names),
        exams={exam: list(tasks) for exam, tasks in entry.exams.items()},
        lifecycle=compose_lifecycle(entry, catalogue),
        passages=[_passage(services, p) for p in services.parts.retriever.passages_of(entry.id)],
    )


@router.get("/sheets/{sheet_id}", response_class=HTMLResponse, include_in_schema=False)
async def show_sheet(sheet_id: str, services: Wired, passage: PassageId = None) -> HTMLResponse:
    """The sheet as a page for people, where citations lead."""
    sheet = _find_sheet(services, sheet_id)
    body = await asyncio.to_thread(render_sheet, sheet, _passage_in(services, sheet, passage))
    exams = ", ".join(sheet.exams) or "no exam"
    verified = f"checked on {sheet.verified.isoformat()}" if sheet.verified else "not checked by us"
    page = _PAGE.read_text(encoding="utf-8")
    page = page.replace("{{title}}", html.escape(sheet.title))
    page = page.replace("{{meta}}", html.escape(f"{exams} · {verified}"))
    return HTMLResponse(page.replace("{{body}}", body))


def _search(services: Services, query: str, k: int) -> SearchResponse:
    parts = services.parts
    result = parts.retriever.search(query, max(k, N_READ))
    confidence = parts.answerer.confidence_in(parts.answerer.read(query), result)
    return SearchResponse(
        query=query,
        answerable=parts.answerer.is_covered(confidence),
        confidence=round(confidence, 3),
        hits=[
            SearchHit(
                passage_id=hit.passage.id,
                rank=hit.rank,
                score=round(hit.score, 4),
                sheet=hit.passage.sheet,
                heading=list(hit.passage.heading),
                text=hit.passage.text,
                subjects=list(hit.passage.mentions),
            )
            for hit in result.hits[:k]
        ],
    )


def _find_passage(services: Services, passage_id: str) -> Passage:
    index = services.parts.index
    place = index.places.get(passage_id)
    if place is None:
        sheet = passage_id.partition(".")[0]
        raise PassageNotFound(
            f"there is no passage {passage_id!r} any more; its text changed. See the sheet {sheet!r}."
        )
    return index.passages[place]


def _find_sheet(services: Services, sheet_id: str) -> Sheet:
    sheet = services.parts.index.sheets.get(sheet_id)
    if sheet is None:
        raise PassageNotFound(f"there is no sheet {sheet_id!r}; GET /v1/sheets lists them all")
    return sheet


def _passage_in(services: Services, sheet: Sheet, passage_id: str | None) -> Passage | None:
    place = services.parts.index.places.get(passage_id or "")
    passage = services.parts.index.passages[place] if place is not None else None
    return passage if passage and passage.sheet == sheet.id else None


def _passage(services: Services, passage: Passage) -> PassageResponse:
    catalogue = services.parts.index.catalogue
    return PassageResponse.model_validate(
        {
            "id": passage.id,
            "sheet": passage.sheet,
            "heading": list(passage.heading),
            "kind": passage.kind,
            "text": passage.text,
            "start": passage.start,
            "end": passage.end,
            "subjects": [subject(entry_id, catalogue) for entry_id in passage.mentions],
            "verified": passage.verified.isoformat() if passage.verified else None,
            "url": passage_url(passage),
        }
    )


def _summary(services: Services, sheet: Sheet) -> SheetSummary:
    return SheetSummary(
        id=sheet.id,
        title=sheet.title,
        exams=list(sheet.exams),
        verified=sheet.verified.isoformat() if sheet.verified else None,
        n_passages=services.parts.index.n_passages_of(sheet.id),
        imported=sheet.tier > 0,
        url=f"/sheets/{sheet.id}",
    )
