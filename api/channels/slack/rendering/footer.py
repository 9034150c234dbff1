"""What stands below a reply: what may be said next, and what it was worth."""

from collections.abc import Sequence

from actions.replies import Reply, Suggestion
from api.channels.slack.rendering import elements
from api.channels.slack.rendering.limits import Block
from api.channels.slack.rendering.posts import RenderContext

# As in the widget: what holds something to judge.
_RATED = frozenset(("answer", "comparison", "worked_question", "feedback"))
_RATED_NOTICES = frozenset(("not_covered", "not_said", "other_vendor", "unclear"))


def suggest(suggestions: Sequence[Suggestion]) -> list[Block]:
    """Buttons that say what stands on them."""
    return elements.actions(elements.say_buttons(suggestions))


def judge(reply: Reply, place: int, context: RenderContext) -> list[Block]:
    """Thumbs, and the way into the channel for what only one has seen.

    Args:
        place: Of the reply in its turn.
    """
    is_rated = reply.type in _RATED or (reply.type == "notice" and reply.kind in _RATED_NOTICES)
    if not is_rated or not context.message_id:
        return []
    value = f"{context.message_id}/{place}"
    buttons = [
        elements.button("👍", elements.RATE_UP, value, label="Helpful"),
        elements.button("👎", elements.RATE_DOWN, value, label="Not helpful"),
    ]
    if context.private:
        buttons.append(elements.button("Share with the channel", elements.SHARE, value))
    return elements.actions(buttons)
