"""What the trained dialogue understands of sentences in other styles than those it was trained on."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from knowledge.evaluation.metrics import Estimate, Figures, estimate_share
from knowledge.evaluation.ranking import keep_measured
from launch.console import Step, run_logged
from launch.dialogue import dialogue_environment, model_path
from launch.environments import DIALOGUE, LOGS, ROOT
from launch.evaluation.material import DATA, Material
from launch.evaluation.sections import Section, measure_by_kind

# Entities that are catalogue ids; the others are aspects and the like.
_NAMED = frozenset({"service", "concept"})
_MOST_CONFUSIONS = 15


@dataclass(frozen=True)
class Parse:
    """A sentence, what it means and what was understood.

    Attributes:
        names: The catalogue ids that it names; None where nobody said.
        found_names: The ids that were found in it.
    """

    text: str
    intent: str
    found_intent: str
    names: frozenset[str] | None
    found_names: frozenset[str]


def measure_understanding(material: Material) -> list[Section]:
    """Intents, names and what is taken for what, on `tests/data/utterances.yml`."""
    parses = _parse_all(material)
    return [
        Section(
            "Understanding",
            "intent",
            measure_by_kind(parses, lambda parse: parse.intent, measure_parses),
            list_confusions(parses),
        )
    ]


def measure_parses(parses: Sequence[Parse]) -> Figures:
    """The share of intents that were understood, and precision, recall and F1 of the names found."""
    labelled = [parse for parse in parses if parse.names is not None]
    found = [name in (p.names or ()) for p in labelled for name in sorted(p.found_names)]
    wanted = [name in p.found_names for p in labelled for name in sorted(p.names or ())]
    return keep_measured(
        {
            "intent accuracy": estimate_share([parse.found_intent == parse.intent for parse in parses]),
            "name precision": estimate_share(found),
            "name recall": estimate_share(wanted),
            "name F1": _f1(found, wanted),
        }
    )


def list_confusions(parses: Sequence[Parse]) -> list[str]:
    """Which intent was taken for which, the most frequent first, with an example."""
    wrong = [parse for parse in parses if parse.found_intent != parse.intent]
    counts = Counter((parse.intent, parse.found_intent) for parse in wrong)
    examples = {(parse.intent, parse.found_intent): parse.text for parse in reversed(wrong)}
    return [
        f"{n} × {intent} taken for {found}: {examples[intent, found]}"
        for (intent, found), n in counts.most_common(_MOST_CONFUSIONS)
    ]


def _f1(found: Sequence[bool], wanted: Sequence[bool]) -> Estimate | None:
    """F1 is a share too, of all names found or wanted, so Wilson's interval fits about."""
    n_right = sum(found)
    return estimate_share([True] * (2 * n_right) + [False] * (len(found) + len(wanted) - 2 * n_right))


def _parse_all(material: Material) -> list[Parse]:
    intents = _read_yaml("utterances.yml")
    names: Mapping[str, list[str]] = _read_yaml("utterance_names.yml")
    sentences = [(intent, text) for intent, texts in intents.items() for text in texts]
    found = _ask_dialogue(material, [text for _, text in sentences])
    return [
        Parse(
            text,
            intent,
            parse["intent"],
            frozenset(names[text]) if text in names else None,
            frozenset(value for entity, value in parse["entities"] if entity in _NAMED),
        )
        for (intent, text), parse in zip(sentences, found, strict=True)
    ]


def _ask_dialogue(material: Material, texts: Sequence[str]) -> list[dict[str, Any]]:
    folder = material.folder
    folder.mkdir(parents=True, exist_ok=True)
    asked, answered = folder / "texts.json", folder / "parses.json"
    asked.write_text(json.dumps(texts), encoding="utf-8")
    command = [str(DIALOGUE.python), "-m", "bot.evaluation.parses", str(model_path(material.settings))]
    with Step("what the dialogue understands"):
        run_logged(
            [*command, str(asked), str(answered)],
            LOGS / "evaluate-understanding.log",
            ROOT,
            # It only reads, so it needs neither an address nor a secret.
            dialogue_environment(material.knowledge, material.settings, "http://127.0.0.1:1/webhook", ""),
        )
    found: list[dict[str, Any]] = json.loads(answered.read_text(encoding="utf-8"))
    return found


def _read_yaml(name: str) -> Any:
    return yaml.load((DATA / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
