"""What an answer to an item is worth: right, wrong, or for the learner to judge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from tutor.errors import ResponseInvalid
from tutor.items import ChoiceItem, Item, MatchingItem, OrderingItem, TextItem

T = TypeVar("T")
Verdict = Literal["right", "wrong", "unsure", "skipped"]
GradeText = Callable[[TextItem, str], Verdict]


class Response(BaseModel):
    """What a learner answered, in the places as shown; one of the fields is set, none to pass.

    Attributes:
        options: Places of the chosen options.
        order: Places of the steps in the learner's order.
        matches: For each prompt the place of its match.
        text: Words of the learner's own.
        judged: The learner's own verdict on words that could not be graded.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    options: tuple[Annotated[int, Field(ge=0, lt=10)], ...] | None = None
    order: tuple[Annotated[int, Field(ge=0, lt=10)], ...] | None = None
    matches: tuple[Annotated[int, Field(ge=0, lt=10)], ...] | None = None
    text: Annotated[str, Field(max_length=2000)] | None = None
    judged: Literal["right", "wrong"] | None = None

    @property
    def is_pass(self) -> bool:
        """Whether nothing was answered."""
        return self.options is None and self.order is None and self.matches is None and self.text is None


PASS = Response()


@dataclass(frozen=True)
class Grade:
    """The verdict, and the places in the item that were chosen, right or wrong."""

    verdict: Verdict
    chosen: tuple[int, ...] = ()


def grade(item: Item, response: Response, order: Sequence[int], grade_text: GradeText) -> Grade:
    """Grade a response.

    Args:
        order: Shown place to the place in the item.
        grade_text: Judges a text item's answer.

    Raises:
        ResponseInvalid: It is no answer to this kind of item, or names a place that does not exist.
    """
    if response.is_pass:
        return Grade("skipped")
    if isinstance(item, ChoiceItem):
        chosen = _places(_given(response.options, item), order)
        if not chosen or len(set(chosen)) < len(chosen):
            raise ResponseInvalid("choose at least one option, each once")
        if item.kind == "single" and len(chosen) > 1:
            raise ResponseInvalid(f"one option is right here, and {len(chosen)} were chosen")
        return Grade("right" if set(chosen) == item.keys else "wrong", chosen)
    if isinstance(item, OrderingItem):
        steps = _places(_given(response.order, item), order)
        if sorted(steps) != list(range(len(item.steps))):
            raise ResponseInvalid(f"put all {len(item.steps)} steps in order, each once")
        return Grade("right" if list(steps) == sorted(steps) else "wrong", steps)
    if isinstance(item, MatchingItem):
        matches = _places(_given(response.matches, item), order)
        if len(matches) != len(item.pairs):
            raise ResponseInvalid(f"choose a match for each of the {len(item.pairs)} prompts")
        return Grade("right" if list(matches) == list(range(len(item.pairs))) else "wrong", matches)
    text = _given(response.text, item)
    verdict = grade_text(item, text)
    return Grade(response.judged if verdict == "unsure" and response.judged else verdict)


def n_places(item: Item) -> int:
    """How many things of an item are shown in a changing order; 0 for a text item."""
    if isinstance(item, ChoiceItem):
        return len(item.options)
    if isinstance(item, OrderingItem):
        return len(item.steps)
    return len(item.pairs) if isinstance(item, MatchingItem) else 0


def _given(value: T | None, item: Item) -> T:
    if value is None:
        raise ResponseInvalid(f"this is no answer to a question of kind {item.kind}")
    return value


def _places(shown: Sequence[int], order: Sequence[int]) -> tuple[int, ...]:
    if any(place >= len(order) for place in shown):
        raise ResponseInvalid(f"there are only {len(order)} to choose from")
    return tuple(order[place] for place in shown)
