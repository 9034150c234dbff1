"""Putting right what was misunderstood: "no, I meant Translate"."""

import re
from dataclasses import replace

from actions import replies
from actions.answer import answer
from actions.compare import compare
from actions.turns import Outcome, Turn
from actions.wiring import Parts
from knowledge.messages import read_correction

# "The security, not the price": the aspect that is not meant.
_DENIED = re.compile(
    r"\b(?:not|rather than|instead of) (?:(?:the|its|about|on|for) )*\w+\b[\s,;:]*", re.IGNORECASE
)


def correct(turn: Turn, parts: Parts) -> Outcome:
    """Ask the last question again for what the learner meant, or ask what that is."""
    catalogue = parts.index.catalogue
    meant = read_correction(turn.text, catalogue)
    subjects = [entry_id for entry_id in meant.subjects if entry_id != turn.subject] or list(meant.subjects)
    if not subjects and meant.wants_other:
        subjects = list(turn.others[:1])
    if subjects and turn.compared and subjects[0] not in turn.compared:
        return compare(_compare_again(turn, subjects[0], parts), parts)
    if subjects:
        return answer(_ask_again(turn, subjects[0], meant.aspect, parts), parts)
    text = _DENIED.sub("", turn.text)
    if turn.subject and read_correction(text, catalogue).aspect:
        name = catalogue.name_of(turn.subject)
        return answer(replace(turn, text=f"{name}: {text}", intent="ask_aspect"), parts)
    parts.records.note_feedback(turn.text, turn.subject)
    names = [catalogue.name_of(entry_id) for entry_id in turn.others]
    reply = replies.NoticeReply(
        kind="unclear",
        text=parts.sentences.say("utter_what_was_meant"),
        suggestions=[replies.Suggestion(label=name, message=f"I meant {name}") for name in names],
    )
    return Outcome((reply,))


def _compare_again(turn: Turn, subject: str, parts: Parts) -> Turn:
    """The last comparison with one side replaced: the one that the message denies, else the last one."""
    catalogue = parts.index.catalogue
    named = {entry_id for mention in catalogue.find_mentions(turn.text) for entry_id in mention.ids}
    denied = named & set(turn.compared) or {turn.compared[-1]}
    sides = [*(side for side in turn.compared if side not in denied), subject]
    text = f"compare {' and '.join(catalogue.name_of(side) for side in sides)}"
    return replace(turn, text=text, intent="compare", entities=())


def _ask_again(turn: Turn, subject: str, aspect: str | None, parts: Parts) -> Turn:
    """The last question with its subject replaced; what the subject is, when the question named none."""
    catalogue = parts.index.catalogue
    name = catalogue.name_of(subject)
    if aspect:
        return replace(turn, text=f"{name}: {turn.text}", intent="ask_aspect", entities=(subject,))
    asked = parts.answerer.read(turn.asked or "")
    if asked.leans_back and turn.asked:
        return replace(turn, text=turn.asked, intent="ask_aspect", entities=(), subject=subject)
    old = next((m for m in catalogue.find_mentions(asked.text) if turn.subject in m.ids), None)
    if old:
        text = f"{asked.text[: old.start]}{name}{asked.text[old.end :]}"
        return replace(turn, text=text, intent=None, entities=(), subject=subject)
    return replace(turn, text=f"What is {name}?", intent="define", entities=(subject,), subject=subject)
