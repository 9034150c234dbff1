"""Items as an Anki deck: what a learner takes along, evidence and all.

Everything by which Anki knows a thing again is a number or a name made from our own ids, so a deck that is
imported again brings its notes up to date and adds what is new; the learner's intervals stay.
"""

import contextlib
import datetime as dt
import hashlib
import html
import itertools
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import genanki

from tutor.errors import BankInvalid
from tutor.exams import Exams
from tutor.items import ChoiceItem, Claim, Item, MatchingItem, OrderingItem, TextItem

Link = Callable[[Claim], str | None]

_ROOT_DECK = "Sheetwise"
# Anki keeps a note type's fields by its id: a change to the fields below needs a new text here.
_NOTE_TYPE = "Sheetwise item, form 1"
_FIELDS = ("Item", "Question", "Options", "Answer", "Reasons")

# An item's text is no mathematics: MathJax passes over what has its class, whose name changed over time.
_FRAME = '<div class="sheetwise mathjax_ignore tex2jax_ignore">{}</div>'
_FRONT = _FRAME.format('<div class="stem">{{Question}}</div>{{Options}}')
_BACK = _FRAME.format(
    '<div class="stem">{{Question}}</div><hr id="answer">'
    '<div class="answer">{{Answer}}</div>{{Reasons}}<div class="item">{{Item}}</div>'
)

# Every pair of text and ground below has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
_CSS = """
.card {
  --ground: #ffffff; --text: #1b1f24; --faint: #59616b; --line: #d0d5db;
  --right: #17662f; --wrong: #a3231f; --link: #0b57a4; --shade: #f3f5f7;
  background-color: var(--ground); color: var(--text);
  font: 18px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  margin: 0; padding: 16px; text-align: left;
}
.card.nightMode, .card.night_mode {
  --ground: #1e2125; --text: #e6e8eb; --faint: #a7afb8; --line: #454b52;
  --right: #7fd196; --wrong: #ff9d94; --link: #8ec2ff; --shade: #292d32;
}
.sheetwise { margin: 0 auto; max-width: 42em; overflow-wrap: anywhere; }
.stem { font-weight: 600; }
.sheetwise ol { margin: 0.8em 0; padding-left: 1.8em; }
.sheetwise li { margin: 0.4em 0; }
.sheetwise hr { border: 0; border-top: 1px solid var(--line); margin: 1em 0; }
.answer { font-weight: 600; margin-bottom: 1em; }
.reason { border-left: 4px solid var(--line); margin: 0.8em 0; padding-left: 0.8em; }
.reason.right { border-color: var(--right); }
.reason.wrong { border-color: var(--wrong); }
.right .mark { color: var(--right); }
.wrong .mark { color: var(--wrong); }
.said { font-weight: 600; }
.sheetwise blockquote { background: var(--shade); font-size: 0.9em; margin: 0.4em 0; padding: 0.4em 0.8em; }
.sheetwise cite, .item { color: var(--faint); font-size: 0.85em; }
.sheetwise a { color: var(--link); }
"""


@dataclass(frozen=True)
class _Sides:
    """What stands on a card, as HTML; the stem is the same for all kinds."""

    options: str
    answer: str
    reasons: str


def write_deck(
    items: Iterable[Item],
    path_or_buffer: str | Path | IO[bytes],
    exams: Exams,
    link: Link,
    *,
    name_of: Callable[[str], str] = str,
    now: dt.datetime | None = None,
) -> int:
    """Write an .apkg with one deck for each exam and domain; returns the number of notes.

    Args:
        items: An item that comes twice is written once.
        link: Address at which the evidence of a claim can be read; it must make sense outside the tutor.
        name_of: Catalogue id to the name that a card shows, as `Catalogue.name_of`.
        now: Aware. Anki updates a note only from a deck that is younger than the last; the clock by default.

    Raises:
        BankInvalid: An item's exam or domain is not among `exams`.
    """
    timestamp = now.timestamp() if now else time.time()
    note_type = _make_note_type()
    decks: dict[str, genanki.Deck] = {}
    written = {item.id: item for item in items}
    for item in written.values():
        name, key = _place(item, exams)
        deck = decks.setdefault(key, genanki.Deck(_stable_id(f"deck {key}"), name))
        deck.add_note(_make_note(item, note_type, link, name_of))
    collection = _write_collection(list(decks.values()), timestamp)
    with zipfile.ZipFile(path_or_buffer, "w") as package:
        for name, content in (("collection.anki2", collection), ("media", b"{}")):
            # The zip's own dates are left alone, so that one moment gives one file, byte for byte.
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return len(written)


def _write_collection(decks: Sequence[genanki.Deck], timestamp: float) -> bytes:
    """The database of a package; genanki's own writer leaves a temporary file behind on every call."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        ids = itertools.count(int(timestamp * 1000))
        genanki.Package(decks).write_to_db(database.cursor(), timestamp, ids)
        database.commit()
        return database.serialize()


def _stable_id(text: str) -> int:
    """A number from 2^30 to 2^31, the range in which genanki wants ids."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % (1 << 30)


def _make_note_type() -> genanki.Model:
    return genanki.Model(
        _stable_id(_NOTE_TYPE),
        "Sheetwise item",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Question", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS.strip(),
    )


def _place(item: Item, exams: Exams) -> tuple[str, str]:
    """Name of an item's deck, and what its id is made from: a domain may be given another name."""
    if item.exam is None:
        return f"{_ROOT_DECK}::Without an exam", "none"
    if item.exam not in exams:
        raise BankInvalid(
            f"item {item.id}: the exam {item.exam!r} is not in exams.yml; add it or correct the item"
        )
    if item.domain is None:
        return f"{_ROOT_DECK}::{item.exam}", item.exam
    domains = exams[item.exam].domains
    if not 1 <= item.domain <= len(domains):
        raise BankInvalid(f"item {item.id}: {item.exam} has no domain {item.domain}; correct the item's task")
    name = domains[item.domain - 1].name
    return f"{_ROOT_DECK}::{item.exam}::{item.domain} {name}", f"{item.exam} {item.domain}"


def _make_note(
    item: Item, note_type: genanki.Model, link: Link, name_of: Callable[[str], str]
) -> genanki.Note:
    if isinstance(item, ChoiceItem):
        sides = _choice(item, link)
    elif isinstance(item, OrderingItem):
        sides = _ordering(item, link)
    elif isinstance(item, MatchingItem):
        sides = _matching(item, link)
    else:
        sides = _text(item, link, name_of)
    return genanki.Note(
        note_type,
        [_escape(item.id), _escape(item.stem), sides.options, sides.answer, sides.reasons],
        tags=_tags(item),
        guid=genanki.guid_for("sheetwise", item.id),
    )


def _tags(item: Item) -> list[str]:
    tags = [f"subject::{item.subject}"]
    if item.exam:
        tags.append(f"exam::{item.exam}")
        if item.task:
            tags.append(f"task::{item.exam}::{item.task}")
    return ["-".join(tag.split()) for tag in tags]


def _choice(item: ChoiceItem, link: Link) -> _Sides:
    keys = [f"{_letter(place)}. {_escape(item.options[place].text)}" for place in sorted(item.keys)]
    reasons = [
        _reason(f"{_letter(place)}. {option.text}", option, link, verdict="right" if option.key else "wrong")
        for place, option in enumerate(item.options)
    ]
    return _Sides(_list([option.text for option in item.options], "A"), "<br>".join(keys), "".join(reasons))


def _ordering(item: OrderingItem, link: Link) -> _Sides:
    right = [step.text for step in item.steps]
    # By the alphabet, since a card must show the same order after every import.
    shown = sorted(right)
    if shown == right:
        shown.reverse()
    letters = {text: _letter(place) for place, text in enumerate(shown)}
    reasons = [
        _reason(f"{number}. {step.text} ({letters[step.text]})", step, link)
        for number, step in enumerate(item.steps, 1)
    ]
    order = ", ".join(letters[text] for text in right)
    return _Sides("<p>Put in order:</p>" + _list(shown, "A"), f"Order: {order}", "".join(reasons))


def _matching(item: MatchingItem, link: Link) -> _Sides:
    shown = sorted(pair.match for pair in item.pairs)
    letters = {match: _letter(place) for place, match in enumerate(shown)}
    reasons = [
        _reason(f"{number}. {pair.prompt} → {letters[pair.match]}. {pair.match}", pair, link)
        for number, pair in enumerate(item.pairs, 1)
    ]
    options = _list([pair.prompt for pair in item.pairs], "1") + "<p>Match with:</p>" + _list(shown, "A")
    answer = ", ".join(f"{number} – {letters[pair.match]}" for number, pair in enumerate(item.pairs, 1))
    return _Sides(options, answer, "".join(reasons))


def _text(item: TextItem, link: Link, name_of: Callable[[str], str]) -> _Sides:
    if item.concept:
        answer = _escape(item.concept.model)
    else:
        names = (*map(name_of, item.name.entries), *item.name.texts) if item.name else ()
        answer = _escape(names[0])
        if names[1:]:
            answer += f"<br>Also right: {_escape(', '.join(names[1:]))}"
    return _Sides("", answer, _reason("", item.claim, link))


def _letter(place: int) -> str:
    return "ABCDEFGH"[place]


def _list(texts: Iterable[str], type_: str) -> str:
    return f'<ol type="{type_}">{"".join(f"<li>{_escape(text)}</li>" for text in texts)}</ol>'


def _reason(said: str, claim: Claim, link: Link, verdict: str = "") -> str:
    """What was said, whether it is right, why, and the quote that bears it out."""
    # The verdict is a word as well, for whom colours say nothing.
    mark = f' <span class="mark">{"✓" if verdict == "right" else "✗"} {verdict}</span>' if verdict else ""
    head = f'<div class="said">{_escape(said)}{mark}</div>' if said else ""
    address = link(claim)
    sheet = _escape(claim.sheet)
    if address:
        sheet = f'<a href="{html.escape(address)}">{sheet}</a>'
    return (
        f'<div class="{f"reason {verdict}".strip()}">{head}<div class="why">{_escape(claim.why)}</div>'
        f"<blockquote>{_escape(claim.quote)}<br><cite>Sheet {sheet}</cite></blockquote></div>"
    )


def _escape(text: str) -> str:
    """Text as HTML that Anki shows as it is."""
    # A square bracket may open one of Anki's own signs, [sound:...] or [latex]; U+001F parts its fields.
    shown = html.escape(text.replace("\x1f", " ")).replace("[", "&#91;")
    return shown.replace("\n", "<br>")
