"""Every judged question asked of a real server, each in a conversation of its own."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import httpx

from knowledge.evaluation.citations import Cited, is_right_answer
from knowledge.evaluation.metrics import Figures, estimate_share
from knowledge.evaluation.questions import SPLITS, Judged, is_answerable
from knowledge.evaluation.ranking import group_by_kind, keep_measured
from knowledge.passages import Passage
from launch.benchmarks.figures import NotMeasured
from launch.benchmarks.servers import make_our_parts
from launch.console import Step
from launch.evaluation.material import Material
from launch.evaluation.sections import Section

End = Literal["right", "wrong", "refused", "asked back"]
ENDS: tuple[End, ...] = ("right", "wrong", "refused", "asked back")

# Replies that state something of the sheets.
_ANSWERS = frozenset({"answer", "comparison"})
_TIMEOUT_SECONDS = 60
# Wrong answers shown; the JSON file has no more.
_MOST_EXAMPLES = 12


@dataclass(frozen=True)
class Talk:
    """A question, and what came of it."""

    judged: Judged
    end: End


def measure_conversation(material: Material) -> list[Section]:
    """How every question ends, on both halves by kind and reason.

    Raises:
        NotMeasured: A process did not come up, or a question was not answered by the dialogue.
    """
    passages = {passage.id: passage for passage in material.parts.index.passages}
    with serve(material) as url, Step(f"{len(material.questions)} conversations"):
        talks = [
            Talk(judged, judge_replies(ask(url, judged, material), judged, passages))
            for judged in material.questions
        ]
    sections = []
    for split in SPLITS:
        half = [talk for talk in talks if talk.judged["split"] == split]
        groups = group_by_kind(half, lambda t: t.judged.get("reason", t.judged["kind"]))
        rows = {kind: measure_talks(group) for kind, group in groups.items()}
        rows["answerable"] = measure_talks([talk for talk in half if is_answerable(talk.judged)])
        rows["not answerable"] = measure_talks([talk for talk in half if not is_answerable(talk.judged)])
        rows["all"] = measure_talks(half)
        # The test half is not for reading: who sees its questions tunes on them.
        wrong = [talk for talk in half if talk.end == "wrong"] if split == "dev" else []
        notes = [f"wrong: {talk.judged['id']} {talk.judged['text']}" for talk in wrong[:_MOST_EXAMPLES]]
        sections.append(Section(f"End to end, {split} half", "kind", rows, notes))
    return sections


def measure_talks(talks: Sequence[Talk]) -> Figures:
    """The share of each end."""
    return keep_measured({end: estimate_share([talk.end == end for talk in talks]) for end in ENDS})


def judge_replies(
    replies: Sequence[Mapping[str, Any]], judged: Judged, passages: Mapping[str, Passage]
) -> End:
    """Say how a question ended, by the replies to it.

    What is not answerable and not answered is right; and so is asking back when it is too vague.

    Raises:
        NotMeasured: The dialogue was away.
    """
    if any(reply.get("kind") == "dialogue_away" for reply in replies):
        raise NotMeasured(f"the dialogue was away for {judged['text']!r}")
    answers = [reply for reply in replies if reply["type"] in _ANSWERS]
    if answers:
        right = is_answerable(judged) and any(_is_right(reply, judged, passages) for reply in answers)
        return "right" if right else "wrong"
    asks_back = any(reply.get("kind") == "unclear" for reply in replies)
    if not is_answerable(judged) and (not asks_back or judged.get("reason") == "too_vague"):
        return "right"
    return "asked back" if asks_back else "refused"


def ask(url: str, judged: Judged, material: Material) -> list[dict[str, Any]]:
    """Ask a question in a fresh conversation, a follow-up after what it leans on."""
    focus = judged.get("focus")
    with httpx.Client(base_url=url, timeout=_TIMEOUT_SECONDS, trust_env=False) as visitor:
        if focus:
            _say(visitor, f"What is {material.parts.index.catalogue.name_of(focus)}?")
        return _say(visitor, judged["text"])


@contextmanager
def serve(material: Material) -> Iterator[str]:
    """Run our two processes; gives the address."""
    with TemporaryDirectory(prefix="sheetwise-evaluate-", ignore_cleanup_errors=True) as name:
        parts = make_our_parts(Path(name), material.knowledge, material.settings)
        try:
            with Step("starting the server"):
                for part in parts.values():
                    part.start()
            yield f"http://127.0.0.1:{parts['tutor'].port}"
        finally:
            for part in parts.values():
                part.process.stop()


def _say(visitor: httpx.Client, message: str) -> list[dict[str, Any]]:
    try:
        answer = visitor.post("/v1/chat", json={"message": message}).raise_for_status()
    except httpx.HTTPError as error:
        raise NotMeasured(f"{message!r} was not answered: {error!r}") from error
    replies: list[dict[str, Any]] = answer.json()["replies"]
    return replies


def _is_right(reply: Mapping[str, Any], judged: Judged, passages: Mapping[str, Passage]) -> bool:
    subjects = reply["subjects"] if reply["type"] == "comparison" else filter(None, [reply["subject"]])
    citations = [Cited(passages[c["passage_id"]], c["quote"]) for c in reply["citations"]]
    return is_right_answer([subject["id"] for subject in subjects], citations, judged)
