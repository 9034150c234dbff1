"""Whole conversations through real Rasa and the real actions; dialogues.yml says what each turn promises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from knowledge.catalogue import load_catalogue
from knowledge.settings import KnowledgeSettings
from tests.conftest import ROOT

# Promises whose lists mean "one of these".
_EITHER = ("type", "kind", "subject", "aspect")
_PATH = ROOT / "tests" / "data" / "dialogues.yml"
CATALOGUE = load_catalogue(KnowledgeSettings().catalogue)
DIALOGUES = yaml.load(_PATH.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@dataclass(frozen=True)
class Expectation:
    """What must hold of one reply; what is left out may be anything.

    Attributes:
        subject: Id of the answered entry, or several of which one is meant.
        aspect: Last part of the first citation's heading ("Pricing"), or several of which one is meant.
        holds: Patterns, each found in what is said (statements, cells, verdicts, or the notice's text).
        lacks: Patterns of which none is.
        cites: Ids of which one at least has its entry cited.
        compared: The compared ids, in any order.
        rows: Aspects that the comparison has, among others.
        choices: Patterns, each found in the label of a suggestion.
        suggests: How many suggestions there are at least.
        lifecycle: State told by the notices, or "none".
        chosen: Letters of the chosen options.
        longest: Words that the reply says at most.
    """

    type: str | list[str] | None = None
    kind: str | list[str] | None = None
    subject: str | list[str | None] | None = None
    aspect: str | list[str | None] | None = None
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    suggests: int = 0
    lifecycle: str | None = None
    code: bool | None = None
    chosen: tuple[str, ...] = ()
    longest: int | None = None

    def complaints(self, reply: dict[str, Any]) -> Iterator[str]:
        """Every promise that a reply breaks."""
        said = words_of(reply)
        for name, got in (
            ("type", reply["type"]),
            ("kind", reply.get("kind")),
            ("subject", (reply.get("subject") or {}).get("id")),
            ("aspect", aspect_of(reply)),
            ("lifecycle", lifecycle_of(reply)),
            ("code", any(statement["format"] == "code" for statement in reply.get("statements", []))),
        ):
            wanted = getattr(self, name)
            if wanted is not None and got not in (wanted if isinstance(wanted, list) else [wanted]):
                yield f"{name} {got!r}, not {wanted!r}"
        yield from (f"nothing on {p!r}" for p in self.holds if not re.search(p, said, re.IGNORECASE))
        yield from (f"says {p!r}" for p in self.lacks if re.search(p, said, re.IGNORECASE))
        labels = [suggestion["label"] for suggestion in reply.get("suggestions", [])]
        yield from (
            f"no choice {p!r} in {labels}"
            for p in self.choices
            if not any(re.search(p, label, re.IGNORECASE) for label in labels)
        )
        if len(labels) < self.suggests:
            yield f"{len(labels)} suggestions, not {self.suggests}"
        if self.longest is not None and len(said.split()) > self.longest:
            yield f"{len(said.split())} words, more than {self.longest}"
        yield from self._complaints_of_tables(reply)

    def _complaints_of_tables(self, reply: dict[str, Any]) -> Iterator[str]:
        compared = {subject["id"] for subject in reply.get("subjects", [])}
        if self.compared and compared != set(self.compared):
            yield f"compares {sorted(compared)}, not {sorted(self.compared)}"
        rows = [row["aspect"] for row in reply.get("rows", [])]
        yield from (f"no row {row!r} in {rows}" for row in self.rows if row not in rows)
        if self.chosen and reply.get("chosen") != list(self.chosen):
            yield f"chose {reply.get('chosen')}, not {list(self.chosen)}"
        named = {
            i
            for c in reply.get("citations", [])
            for name in c["heading"][1:]
            for i in CATALOGUE.ids_named(name)
        }
        if self.cites and not named & set(self.cites):
            yield f"cites {sorted(named)}, none of {list(self.cites)}"


def words_of(reply: dict[str, Any]) -> str:
    """What a reply says, its citations left out."""
    said = [reply.get("text") or ""]
    said += [statement["text"] for statement in reply.get("statements", [])]
    said += [cell["text"] for row in reply.get("rows", []) for cell in row["cells"] if cell]
    said += [option["reason"] or "" for option in reply.get("options", [])]
    for told in notices_of(reply):
        said += [told["note"] or "", *(successor["name"] for successor in told["successors"])]
    return "\n".join(said)


def aspect_of(reply: dict[str, Any]) -> str | None:
    """The field that the first citation stands in; of an entry's own text, "What it is"."""
    if not reply.get("citations"):
        return None
    heading = reply["citations"][0]["heading"]
    return heading[-1] if len(heading) > 2 else "What it is"


def notices_of(reply: dict[str, Any]) -> list[dict[str, Any]]:
    """What the reply tells of lifecycles."""
    return [*reply.get("notices", []), *([reply["notice"]] if reply.get("notice") else [])]


def lifecycle_of(reply: dict[str, Any]) -> str:
    """The state told of, or "none"."""
    return next((told["state"] for told in notices_of(reply)), "none")


def check_reply(reply: dict[str, Any]) -> Iterator[str]:
    """What holds of every reply: it says something, and every statement is a quote with its citation."""
    if not words_of(reply).strip():
        yield "says nothing"
    if reply.get("kind") in ("trouble", "dialogue_away", "bad_input"):
        yield f"a notice of {reply['kind']}"
    quotes = {citation["number"]: citation["quote"] for citation in reply.get("citations", [])}
    for statement in reply.get("statements", []):
        if not statement["citations"] or any(
            quotes.get(n) != statement["text"] for n in statement["citations"]
        ):
            yield f"no such quote: {statement['text']!r}"


def expectations_of(turn: dict[str, Any]) -> list[Expectation]:
    """One expectation for each reply of a turn."""
    rows = turn.get("replies") or [
        {name: value for name, value in turn.items() if name not in ("say", "press", "known_failure")}
    ]
    return [
        Expectation(
            **{
                name: tuple(value) if isinstance(value, list) and name not in _EITHER else value
                for name, value in row.items()
            }
        )
        for row in rows
    ]


def find_pressed(label: str, before: list[dict[str, Any]]) -> str | None:
    """What the button with this label sends."""
    for reply in before:
        for suggestion in reply.get("suggestions", []):
            if re.search(label, suggestion["label"], re.IGNORECASE):
                return str(suggestion["message"])
    return None


def complain(turn: dict[str, Any], replies: list[dict[str, Any]]) -> list[str]:
    """Every promise of a turn that its replies break."""
    expected = expectations_of(turn)
    if len(replies) != len(expected):
        return [f"{len(replies)} replies ({[reply['type'] for reply in replies]}), not {len(expected)}"]
    return [
        complaint
        for expectation, reply in zip(expected, replies, strict=True)
        for complaint in (*check_reply(reply), *expectation.complaints(reply))
    ]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[dialogue["id"] for dialogue in DIALOGUES])
def test_the_dialogue_keeps_its_promises(server, dialogue):
    broken, known = [], []
    replies: list[dict[str, Any]] = []
    with server.client() as visitor:
        for turn in dialogue["turns"]:
            message = turn["say"] if "say" in turn else find_pressed(turn["press"], replies)
            if message is None:
                complaints = [f"no button {turn['press']!r}"]
            else:
                answer = visitor.post("/v1/chat", json={"message": message})
                assert answer.status_code == 200, answer.text
                replies = answer.json()["replies"]
                complaints = complain(turn, replies)
            told = [f"{message or turn['press']!r:.80}: {complaint}" for complaint in complaints]
            (known if "known_failure" in turn else broken).extend(told)
    assert not broken, "\n".join(broken)
    if known:
        pytest.xfail("; ".join(known))


def test_the_dialogues_are_many_and_of_three_to_eight_turns():
    assert len(DIALOGUES) >= 64
    assert len({dialogue["id"] for dialogue in DIALOGUES}) == len(DIALOGUES)
    assert {len(dialogue["turns"]) for dialogue in DIALOGUES} <= set(range(3, 9))


def test_every_turn_promises_something():
    turns = [turn for dialogue in DIALOGUES for turn in dialogue["turns"]]
    assert all(any(e != Expectation() for e in expectations_of(turn)) for turn in turns)
