"""Items made from sheets: from definitions, uses, limits and table rows, with the evidence of every option."""

import random
from collections.abc import Sequence

from knowledge.catalogue import Catalogue
from knowledge.passages import Passage
from tutor.generation.drafts import Composer
from tutor.generation.limits import draft_limits
from tutor.generation.odd import draft_odd_ones
from tutor.generation.rivals import Rivals
from tutor.generation.rows import draft_rows
from tutor.generation.statements import draft_definitions, draft_fields, draft_uses
from tutor.generation.tables import read_tables
from tutor.generation.topics import read_topics
from tutor.generation.wording import NameBook
from tutor.items import ChoiceItem


def generate_items(passages: Sequence[Passage], catalogue: Catalogue, rng: random.Random) -> list[ChoiceItem]:
    """Make single-choice items from structured fields and table rows."""
    names = NameBook(catalogue)
    topics = read_topics(passages, catalogue, names)
    rivals = Rivals(topics, names)
    tables = list(read_tables(passages, names))
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
