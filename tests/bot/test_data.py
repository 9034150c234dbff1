"""The training data, the domain and the rules say the same thing."""

import re
import warnings

import pytest
import yaml
from conftest import ROOT
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator

# The fields of a sheet that can be asked for; actions/ and knowledge/ know them by these ids.
ASPECTS = {
    "what", "use_cases", "avoid", "inputs_outputs", "features", "limits", "pricing", "security",
    "integrations", "status", "exam", "example",
}  # fmt: skip
UTTERANCES_PER_INTENT = 40


@pytest.fixture(scope="module")
def importer():
    return TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "bot" / "domain"), [str(ROOT / "bot" / "data")]
    )


@pytest.fixture(scope="module")
def nlu(importer):
    return importer.get_nlu_data()


def read_yaml(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_rasa_finds_nothing_to_remark(importer):
    with warnings.catch_warnings(record=True) as remarks:
        warnings.simplefilter("always", UserWarning)
        validator = Validator.from_importer(importer)
        is_valid = (
            validator.verify_domain_validity()
            and validator.verify_nlu(ignore_warnings=False)
            and validator.verify_story_structure(ignore_warnings=False)
            and validator.verify_actions_in_stories_rules()
        )
    ours = [str(r.message) for r in remarks if issubclass(r.category, UserWarning)]
    assert [remark for remark in ours if not remark.startswith("Slot auto-fill has been removed")] == []
    assert is_valid


def test_every_intent_has_one_rule_of_one_step(importer, domain):
    rules = {}
    for path in (ROOT / "bot" / "data" / "rules").glob("*.yml"):
        for rule in read_yaml(path)["rules"]:
            (intent,), (action,) = ([s[k] for s in rule["steps"] if k in s] for k in ("intent", "action"))
            assert len(rule["steps"]) == 2
            assert intent not in rules
            rules[intent] = action

    own_intents = {intent for file in domain_files() for intent in names(read_yaml(file).get("intents", []))}
    assert set(rules) == own_intents | {"nlu_fallback"}
    assert set(rules.values()) <= set(domain.action_names_or_texts)


def domain_files():
    return sorted((ROOT / "bot" / "domain").glob("*.yml"))


def names(entries):
    return {entry if isinstance(entry, str) else next(iter(entry)) for entry in entries}


def test_every_intent_has_enough_utterances(nlu):
    too_few = {i: n for i, n in nlu.number_of_examples_per_intent.items() if n < UTTERANCES_PER_INTENT}
    assert too_few == {}


def test_no_utterance_is_there_twice(nlu):
    texts = [" ".join(example.get("text").lower().split()) for example in nlu.intent_examples]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


def test_all_entities_are_annotated_somewhere(nlu, domain):
    """Rasa takes no lookup table whose entity no utterance shows."""
    assert nlu.entities == set(domain.entities) == {"service", "concept", "aspect"}


def test_wordings_lead_to_known_aspects(nlu):
    (table,) = [table for table in nlu.lookup_tables if table["name"] == "aspect"]
    wordings = table["elements"]

    assert set(nlu.entity_synonyms.values()) == ASPECTS
    assert set(wordings) == {
        wording for wording, aspect in nlu.entity_synonyms.items() if wording != aspect
    } | (set(wordings) & ASPECTS)
    # Rasa puts the table into one pattern, in which the first wording that fits wins.
    assert wordings == sorted(wordings, key=lambda wording: -len(wording))
    # It also asks for a word's edge on both sides.
    assert [wording for wording in wordings if not re.fullmatch(r"\w(.*\w)?", wording)] == []


def test_slots_stay_out_of_the_rules(domain):
    ours = {slot.name: slot for slot in domain.slots if slot.name in {"subject", "compared", "aspect"}}
    assert len(ours) == 3
    assert not any(slot.influence_conversation for slot in ours.values())
    assert [slot.mappings for slot in ours.values()] == [[{"type": "custom"}]] * 3


def test_buttons_say_what_a_learner_could_type(domain):
    payloads = [b["payload"] for r in domain.responses.values() for v in r for b in v.get("buttons", [])]
    assert len(payloads) >= 3
    assert [payload for payload in payloads if payload.startswith("/")] == []


def test_responses_are_short_and_calm(domain):
    """A paragraph, or one and the list that it announces."""
    texts = [variation["text"] for response in domain.responses.values() for variation in response]
    parts = [part for text in texts for part in re.split(r"\n+- ", text)]
    assert [part for part in parts if len(part) > 250 or "!" in part or "\n\n" in part] == []
