"""Plain words of the dialogue."""

from actions.replies import TextReply
from api.channels.slack.rendering.posts import Draft, RenderContext, words


def draft(reply: TextReply, context: RenderContext) -> Draft:
    """Its paragraphs."""
    return Draft(reply.text, words(reply.text, context))
