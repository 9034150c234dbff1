"""Replies as Slack's Block Kit: pure functions, no client and no network.

`render` makes posts of replies. Every quote stands with the linked numbers of its citations, and every post
names the sources that it uses. Quotes, names and whatever people wrote go into rich text and plain text
objects, in which no character is a mark; see `mrkdwn` for the few places that have no such form.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from actions.replies import Reply
from api.channels.slack.rendering import (
    answer,
    comparison,
    exam,
    feedback,
    footer,
    notice,
    progress,
    question,
    text,
    worked_question,
)
from api.channels.slack.rendering.posts import Draft, Post, RenderContext, make_posts

__all__ = ["Post", "RenderContext", "render"]

_DRAFTS: dict[str, Callable[[Any, RenderContext], Draft]] = {
    "text": text.draft,
    "answer": answer.draft,
    "comparison": comparison.draft,
    "worked_question": worked_question.draft,
    "question": question.draft,
    "feedback": feedback.draft,
    "progress": progress.draft,
    "exam": exam.draft,
    "notice": notice.draft,
}


def render(replies: Sequence[Reply], context: RenderContext) -> list[Post]:
    """Posts for the replies of a turn, in their order; a reply may take several."""
    return [post for place, reply in enumerate(replies) for post in _render(reply, place, context)]


def _render(reply: Reply, place: int, context: RenderContext) -> list[Post]:
    draft = _DRAFTS[reply.type](reply, context)
    tail = [*draft.tail, *footer.suggest(reply.suggestions), *footer.judge(reply, place, context)]
    return make_posts(replace(draft, tail=tail), context)
