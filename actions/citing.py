"""Claims of items as citations: found again in the sheets as they are now."""

from collections.abc import Sequence

from actions.composing import Citations
from knowledge.answering import Quote
from knowledge.index import Index
from knowledge.passages import Passage
from tutor.checking import by_sheet, find_quote
from tutor.items import Claim


class ClaimFinder:
    """Finds the passage in which a claim's quote stands."""

    def __init__(self, index: Index) -> None:
        self.catalogue = index.catalogue
        self._sheets = index.sheets
        self._passages: dict[str, list[Passage]] = by_sheet(index.passages)

    def find(self, claim: Claim) -> Quote | None:
        """The quote in its passage; None when the sheet has changed since the item was written."""
        found = find_quote(claim, self._passages)
        return Quote(*found) if found else None

    def title_of(self, claim: Claim) -> str:
        """Title of the sheet that a claim cites."""
        sheet = self._sheets.get(claim.sheet)
        return sheet.title if sheet else claim.sheet

    def cite(self, claim: Claim, citations: Citations) -> Sequence[int]:
        """Numbers of a claim's citation, none when its quote stands no more."""
        found = self.find(claim)
        return [citations.cite(found)] if found else []
