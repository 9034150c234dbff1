"""Questions on what does not belong: three of one sort and one of another."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from knowledge.lexical import tokenise
from tutor.generation.drafts import Choice, Draft, say_status
from tutor.generation.rivals import Rivals
from tutor.generation.topics import Statement, Topic
from tutor.generation.wording import in_quotes, stands_alone

_MIN_MEMBERS = 3
_MAX_KEYS = 3
# "is the Amazon Comprehend feature that": what sort of thing something is.
_SORT = re.compile(
    r"is (?:an?|the|one) (?P<sort>[^,:;()]{8,60}?) (?:that|which|for|to|in which|where|with|of)\b"
)


def draft_odd_ones(topics: Sequence[Topic], rivals: Rivals) -> Iterator[Draft]:
    """Which is not of this sort: by the definitions of our sheets, or by the headings of an imported one."""
    yield from _draft_sorts(topics, rivals)
    yield from _draft_headings(topics)


def _draft_sorts(topics: Sequence[Topic], rivals: Rivals) -> Iterator[Draft]:
    sorts: dict[str, list[Topic]] = defaultdict(list)
    for topic in topics:
        if not topic.tier and (sort := _find_sort(topic)):
            sorts[sort].append(topic)
    for sort, members in sorts.items():
        yield from ()
