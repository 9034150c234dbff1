"""Questions of a quiz or an exam, what they are answered with, and how they look once they are answered."""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actions.replies import QuestionReply, SavedAnswer, ShownOption
from api.channels.slack.rendering import elements, mrkdwn, rich
from api.channels.slack.rendering.elements import Asked, Element
from api.channels.slack.rendering.limits import (
    BUTTON_SHOWN,
    BUTTON_VALUE,
    BUTTONS_OF_OPTIONS,
    CHECKBOXES,
    MODAL_TITLE,
    OPTION_TEXT,
    TEXT,
    Block,
    measure,
    shorten,
)
from api.channels.slack.rendering.markdown import Span, plain, plain_paragraphs
from api.channels.slack.rendering.posts import Draft, Piece, RenderContext, small, spans_of, title, words

MODAL = elements.TEXT
# As the tutor's limit on an answer in words.
_MOST_WORDS = 2_000
# Of the stem in a modal: the value of the button that opens it carries it.
_MODAL_STEM = 1_200
_MOST_PROMPT = 300
# Every menu repeats all options; so many of them, in all menus, have their whole words.
_WHOLE_OPTIONS = 30
_PLACES = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth")
_ASKS = {
    "single": "Choose one.",
    "ordering": "Put the steps in order.",
    "matching": "Choose what belongs to each.",
    "text": "Answer in your own words: with the button, or by writing in this conversation.",
}


def draft(reply: QuestionReply, context: RenderContext) -> Draft:
    """The question; what answers it stands below its last part."""
    pieces: list[Piece] = [*tell_saved(reply.just_saved)]
    pieces += [title(f"Question {reply.position} of {reply.total}"), _about(reply)]
    pieces += words(reply.stem, context)
    if reply.kind == "matching" or not _fit_fields(reply):
        pieces += _options(reply, context)
    fields, buttons = _FIELDS[reply.kind](reply)
    tail = [*fields, *elements.actions([*buttons, *_confidence(reply)], _block_id(reply, len(fields)))]
    asks = _ASKS.get(reply.kind, f"Choose {elements.count_word(reply.n_wanted)}.")
    if reply.kind == "ordering":
        asks += (
            f" Or write their letters, such as {' '.join(option.sign for option in reversed(reply.options))}."
        )
    pieces.append(small(asks, *([f"Saved: {' '.join(reply.saved)}"] if reply.saved else [])))
    return Draft(
        f"Question {reply.position} of {reply.total}: {reply.stem}",
        pieces,
        tail=tail,
    )


def close(blocks: Sequence[Block], said: str) -> list[Block]:
    """The blocks of a question that is answered: its fields gone, and what was answered in their place.

    Args:
        said: In plain words, such as ``Your answer: B, sure``.
    """
    kept = []
    for block in blocks:
        if not str(block.get("block_id", "")).startswith("q:"):
            kept.append(block)
        elif block["type"] == "section":
            kept.append({key: value for key, value in block.items() if key not in ("accessory", "block_id")})
    controls = [place for place, block in enumerate(kept) if block["type"] == "actions"]
    kept = [block for place, block in enumerate(kept) if place not in controls]
    return [*kept, *small(said).blocks]


def compose_modal(value: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The view in which a question is answered in words.

    Args:
        value: Of the button that was pressed.
        metadata: What the answer must find its way back by, as JSON knows it; a few hundred characters.
    """
    asked = Asked.unpack(value)
    blocks: list[Block] = [*small(asked.title).blocks, rich.paragraph([Span(asked.stem or "–")])]
    blocks.append(
        {
            "type": "input",
            "block_id": elements.WORDS,
            "label": elements.plain_text("Your answer", TEXT),
            "element": {
                "type": "plain_text_input",
                "action_id": elements.WORDS,
                "multiline": True,
                "max_length": _MOST_WORDS,
            },
        }
    )
    if asked.asks_confidence:
        blocks.append(
            {
                "type": "input",
                "block_id": elements.CONFIDENCE,
                "optional": True,
                "label": elements.plain_text("How sure are you?", TEXT),
                "element": elements.confidence_menu(),
            }
        )
    return {
        "type": "modal",
        "callback_id": MODAL,
        "private_metadata": json.dumps({"answers": asked.answers, "metadata": dict(metadata)}),
        "title": elements.plain_text("Your answer", MODAL_TITLE),
        "submit": elements.plain_text("Check" if asked.asks_confidence else "Save", MODAL_TITLE),
        "close": elements.plain_text("Cancel", MODAL_TITLE),
        "blocks": blocks,
    }


def read_modal(view: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The message that a submitted view says, and the metadata that it was opened with."""
    kept = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    written = str(values[elements.WORDS][elements.WORDS].get("value") or "")
    chosen = values.get(elements.CONFIDENCE, {}).get(elements.CONFIDENCE, {}).get("selected_option")
    sure = f" ({chosen['value']})" if chosen else ""
    return f"{kept['answers']} {mrkdwn.unescape(written).strip()}{sure}", kept["metadata"]


def _about(reply: QuestionReply) -> Piece:
    """Where the question belongs; of an exam its deadline, which Slack tells in the reader's own time."""
    about = [part for part in (reply.title, reply.on, reply.difficulty) if part]
    if reply.flagged:
        about.append("⚑ flagged")
    texts = [elements.plain_text(" · ".join(about), TEXT)]
    if reply.ends_at:
        texts.append(tell_deadline(reply.ends_at))
    return Piece(({"type": "context", "elements": texts},), is_glued=True)


def tell_deadline(ends_at: str) -> Element:
    """When the time is over: a moment, and not the time left, which would be wrong a minute later."""
    ends = mrkdwn.date(dt.datetime.fromisoformat(ends_at), "{time} ({ago})")
    return elements.marked_text(f"Time is over at {ends}.")


def tell_saved(saved: SavedAnswer | None) -> list[Piece]:
    """What the message before has answered in an exam."""
    if saved is None:
        return []
    return [small(f"Saved for question {saved.position}: {' '.join(saved.signs) or 'your words'}")]


def _options(reply: QuestionReply, context: RenderContext) -> list[Piece]:
    """The options as lines of one paragraph; long ones as paragraphs."""
    lines = [
        [Span(f"{option.sign}  ", bold=True), *rich.split(spans_of(option.text), TEXT - 10)[0]]
        for option in reply.options
    ]
    size = sum(measure(span.text) + 1 for line in lines for span in line)
    if size > TEXT:
        return [Piece((rich.paragraph(line, context.public_url),)) for line in lines]
    joined = [span for line in lines for span in (Span("\n"), *line)][1:]
    return [Piece((rich.paragraph(joined, context.public_url),))] if joined else []


def _fit_fields(reply: QuestionReply) -> bool:
    """Whether every option can be read on its button or beside its box."""
    if reply.kind == "text":
        return True
    if reply.kind == "ordering" or len(reply.options) > CHECKBOXES:
        return False
    most = BUTTON_SHOWN if reply.kind == "single" else OPTION_TEXT
    return all(measure(_say_option(option)) <= most for option in reply.options)


def _say_option(option: ShownOption) -> str:
    return f"{option.sign} · {plain(option.text)}"


def _block_id(reply: QuestionReply, part: int = 0) -> str:
    return elements.question_block(reply.answers, part)


def _asked(reply: QuestionReply, wanted: int) -> str:
    return Asked(reply.answers, wanted).pack()


def _check(reply: QuestionReply, action_id: str, wanted: int) -> Element:
    text = "Save and go on" if reply.mode == "exam" else "Check"
    return elements.button(text, action_id, _asked(reply, wanted), style="primary")


def _confidence(reply: QuestionReply) -> list[Element]:
    return [elements.confidence_menu()] if reply.mode == "quiz" and reply.kind != "text" else []


def _choose_one(reply: QuestionReply) -> tuple[list[Block], list[Element]]:
    is_short = _fit_fields(reply)
    if len(reply.options) > BUTTONS_OF_OPTIONS:
        options = [
            elements.option(_say_option(option), f"{reply.answers} {option.sign}") for option in reply.options
        ]
        chosen = f"{reply.answers} {reply.saved[0]}" if reply.saved else None
        return [], [elements.menu(elements.CHOICE, "Choose one", options, chosen)]
    return [], [
        elements.button(
            _say_option(option) if is_short else option.sign,
            f"{elements.CHOICE}:{place}",
            f"{reply.answers} {option.sign}",
            style="primary" if option.sign in reply.saved else "",
            label=_say_option(option),
        )
        for place, option in enumerate(reply.options)
    ]


def _choose_several(reply: QuestionReply) -> tuple[list[Block], list[Element]]:
    is_short = _fit_fields(reply)
    options = [
        elements.option(_say_option(option) if is_short else option.sign, option.sign)
        for option in reply.options[:CHECKBOXES]
    ]
    boxes: Element = {"type": "checkboxes", "action_id": f"{elements.FIELD}:0", "options": options}
    saved = [option for option in options if option["value"] in reply.saved]
    if saved:
        boxes["initial_options"] = saved
    return elements.actions([boxes], _block_id(reply)), [_check(reply, elements.CHECKED, reply.n_wanted)]


def _match(reply: QuestionReply) -> tuple[list[Block], list[Element]]:
    options = _menu_options(reply, len(reply.prompts))
    saved = [sign.lstrip("0123456789") for sign in reply.saved]
    blocks: list[Block] = [
        {
            "type": "section",
            "block_id": _block_id(reply, place),
            "text": elements.plain_text(f"{prompt.sign}. {plain_paragraphs(prompt.text)}", _MOST_PROMPT),
            "accessory": elements.menu(
                f"{elements.FIELD}:{place}",
                f"Match for {prompt.sign}",
                options,
                saved[place] if place < len(saved) else None,
            ),
        }
        for place, prompt in enumerate(reply.prompts)
    ]
    return blocks, [_check(reply, elements.MATCH, len(reply.prompts))]


def _order(reply: QuestionReply) -> tuple[list[Block], list[Element]]:
    options = _menu_options(reply, len(reply.options))
    menus = [
        elements.menu(
            f"{elements.FIELD}:{place}",
            _PLACES[place] if place < len(_PLACES) else f"Place {place + 1}",
            options,
            reply.saved[place] if place < len(reply.saved) else None,
        )
        for place in range(len(reply.options))
    ]
    return elements.actions(menus, _block_id(reply)), [_check(reply, elements.ORDER, len(reply.options))]


def _menu_options(reply: QuestionReply, n_menus: int) -> list[Element]:
    most = OPTION_TEXT if n_menus * len(reply.options) <= _WHOLE_OPTIONS else BUTTON_SHOWN
    return [elements.option(shorten(_say_option(option), most), option.sign) for option in reply.options]


def _write_words(reply: QuestionReply) -> tuple[list[Block], list[Element]]:
    heading = f"Question {reply.position} of {reply.total}"
    stem = shorten(plain_paragraphs(reply.stem), _MODAL_STEM)
    value = Asked(reply.answers, 1, heading, stem, reply.mode == "quiz").pack()
    while measure(value) > BUTTON_VALUE:  # JSON doubles quotation marks
        stem = shorten(stem, measure(stem) // 2)
        value = Asked(reply.answers, 1, heading, stem, reply.mode == "quiz").pack()
    return [], [elements.button("Write the answer", elements.TEXT, value, style="primary")]


_FIELDS: dict[str, Callable[[QuestionReply], tuple[list[Block], list[Element]]]] = {
    "single": _choose_one,
    "multiple": _choose_several,
    "matching": _match,
    "ordering": _order,
    "text": _write_words,
}
