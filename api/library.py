"""What the sheets' routes and pages share: search, and the records of sheets and passages."""

from actions.composing import passage_url, subject
from api.excerpts import make_excerpt
from api.schemas import PassageResponse, SearchHit, SearchResponse, SheetSummary
from api.services import Services
from knowledge.confidence import N_READ
from knowledge.passages import Passage, Sheet


def search_sheets(services: Services, query: str, k: int) -> SearchResponse:
    """The passages nearest to a text, best first, and whether the sheets answer it."""
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
                excerpt=make_excerpt(hit.passage, query),
                subjects=list(hit.passage.mentions),
                url=passage_url(hit.passage),
            )
            for hit in result.hits[:k]
        ],
    )


def find_passage_in(services: Services, sheet: Sheet, passage_id: str | None) -> Passage | None:
    """A sheet's passage; None when it is no longer there."""
    place = services.parts.index.places.get(passage_id or "")
    passage = services.parts.index.passages[place] if place is not None else None
    return passage if passage and passage.sheet == sheet.id else None


def list_summaries(services: Services) -> list[SheetSummary]:
    """Every sheet, by title."""
    sheets = services.parts.index.sheets.values()
    by_title = sorted(sheets, key=lambda sheet: (sheet.title.casefold(), sheet.id))
    return [summarise(services, sheet) for sheet in by_title]


def summarise(services: Services, sheet: Sheet) -> SheetSummary:
    """A sheet as a line of a list."""
    return SheetSummary(
        id=sheet.id,
        title=sheet.title,
        exams=list(sheet.exams),
        verified=sheet.verified.isoformat() if sheet.verified else None,
        n_passages=services.parts.index.n_passages_of(sheet.id),
        imported=sheet.tier > 0,
        url=f"/sheets/{sheet.id}",
    )


def describe_passage(services: Services, passage: Passage) -> PassageResponse:
    """A passage, verbatim, and where it stands."""
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
