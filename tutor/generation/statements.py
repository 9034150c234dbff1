"""Questions on definitions, uses and other fields: which thing is it that a sheet says this of?"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from tutor.generation.drafts import CLOSED, Choice, Draft, say_status
from tutor.generation.rivals import Rivals, are_in_contrast, are_read_together
from tutor.generation.topics import Statement, Topic
from tutor.generation.wording import in_quotes, read_stems, stands_alone

_MIN_WORDS = 3
_MIN_WORDS_OF_A_USE = 6
_NOUNS = ("service", "feature", "algorithm", "metric")
_METHODS = ("technique", "algorithm", "framework")
# Uses are told in fewer and plainer words than definitions, so less may be shared; 300 items were read
# on 2026-11-21.
_MOST_SHARED_OF_A_USE = 0.20
# "is removing repeated records" says what deduplication means, not what it is doing.
_GERUND = re.compile(r"^is(?= [a-z]+ing\b)")


def draft_definitions(topics: Sequence[Topic], rivals: Rivals) -> Iterator[Draft]:
    """Definition to term."""
    for topic in topics:
        said = topic.definition
        if said and _can_be_asked(said, topic):
            wrong = rivals.of(topic, said)
            yield _draft("definition", _ask_definition(said, topic), topic, said, _rank(topic, wrong))


def draft_uses(topics: Sequence[Topic], rivals: Rivals) -> Iterator[Draft]:
    """Use case to what is used; never to what a new customer cannot have."""
    for topic in topics:
        if topic.entry and (topic.entry.status.state in CLOSED or topic.entry.kind == "concept"):
            continue
        for said in topic.uses:
            if _can_be_asked(said, topic, _MIN_WORDS_OF_A_USE if said.form == "use" else _MIN_WORDS):
                pools = _rank_for_use(topic, said, rivals)
                yield _draft("use", _ask_use(said, topic), topic, said, pools)


def draft_fields(topics: Sequence[Topic], rivals: Rivals) -> Iterator[Draft]:
    """Any other field of an imported sheet to the thing that has it."""
    for topic in topics:
        for said in topic.fields:
            if _can_be_asked(said, topic):
                stem = f"Which of these has this under {in_quotes(said.label)}: {in_quotes(said.text)}?"
                yield _draft("field", stem, topic, said, _rank(topic, rivals.of(topic, said)))


def _can_be_asked(said: Statement, topic: Topic, min_words: int = _MIN_WORDS) -> bool:
    if topic.entry and topic.entry.category == "exam":
        return False
    is_one_thing = "," not in topic.name
    return is_one_thing and stands_alone(said.text) and len(read_stems(said.text)) >= min_words


def _ask_definition(said: Statement, topic: Topic) -> str:
    if said.form == "verb":
        return f"Which of these {_GERUND.sub('means', said.text)}?"
    asked = f"of these is described here: {in_quotes(said.text)}?"
    if topic.entry or len(topic.group) < 2:
        return f"Which {asked}"
    return f"In {in_quotes(topic.group[-1])}: which {asked}"


def _ask_use(said: Statement, topic: Topic) -> str:
    kind = topic.entry.kind if topic.entry else ""
    noun = kind if kind in _NOUNS and kind not in said.text.lower().split() else "of these"
    if said.form == "use":
        return f"Which {noun} would you use {said.text}?"
    if said.form == "verb":
        return f"Which {noun} {said.text}?"
    return f"Which of these fits this use case: {in_quotes(said.text)}?"


def _rank(topic: Topic, wrong: Sequence[Topic]) -> Sequence[Sequence[Topic]]:
    """Distractors in two pools: those of the same heading or category, and the rest."""
    near = [other for other in wrong if _are_beside(topic, other)]
    return near, [other for other in wrong if other not in near]


def _rank_for_use(topic: Topic, said: Statement, rivals: Rivals) -> Sequence[Sequence[Topic]]:
    """Distractors for a use: those first that our sheets set apart from the key."""
    wrong = [other for other in rivals.of(topic, said) if rivals.share(said, other) <= _MOST_SHARED_OF_A_USE]
    if topic.tier or topic.entry is None:
        return _rank(topic, wrong)
    is_apart = partial(are_in_contrast, topic)
    # What is read together with a method may do the same, or be done beside it; a product's neighbours are
    # other products, if the sheets set them apart.
    is_method = topic.entry.kind in _METHODS
    wrong = [
        other for other in wrong if not are_read_together(topic, other) or (is_apart(other) and not is_method)
    ]
    apart = [other for other in wrong if is_apart(other)]
    if not apart and topic.entry.kind == "technique":
        return ()  # techniques combine, so some contrast must be stated
    return apart, *_rank(topic, [other for other in wrong if not is_apart(other)])


def _are_beside(one: Topic, other: Topic) -> bool:
    """Whether they stand under one heading, or in one category of the catalogue."""
    if one.tier:
        return one.group == other.group
    return bool(one.entry and other.entry and one.entry.category == other.entry.category)


def _draft(
    template: str, stem: str, topic: Topic, said: Statement, pools: Sequence[Sequence[Topic]]
) -> Draft:
    why = f"The sheet says this of {topic.name}{say_status(topic.entry)}."
    return Draft(
        template=template,
        stem=stem,
        key=Choice(topic.name, topic.entry, why, said.passage.sheet, said.unit.text),
        pools=[[_choose(other) for other in pool] for pool in pools],
        subject=topic.subject,
        entry=topic.entry,
        difficulty="easy" if template == "definition" else "medium",
    )


def _choose(topic: Topic) -> Choice:
    said = topic.definition
    assert said  # rivals have one
    why = f"{topic.name} is something else, as its own definition says."
    return Choice(topic.name, topic.entry, why, said.passage.sheet, said.unit.text)
