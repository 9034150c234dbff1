"""Questions on definitions and uses: what is it, and which is it for."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from tutor.generation.drafts import CLOSED, Choice, Draft, say_status
from tutor.generation.rivals import Rivals, are_in_contrast, lead_on
from tutor.generation.topics import Statement, Topic
from tutor.generation.wording import in_quotes, read_stems, stands_alone

_NOUNS = {"service": "service", "feature": "feature", "algorithm": "algorithm", "metric": "metric"}
_MIN_WORDS = 3
_MIN_USE_WORDS = 6
_METHODS = ("technique", "algorithm", "framework")
# Uses are told in fewer and plainer words than definitions, so less may be shared; read by hand on 2026-11-21.
_MOST_SHARED_OF_A_USE = 0.20
# "is removing repeated records" says what deduplication means, not what it is doing.
_GERUND = re.compile(r"^is(?= (?:the )?[a-z]+ing\b)")


def draft_definitions(topics: Sequence[Topic], rivals: Rivals) -> Iterator[Draft]:
    """Definition to term."""
    for topic in topics:
        said = topic.definition
        if said and _can_be_asked(said, topic):
            yield _draft("definition", _ask(said, topic), topic, said, rivals)


def draft_uses(topics: Sequence[Topic], rivals: Rivals) -> Iterator[Draft]:
    """Use case to what is used; never to what a new customer cannot have."""
    for topic in topics:
        if topic.entry and (topic.entry.status.state in CLOSED or topic.entry.kind == "concept"):
            continue
        for said in topic.uses:
            if _can_be_asked(said, topic, _MIN_USE_WORDS if said.form == "use" else _MIN_WORDS):
                yield _draft("use", _ask_use(said, topic), topic, said, rivals)


def draft_fields(topics: Sequence[Topic], rivals: Rivals) -> Iterator[Draft]:
    """Any other field of an imported sheet to the thing that has it."""
    for topic in topics:
        for said in topic.fields:
            if _can_be_asked(said, topic):
                stem = f"Which of these has this under {in_quotes(said.label)}: {in_quotes(said.text)}?"
                yield _draft("field", stem, topic, said, rivals)


def _can_be_asked(said: Statement, topic: Topic, min_words: int = _MIN_WORDS) -> bool:
    is_exam = topic.entry is not None and topic.entry.category == "exam"
    return not is_exam and "," not in topic.name and stands_alone(said.text) and len(read_stems(said.text)) >= min_words


def _ask(said: Statement, topic: Topic) -> str:
    if said.form == "verb":
        return f"Which of these {_GERUND.sub('means', said.text)}?"
    where = "" if topic.entry or len(topic.group) < 2 else f"In {in_quotes(topic.group[-1])}: "
    return f"{where}{'which' if where else 'Which'} of these is described here: {in_quotes(said.text)}?"


def _ask_use(said: Statement, topic: Topic) -> str:
    noun = _NOUNS.get(topic.entry.kind, "of these") if topic.entry else "of these"
    if noun in said.text.lower().split():
        noun = "of these"
    if said.form == "use":
        return f"Which {noun} would you use {said.text}?"
    if said.form == "verb":
        return f"Which {noun} {said.text}?"
    return f"Which of these fits this use case: {in_quotes(said.text)}?"


def _draft(template: str, stem: str, topic: Topic, said: Statement, rivals: Rivals) -> Draft:
    wrong = rivals.of(topic, said)
    return Draft(
        template=template,
        stem=stem,
        key=Choice(
            topic.name,
            topic.entry,
            f"The sheet says this of {topic.name}{say_status(topic.entry)}.",
            said.passage.sheet,
            said.unit.text,
        ),
        pools=[[_choose(other) for other in pool] for pool in _rank(topic, wrong, rivals, said if template == "use" else None)],
        subject=topic.subject,
        entry=topic.entry,
        difficulty="easy" if template == "definition" else "medium",
    )


def _rank(topic: Topic, wrong: Sequence[Topic], rivals: Rivals, use: Statement | None) -> Sequence[Sequence[Topic]]:
    """Distractors in pools, the nearest first; for a use, those first that the sheets set apart from the key."""
    if use is None or topic.tier or topic.entry is None:
        near = [other for other in wrong if _are_beside(topic, other)]
        return near, [other for other in wrong if other not in near]
    is_apart = partial(are_in_contrast, topic)
    # What is read beside a method may do the same, or be done together with it; a product's neighbours are other
    # products, but only where the sheets set them apart.
    wrong = [
        other
        for other in wrong
        if rivals.share(use, other) <= _MOST_SHARED_OF_A_USE
        and not (lead_on(topic, other) and (topic.entry.kind in _METHODS or not is_apart(other)))
    ]
    apart = [other for other in wrong if is_apart(other)]
    if not apart and topic.entry.kind == "technique":
        return ()  # techniques combine, so some contrast must be stated
    near = [other for other in wrong if other not in apart and _are_beside(topic, other)]
    return apart, near, [other for other in wrong if other not in apart and other not in near]


def _are_beside(one: Topic, other: Topic) -> bool:
    """Whether they stand under one heading, or in one field of the catalogue."""
    if one.tier:
        return one.group == other.group
    return bool(one.entry and other.entry and one.entry.category == other.entry.category)


def _choose(topic: Topic) -> Choice:
    said = topic.definition
    assert said
    return Choice(
        topic.name,
        topic.entry,
        f"{topic.name} is something else, as its own definition says.",
        said.passage.sheet,
        said.unit.text,
    )
