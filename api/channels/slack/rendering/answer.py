"""Answers: quotes, each with its numbers."""

from actions.replies import AnswerReply
from api.channels.slack.rendering import lifecycle
from api.channels.slack.rendering.posts import Draft, Piece, RenderContext, cite, label, name, title

# The first statement leads; more than this follow it as a list.
_MOST_PARAGRAPHS = 2


def draft(reply: AnswerReply, context: RenderContext) -> Draft:
    """The notice first, then the statements, then what else it may be."""
    by_number = {citation.number: citation for citation in reply.citations}
    pieces: list[Piece] = [title(reply.subject.name)] if reply.subject else []
    if reply.notice:
        pieces.append(lifecycle.tell(reply.notice, context, reply.notice.subject != reply.subject))
    is_list = sum(statement.format == "text" for statement in reply.statements) > _MOST_PARAGRAPHS
    for place, statement in enumerate(reply.statements):
        pieces += cite(
            statement.text,
            statement.citations,
            by_number,
            context,
            lead=[name(statement.label, ": ")] if statement.label else [],
            is_item=is_list and place > 0,
            is_code=statement.format == "code",
        )
    if reply.alternatives:
        pieces.append(label("Also possible"))
    for other in reply.alternatives:
        lead = [name(other.subject.name, ": ")]
        pieces += cite(other.reason, other.citations, by_number, context, lead, is_item=True)
    return Draft(_say(reply), pieces, reply.citations)


def _say(reply: AnswerReply) -> str:
    place = reply.citations[0].heading[-1:] if reply.citations else []
    first = next((one.text for one in reply.statements if one.format == "text"), "".join(place))
    subject = reply.subject.name if reply.subject else "Answer"
    return f"{subject}: {first}" if first else subject
