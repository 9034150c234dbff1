"""What Slack would refuse: payloads checked against the limits and fields of its Block Kit reference.

The numbers stand here a second time, from the reference and not from our code. Texts are counted in UTF-16
units. Stricter than Slack where it is silent: an unknown field, an id used twice in a post, mrkdwn with an
unescaped character and a post of more than 13,000 characters of JSON are refused too.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

# Refused with `msg_blocks_too_long` from about 13,200 on: github.com/slackapi/bolt-js, issues 2509 and 2867.
_MOST_JSON = 13_000
_STYLES = {"bold", "italic", "strike", "code"}
_ENTITIES = re.compile(r"&(?!(?:amp|lt|gt);)")
_CONTROLS = re.compile(
    r"<(?:https?://[^\s<>|]+(?:\|[^<>|]+)?|!date\^-?\d+\^[^<>|^]*(?:\^[^<>|^]*)?\|[^<>|]+)>"
)
_QUOTE = re.compile(r"^> ", re.MULTILINE)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Refused(AssertionError):
    """Slack would refuse this; the message begins with the path."""


def validate_message(payload: Mapping[str, Any]) -> None:
    """Check what `chat.postMessage`, `chat.update` or `chat.postEphemeral` is called with.

    Args:
        payload: With `text`, and with `blocks` as a list or as JSON.

    Raises:
        Refused: It breaks a limit, lacks a field or has one too many.
    """
    _require(payload, "message", "text")
    _check_fallback(payload["text"], "text")
    blocks = payload.get("blocks") or []
    if isinstance(blocks, str):
        blocks = json.loads(blocks)
    size = _count(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
    _expect(size <= _MOST_JSON, "blocks", f"{size} characters of JSON, more than {_MOST_JSON}")
    _check_blocks(blocks, "blocks", 50, _MESSAGE_BLOCKS)
    tables = sum(block["type"] == "table" for block in blocks)
    _expect(tables <= 1, "blocks", f"{tables} tables, more than 1")
    markdown = sum(_count(block["text"]) for block in blocks if block["type"] == "markdown")
    _expect(markdown <= 12_000, "blocks", f"{markdown} characters of markdown, more than 12000")


def validate_view(view: Mapping[str, Any]) -> None:
    """Check a modal or a home tab.

    Raises:
        Refused: It breaks a limit, lacks a field or has one too many.
    """
    _require(view, "view", "type", "blocks")
    kind = view["type"]
    _expect(kind in ("modal", "home"), "type", f"{kind!r} is no view")
    allowed = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    if kind == "modal":
        allowed |= {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"}
        _require(view, "view", "title")
        for name in ("title", "submit", "close"):
            if name in view:
                _plain(view[name], name, 24)
        has_input = any(block.get("type") == "input" for block in view["blocks"])
        _expect(not has_input or "submit" in view, "submit", "missing, though there is an input")
    _allow(view, "view", allowed)
    _text(view.get("private_metadata", "-"), "private_metadata", 3000, 0)
    _text(view.get("callback_id", "-"), "callback_id", 255, 0)
    _check_blocks(view["blocks"], "blocks", 100, _VIEW_BLOCKS)


def _check_fallback(text: Any, path: str) -> None:
    _text(text, path, 40_000)
    _expect(bool(text.strip()), path, "blank")
    _check_escapes(text, path)


def _check_blocks(blocks: Any, path: str, most: int, kinds: Mapping[str, Any]) -> None:
    _list(blocks, path, most, 0)
    ids: list[str] = []
    for place, block in enumerate(blocks):
        at = f"{path}[{place}]"
        _require(block, at, "type")
        _expect(block["type"] in kinds, f"{at}.type", f"{block['type']!r} is not allowed here")
        fields, check = kinds[block["type"]]
        _allow(block, at, {"type", "block_id", *fields})
        if "block_id" in block:
            _text(block["block_id"], f"{at}.block_id", 255)
            ids.append(block["block_id"])
        check(block, at)
    _unique(ids, path, "block_id")
    _unique([action for block in blocks for action in _action_ids(block)], path, "action_id")


def _action_ids(block: Mapping[str, Any]) -> list[str]:
    found = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    return [one["action_id"] for one in found if isinstance(one, dict) and "action_id" in one]


def _section(block: Mapping[str, Any], at: str) -> None:
    _expect("text" in block or "fields" in block, at, "neither text nor fields")
    if "text" in block:
        _text_object(block["text"], f"{at}.text", 3000)
    if "fields" in block:
        _list(block["fields"], f"{at}.fields", 10)
        for place, one in enumerate(block["fields"]):
            _text_object(one, f"{at}.fields[{place}]", 2000)
    if "accessory" in block:
        _element(block["accessory"], f"{at}.accessory", {*_ACTION_ELEMENTS, "image"})


def _header(block: Mapping[str, Any], at: str) -> None:
    _require(block, at, "text")
    _plain(block["text"], f"{at}.text", 150)


def _context(block: Mapping[str, Any], at: str) -> None:
    _require(block, at, "elements")
    _list(block["elements"], f"{at}.elements", 10)
    for place, one in enumerate(block["elements"]):
        path = f"{at}.elements[{place}]"
        if one.get("type") == "image":
            _image(one, path)
        else:
            _text_object(one, path, 3000)


def _actions(block: Mapping[str, Any], at: str) -> None:
    _require(block, at, "elements")
    _list(block["elements"], f"{at}.elements", 25)
    for place, one in enumerate(block["elements"]):
        _element(one, f"{at}.elements[{place}]", _ACTION_ELEMENTS)


def _input(block: Mapping[str, Any], at: str) -> None:
    _require(block, at, "label", "element")
    _plain(block["label"], f"{at}.label", 2000)
    if "hint" in block:
        _plain(block["hint"], f"{at}.hint", 2000)
    _element(block["element"], f"{at}.element", {"plain_text_input", *_ACTION_ELEMENTS} - {"button"})


def _image(block: Mapping[str, Any], at: str) -> None:
    _require(block, at, "alt_text")
    _text(block["alt_text"], f"{at}.alt_text", 2000)
    _expect(("image_url" in block) != ("slack_file" in block), at, "needs image_url or slack_file")
    if "image_url" in block:
        _url(block["image_url"], f"{at}.image_url")
    else:
        _expect(bool(block["slack_file"].get("id") or block["slack_file"].get("url")), at, "no file")
    if "title" in block:
        _plain(block["title"], f"{at}.title", 2000)


def _divider(block: Mapping[str, Any], at: str) -> None:
    """It has nothing to check."""


def _markdown(block: Mapping[str, Any], at: str) -> None:
    _require(block, at, "text")
    _text(block["text"], f"{at}.text", 12_000)


def _table(block: Mapping[str, Any], at: str) -> None:
    _require(block, at, "rows")
    _list(block["rows"], f"{at}.rows", 100)
    _list(block.get("column_settings", [None]), f"{at}.column_settings", 20)
    size = 0
    for number, row in enumerate(block["rows"]):
        _list(row, f"{at}.rows[{number}]", 20)
        for place, cell in enumerate(row):
            path = f"{at}.rows[{number}][{place}]"
            _expect(cell.get("type") in ("raw_text", "rich_text"), path, "no cell")
            if cell["type"] == "raw_text":
                _text(cell.get("text"), path, 10_000)
                size += _count(cell["text"])
            else:
                _rich_text(cell, path)
                size += _count(json.dumps(cell["elements"]))
    _expect(size <= 10_000, at, f"{size} characters in all cells, more than 10000")


def _rich_text(block: Mapping[str, Any], at: str) -> None:
    _require(block, at, "elements")
    _list(block["elements"], f"{at}.elements", 100)
    for place, one in enumerate(block["elements"]):
        path = f"{at}.elements[{place}]"
        kind = one.get("type")
        _expect(kind in _RICH, path, f"{kind!r} is no part of rich text")
        _allow(one, path, {"type", "elements", *_RICH[kind]})
        _list(one.get("elements"), f"{path}.elements", 1000)
        if kind != "rich_text_list":
            _rich_elements(one["elements"], path)
            continue
        _expect(one.get("style") in ("bullet", "ordered"), path, "style must be bullet or ordered")
        _expect(0 <= one.get("indent", 0) <= 8 and one.get("offset", 0) >= 0, path, "indent or offset")
        for number, item in enumerate(one["elements"]):
            _expect(item.get("type") == "rich_text_section", f"{path}.elements[{number}]", "no section")
            _list(item.get("elements"), f"{path}.elements[{number}].elements", 1000)
            _rich_elements(item["elements"], f"{path}.elements[{number}]")


def _rich_elements(elements: Sequence[Mapping[str, Any]], at: str) -> None:
    for place, one in enumerate(elements):
        path = f"{at}.elements[{place}]"
        kind = one.get("type")
        _expect(kind in ("text", "link", "emoji", "date"), path, f"{kind!r} is not used here")
        _allow(one, path, {"type", "style", *_RICH_ELEMENTS[kind]})
        _expect(set(one.get("style", {})) <= _STYLES, f"{path}.style", "unknown style")
        if kind in ("text", "link"):
            _text(one.get("text"), f"{path}.text", 3000)
        if kind == "link":
            _url(one.get("url"), f"{path}.url")


def _element(element: Mapping[str, Any], at: str, kinds: set[str]) -> None:
    _require(element, at, "type")
    kind = element["type"]
    _expect(kind in kinds, f"{at}.type", f"{kind!r} is not allowed here")
    if kind == "image":
        _image(element, at)
        return
    fields, check = _ELEMENTS[kind]
    _allow(element, at, {"type", "action_id", "confirm", "focus_on_load", *fields})
    _require(element, at, "action_id")
    _text(element["action_id"], f"{at}.action_id", 255)
    check(element, at)


def _button(element: Mapping[str, Any], at: str) -> None:
    _require(element, at, "text")
    _plain(element["text"], f"{at}.text", 75)
    _text(element.get("value", "-"), f"{at}.value", 2000)
    _text(element.get("accessibility_label", "-"), f"{at}.accessibility_label", 75)
    if "url" in element:
        _url(element["url"], f"{at}.url")
    _expect(element.get("style", "primary") in ("primary", "danger"), f"{at}.style", "unknown style")


def _choices(element: Mapping[str, Any], at: str) -> None:
    _options(element, at, 10)
    initial = element.get("initial_options")
    if initial is not None:
        _list(initial, f"{at}.initial_options", 10)
        _expect(all(one in element["options"] for one in initial), f"{at}.initial_options", "no option")


def _radio(element: Mapping[str, Any], at: str) -> None:
    _options(element, at, 10)
    _initial(element, at)


def _select(element: Mapping[str, Any], at: str) -> None:
    _options(element, at, 100)
    _initial(element, at)
    if "placeholder" in element:
        _plain(element["placeholder"], f"{at}.placeholder", 150)


def _initial(element: Mapping[str, Any], at: str) -> None:
    initial = element.get("initial_option")
    _expect(initial is None or initial in element["options"], f"{at}.initial_option", "is no option")


def _options(element: Mapping[str, Any], at: str, most: int) -> None:
    _require(element, at, "options")
    _list(element["options"], f"{at}.options", most)
    for place, one in enumerate(element["options"]):
        path = f"{at}.options[{place}]"
        _allow(one, path, {"text", "value", "description", "url"})
        _require(one, path, "text", "value")
        _text_object(one["text"], f"{path}.text", 75)
        _text(one["value"], f"{path}.value", 150)
        if "description" in one:
            _text_object(one["description"], f"{path}.description", 75)
    _unique([one["value"] for one in element["options"]], at, "value")


def _text_input(element: Mapping[str, Any], at: str) -> None:
    if "placeholder" in element:
        _plain(element["placeholder"], f"{at}.placeholder", 150)
    most, least = element.get("max_length", 3000), element.get("min_length", 0)
    _expect(0 <= least <= most <= 3000 and most >= 1, at, "min_length or max_length")
    _text(element.get("initial_value", "-"), f"{at}.initial_value", most, 0)


def _picker(element: Mapping[str, Any], at: str) -> None:
    if "placeholder" in element:
        _plain(element["placeholder"], f"{at}.placeholder", 150)


def _text_object(one: Any, at: str, most: int) -> None:
    _require(one, at, "type", "text")
    if one["type"] == "plain_text":
        _plain(one, at, most)
        return
    _expect(one["type"] == "mrkdwn", f"{at}.type", f"{one['type']!r} is no text object")
    _allow(one, at, {"type", "text", "verbatim"})
    _text(one["text"], f"{at}.text", most)
    _expect(bool(one["text"].strip()), f"{at}.text", "blank")
    _check_escapes(one["text"], f"{at}.text")


def _plain(one: Any, at: str, most: int) -> None:
    _require(one, at, "type", "text")
    _expect(one["type"] == "plain_text", f"{at}.type", "must be plain_text")
    _allow(one, at, {"type", "text", "emoji"})
    _text(one["text"], f"{at}.text", most)
    _expect(bool(one["text"].strip()), f"{at}.text", "blank")


def _check_escapes(text: str, at: str) -> None:
    """Only links and dates may command Slack; mentions of people and channels never come from us."""
    bare = _QUOTE.sub("", _CONTROLS.sub("", text))
    _expect("<" not in bare and ">" not in bare, at, f"unescaped < or > in {bare[:80]!r}")
    _expect(not _ENTITIES.search(text), at, "unescaped &")


def _url(url: Any, at: str) -> None:
    _text(url, at, 3000)
    _expect(bool(re.fullmatch(r"https?://[^\s<>|]+", url)), at, f"{url[:80]!r} is no address")


def _text(text: Any, at: str, most: int, least: int = 1) -> None:
    _expect(isinstance(text, str), at, "is no text")
    _expect(not _UNSEEN.search(text), at, "has control characters")
    size = _count(text)
    _expect(least <= size <= most, at, f"{size} characters, not {least} to {most}")


def _list(value: Any, at: str, most: int, least: int = 1) -> None:
    _expect(isinstance(value, list), at, "is no list")
    _expect(least <= len(value) <= most, at, f"{len(value)} entries, not {least} to {most}")


def _require(value: Any, at: str, *names: str) -> None:
    _expect(isinstance(value, Mapping), at, "is no object")
    for name in names:
        _expect(value.get(name) is not None, f"{at}.{name}", "missing")


def _allow(value: Mapping[str, Any], at: str, names: set[str]) -> None:
    unknown = set(value) - names
    _expect(not unknown, at, f"unknown fields {sorted(unknown)}")


def _unique(values: Sequence[str], at: str, name: str) -> None:
    twice = {value for value in values if values.count(value) > 1}
    _expect(not twice, at, f"{name} used twice: {sorted(twice)}")


def _count(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _expect(is_so: bool, at: str, problem: str) -> None:
    if not is_so:
        raise Refused(f"{at}: {problem}")


_Check = Callable[[Mapping[str, Any], str], None]
_OPTIONS = {"options", "initial_option", "placeholder"}
_ELEMENTS: dict[str, tuple[set[str], _Check]] = {
    "button": ({"text", "url", "value", "style", "accessibility_label"}, _button),
    "checkboxes": ({"options", "initial_options"}, _choices),
    "radio_buttons": ({"options", "initial_option"}, _radio),
    "static_select": (_OPTIONS, _select),
    "overflow": ({"options"}, _radio),
    "plain_text_input": (
        {"initial_value", "multiline", "min_length", "max_length", "placeholder", "dispatch_action_config"},
        _text_input,
    ),
    "timepicker": ({"initial_time", "placeholder", "timezone"}, _picker),
    "datepicker": ({"initial_date", "placeholder"}, _picker),
}
_ACTION_ELEMENTS = set(_ELEMENTS) - {"plain_text_input"}
_RICH: dict[str, set[str]] = {
    "rich_text_section": set(),
    "rich_text_list": {"style", "indent", "offset", "border"},
    "rich_text_preformatted": {"border"},
    "rich_text_quote": {"border"},
}
_RICH_ELEMENTS: dict[str, set[str]] = {
    "text": {"text"},
    "link": {"text", "url", "unsafe"},
    "emoji": {"name", "unicode"},
    "date": {"timestamp", "format", "url", "fallback"},
}
_VIEW_BLOCKS: dict[str, tuple[set[str], _Check]] = {
    "section": ({"text", "fields", "accessory", "expand"}, _section),
    "header": ({"text"}, _header),
    "context": ({"elements"}, _context),
    "actions": ({"elements"}, _actions),
    "input": ({"label", "element", "hint", "optional", "dispatch_action"}, _input),
    "image": ({"image_url", "slack_file", "alt_text", "title"}, _image),
    "divider": (set(), _divider),
    "rich_text": ({"elements"}, _rich_text),
}
_MESSAGE_BLOCKS: dict[str, tuple[set[str], _Check]] = {
    **_VIEW_BLOCKS,
    "markdown": ({"text"}, _markdown),
    "table": ({"rows", "column_settings"}, _table),
}
