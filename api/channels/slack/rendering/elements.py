"""Buttons and menus: their ids, what they carry, and what pressing one says.

The id of an action is a word, with a colon and a place behind it where several of a kind may stand in one
post: ``say:2``. The word alone, `name_of`, decides what is done.

| word | what it carries | what is done |
| --- | --- | --- |
| say | the message (a button's value, or a menu's chosen option) | it is said |
| answer_choice | ``answer 1f2e3d4c/3 B`` | it is said, with the confidence chosen beside it |
| answer_checked, answer_match, answer_order | `Asked` | what the fields hold is said as the answer |
| answer_text | `Asked` | a modal opens, `question.compose_modal` |
| field, confidence | | nothing: they are read when a button is pressed |
| rate_up, rate_down, share | ``<message id>/<reply place>`` | |

Whatever belongs to a question stands in blocks whose ids begin with its place, ``q:1f2e3d4c:3``.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from actions.replies import Suggestion
from api.channels.slack.rendering.limits import (
    ACTIONS,
    BUTTON_TEXT,
    BUTTON_VALUE,
    OPTION_TEXT,
    OPTION_VALUE,
    PLACEHOLDER,
    SELECT_OPTIONS,
    SUGGESTIONS,
    Block,
    measure,
    measure_blocks,
    shorten,
)
from api.channels.slack.rendering.markdown import clean
from api.channels.slack.rendering.mrkdwn import unescape

SAY, CONFIDENCE, FIELD, WORDS = "say", "confidence", "field", "words"
CHOICE, CHECKED, MATCH, ORDER, TEXT = (
    "answer_choice",
    "answer_checked",
    "answer_match",
    "answer_order",
    "answer_text",
)
RATE_UP, RATE_DOWN, SHARE = "rate_up", "rate_down", "share"

_CONFIDENCES = (("sure", "Sure"), ("think so", "Think so"), ("guess", "Guess"))
_ENTITY = re.compile(r"&(?=(?:amp|lt|gt);)")
_ANSWERS = re.compile(r"^answer (?P<sitting>[0-9a-f]+)/(?P<position>\d+)")
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six")

Element = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What a button that checks an answer carries.

    Attributes:
        answers: What is said before the answer: ``answer 1f2e3d4c/3``.
        wanted: Fields to fill, or options to choose.
        title: Of a modal.
        stem: Of a modal, shortened.
        asks_confidence: Whether the modal asks how sure one is.
    """

    answers: str
    wanted: int = 1
    title: str = ""
    stem: str = ""
    asks_confidence: bool = False

    def pack(self) -> str:
        """As a button's value."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def unpack(cls, value: str) -> "Asked":
        """From a button's value."""
        return cls(**json.loads(value))


@dataclass(frozen=True)
class Press:
    """What pressing a button says; or why it cannot be said yet, in a sentence for who pressed."""

    message: str | None = None
    lack: str | None = None


def name_of(action_id: str) -> str:
    """The word of an action's id."""
    return action_id.partition(":")[0]


def question_block(answers: str, part: int = 0) -> str:
    """Id of a block of a question: ``q:1f2e3d4c:3``, and ``q:1f2e3d4c:3:1`` for its next one."""
    found = _ANSWERS.match(answers)
    place = f"{found['sitting']}:{found['position']}" if found else answers[:200]
    return f"q:{place}:{part}" if part else f"q:{place}"


def read_press(action: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]]) -> Press:
    """What a press says.

    Args:
        action: As Slack sends it in ``actions``.
        values: All fields of the post: ``state.values``.
    """
    name, carried = name_of(action["action_id"]), _carried(action)
    if name == SAY:
        return Press(carried)
    # "q:1f2e3d4c:3:1" is a part of "q:1f2e3d4c:3".
    place = ":".join(str(action.get("block_id", "")).split(":")[:3])
    fields = list(_fields(values, place))
    confidence = next((chosen for field, chosen in fields if field == CONFIDENCE), [])
    sure = f" ({confidence[0]})" if confidence else ""
    if name == CHOICE:
        return Press(f"{carried}{sure}")
    asked = Asked.unpack(carried)
    chosen = [signs for field, signs in fields if field == FIELD]
    lack = _find_lack(name, asked.wanted, chosen)
    if lack:
        return Press(lack=lack)
    signs = [sign for one in chosen for sign in one]
    if name == MATCH:
        signs = [f"{number}{sign}" for number, sign in enumerate(signs, 1)]
    return Press(f"{asked.answers} {' '.join(signs)}{sure}")


def plain_text(text: str, most: int) -> Element:
    """A text object in which nothing is a mark."""
    # Slack reads the three entities even here, so what looks like one must not be one.
    shown = _ENTITY.sub("&amp;", clean(text)).strip() or "–"
    return {"type": "plain_text", "text": shorten(shown, most), "emoji": False}


def marked_text(mrkdwn: str) -> Element:
    """A text object in mrkdwn, in which Slack turns no address, name or channel into a link by itself."""
    return {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}


def button(
    text: str, action_id: str, value: str = "", url: str = "", style: str = "", label: str = ""
) -> Element:
    """A button; ``label`` is what a screen reader says in place of its text."""
    element: Element = {
        "type": "button",
        "text": plain_text(text, BUTTON_TEXT),
        "action_id": action_id,
    }
    more = {"value": value, "url": url, "style": style, "accessibility_label": shorten(label, BUTTON_TEXT)}
    return element | {name: said for name, said in more.items() if said}


def option(text: str, value: str) -> Element:
    """An option of a menu or of checkboxes."""
    return {"text": plain_text(text, OPTION_TEXT), "value": value}


def menu(action_id: str, placeholder: str, options: Sequence[Element], chosen: str | None = None) -> Element:
    """A menu of one choice."""
    element: Element = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain_text(placeholder, PLACEHOLDER),
        "options": list(options[:SELECT_OPTIONS]),
    }
    initial = next((one for one in element["options"] if one["value"] == chosen), None)
    return element | ({"initial_option": initial} if initial else {})


def confidence_menu() -> Element:
    """How sure one is; need not be used."""
    return menu(CONFIDENCE, "How sure are you?", [option(text, value) for value, text in _CONFIDENCES])


def actions(elements: Sequence[Element], block_id: str = "") -> list[Block]:
    """A block of buttons and menus; none without any."""
    if not elements:
        return []
    block: Block = {"type": "actions", "elements": list(elements[:ACTIONS])}
    return [block | ({"block_id": block_id} if block_id else {})]


def say_buttons(suggestions: Sequence[Suggestion]) -> list[Element]:
    """A button for each suggestion whose message fits into one, while there is room for them."""
    said = [one for one in suggestions if one.message.strip() and measure(clean(one.message)) <= BUTTON_VALUE]
    buttons: list[Element] = []
    for place, one in enumerate(said):
        added = button(one.label.strip() or one.message, f"{SAY}:{place}", clean(one.message))
        if measure_blocks([*buttons, added]) <= SUGGESTIONS:
            buttons.append(added)
    return buttons


def say_menu(placeholder: str, choices: Sequence[Suggestion]) -> Element:
    """A menu whose options are said when they are chosen; one for a post."""
    fitting = [one for one in choices if measure(one.message) <= OPTION_VALUE]
    return menu(f"{SAY}:menu", placeholder, [option(one.label, one.message) for one in fitting])


def count_word(count: int) -> str:
    """A small number in words."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _carried(action: Mapping[str, Any]) -> str:
    chosen = action.get("selected_option") or {}
    # Slack sends the three characters that it escapes back as entities.
    return unescape(str(chosen.get("value") or action.get("value") or ""))


def _fields(values: Mapping[str, Mapping[str, Any]], place: str) -> Iterator[tuple[str, list[str]]]:
    """Names and chosen values of a question's fields, in their order; Slack's own order means nothing."""
    own = {key: fields for key, fields in values.items() if key == place or key.startswith(f"{place}:")}
    found = [(action_id, field) for fields in own.values() for action_id, field in fields.items()]
    for action_id, field in sorted(found, key=lambda one: _number_of(one[0])):
        several = field.get("selected_options")
        chosen = several if several is not None else [field.get("selected_option")]
        yield name_of(action_id), sorted(one["value"] for one in chosen if one)


def _number_of(action_id: str) -> int:
    number = action_id.partition(":")[2]
    return int(number) if number.isdigit() else 0


def _find_lack(name: str, wanted: int, chosen: Sequence[Sequence[str]]) -> str | None:
    signs = [sign for one in chosen for sign in one]
    if name == CHECKED and len(signs) != wanted:
        return f"Choose {count_word(wanted)} {'option' if wanted == 1 else 'options'}."
    if name == MATCH and len(signs) != wanted:
        return "Choose a match for each first."
    if name == ORDER and len(signs) != wanted:
        return "Choose a step for each place first."
    if name == ORDER and len(set(signs)) != wanted:
        return "A step stands in two places; give each its own."
    return None
