"""Items made from sheets: of definitions, uses, limits and table rows, with the evidence of every option.

Nothing is written but the frame of a question: what is asked, and what bears it out, are units of the sheets.
"""

import random
from collections.abc import Sequence

from knowledge.catalogue import Catalogue
from knowledge.passages import Passage
from tutor.generation.drafts import Composer
from tutor.generation.limits import draft_limits
from tutor.generation.naming import NameBook
from tutor.generation.odd import draft_odd_ones
from tutor.generation.reading import read_topics
from tutor.generation.rivals import Rivals
from tutor.generation.rows import draft_rows
from tutor.generation.statements import draft_definitions, draft_fields, draft_uses
from tutor.generation.tables import read_tables
from tutor.items import ChoiceItem

__all__ = ["generate_items"]


def generate_items(passages: Sequence[Passage], catalogue: Catalogue, rng: random.Random) -> list[ChoiceItem]:
    """Make every single-choice item that the passages bear out; few and right rather than many.

    Args:
        passages: Of whole sheets, in their order; a sheet of plain prose gives none.
        rng: Draws distractors and their order; which items there are, and their ids, do not hang on it.
    """
    names = NameBook(catalogue)
    topics = read_topics(passages, names)
    tables = list(read_tables(passages, names))
    rivals = Rivals(topics, names)
    return Composer(names, rng).compose_all(
        (
            *draft_definitions(topics, rivals),
            *draft_uses(topics, rivals),
            *draft_fields(topics, rivals),
            *draft_rows(tables, rivals, names),
            *draft_limits(passages, catalogue),
            *draft_odd_ones(topics, tables, rivals, names),
        )
    )
