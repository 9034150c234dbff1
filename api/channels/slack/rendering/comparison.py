"""Comparisons: aspect by aspect, what is said of each side.

Not a `table` block. Its cells do not wrap on a phone but scroll sideways, whole quotes in two to four columns
among them; one post may hold one table, of 10,000 characters in all, so that a long comparison could not be
split; and clients that do not know the block show nothing of it. Sides below each other under their aspect
read the same everywhere, copy as text and keep each number beside its quote.
"""

from actions.replies import ComparisonReply
from api.channels.slack.rendering import lifecycle, rich
from api.channels.slack.rendering.markdown import Span
from api.channels.slack.rendering.posts import Draft, Piece, RenderContext, cite, label, name, title

_NOT_SAID = "The sheets do not say."


def draft(reply: ComparisonReply, context: RenderContext) -> Draft:
    """Notices, what tells the sides apart, then every aspect of every side."""
    by_number = {citation.number: citation for citation in reply.citations}
    names = [subject.name for subject in reply.subjects]
    pieces: list[Piece] = [title(" · ".join(names))]
    pieces += [lifecycle.tell(notice, context) for notice in reply.notices]
    for statement in reply.statements:
        lead = [name(statement.label, ": ")] if statement.label else []
        pieces += cite(
            statement.text, statement.citations, by_number, context, lead, is_code=statement.format == "code"
        )
    for row in reply.rows:
        pieces.append(label(row.aspect))
        for side, cell in zip(names, row.cells, strict=False):
            lead = [name(side, ": ")]
            if cell and cell.text.strip():
                pieces += cite(cell.text, cell.citations, by_number, context, lead, is_item=True)
            else:
                not_said = [*lead, Span(_NOT_SAID, italic=True)]
                pieces.append(Piece((rich.item(not_said, context.public_url),)))
    first = reply.statements[0].text if reply.statements else ""
    return Draft(f"Comparison of {' and '.join(names)}. {first}", pieces, reply.citations)
