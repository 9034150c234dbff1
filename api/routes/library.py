"""The sheets: search, passages, sheets, subjects."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from actions.composing import compose_lifecycle, subject
from api.errors import ErrorAnswer
from api.library import describe_passage, find_passage_in, list_summaries, search_sheets, summarise
from api.rendering import render_sheet
from api.schemas import (
    PassageResponse,
    SearchResponse,
    SectionResponse,
    SheetResponse,
    SheetsResponse,
    SourceResponse,
    SubjectResponse,
)
from api.services import Services, Wired, count_address
from knowledge.errors import PassageNotFound
from knowledge.passages import Passage, Sheet

router = APIRouter(
    tags=["library"],
    dependencies=[Depends(count_address)],
    responses={code: {"model": ErrorAnswer} for code in (422, 429)},
)
_NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": ErrorAnswer}}

Text = Annotated[
    str, Query(min_length=1, max_length=1000, description="What to look for.", examples=["subtitles"])
]
Count = Annotated[int, Query(ge=1, le=50, description="How many hits.")]
PassageId = Annotated[str | None, Query(description="Id of the passage to highlight.")]


@router.get("/v1/search")
async def search(q: Text, services: Wired, k: Count = 10) -> SearchResponse:
    """Find the passages nearest to a text, best first."""
    return await asyncio.to_thread(search_sheets, services, q, k)


@router.get("/v1/passages/{passage_id}", responses=_NOT_FOUND)
async def get_passage(passage_id: str, services: Wired) -> PassageResponse:
    """One passage, verbatim."""
    return describe_passage(services, _get_passage(services, passage_id))


@router.get("/v1/sheets")
async def list_sheets(services: Wired) -> SheetsResponse:
    """Every sheet in the index, by title."""
    return SheetsResponse(index_version=services.parts.index.version, sheets=list_summaries(services))


@router.get("/v1/sheets/{sheet_id}", responses=_NOT_FOUND)
async def get_sheet(sheet_id: str, services: Wired, passage: PassageId = None) -> SheetResponse:
    """A sheet as safe HTML; a passage that is no longer in it is simply not highlighted."""
    sheet = services.parts.index.sheets.get(sheet_id)
    if sheet is None:
        raise PassageNotFound(f"there is no sheet {sheet_id!r}; GET /v1/sheets lists them all")
    return await asyncio.to_thread(_render, services, sheet, find_passage_in(services, sheet, passage))


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
        passages=[describe_passage(services, p) for p in services.parts.retriever.passages_of(entry.id)],
    )


def _render(services: Services, sheet: Sheet, passage: Passage | None) -> SheetResponse:
    catalogue = services.parts.index.catalogue
    sections = services.sections.of(sheet)
    contents = [
        SectionResponse.model_validate(
            {
                "id": section.anchor,
                "level": section.level,
                "title": section.title,
                "subject": subject(section.subject, catalogue) if section.subject else None,
            }
        )
        for section in sections
    ]
    return SheetResponse(
        **summarise(services, sheet).model_dump(),
        html=render_sheet(sheet, passage, sections),
        highlighted=passage is not None,
        contents=contents,
        sources=[
            SourceResponse(id=s.id, title=s.title, url=s.url, evidence=s.evidence) for s in sheet.sources
        ],
    )


def _get_passage(services: Services, passage_id: str) -> Passage:
    index = services.parts.index
    place = index.places.get(passage_id)
    if place is None:
        sheet = passage_id.partition(".")[0]
        raise PassageNotFound(
            f"there is no passage {passage_id!r} any more; its text changed. See the sheet {sheet!r}."
        )
    return index.passages[place]
