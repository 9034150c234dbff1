"""What learners read is written in the dialogue's domain, and nothing there is missing."""

import ast
import re

import pytest
import yaml

from tests.conftest import ROOT

MODULES = sorted((ROOT / "actions").glob("*.py"))
# A capital, several words, a full stop: a sentence, or most of one.
SENTENCE = re.compile(r"^[A-Z“][^\\|]*\s[^\\|]*[.:;]$")


@pytest.fixture(scope="module")
def responses():
    found = {}
    for path in (ROOT / "bot" / "domain").glob("*.yml"):
        found |= yaml.safe_load(path.read_text(encoding="utf-8")).get("responses") or {}
    return found


def strings_of(path):
    """The strings of a module without docstrings and descriptions of settings; X stands for a value."""
    skipped = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Expr) or (isinstance(node, ast.keyword) and node.arg == "description"):
            skipped.add(node.value)
        elif isinstance(node, ast.JoinedStr) and node not in skipped:
            skipped |= set(node.values)
            yield "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_skill_holds_no_sentence_of_its_own(path):
    assert [text for text in strings_of(path) if SENTENCE.match(text.strip())] == []


def test_every_response_that_a_skill_says_is_in_the_domain(responses):
    said = {text for path in MODULES for text in strings_of(path) if text.startswith("utter_")}
    said = {text.partition("X")[0] for text in said}
    # The beginning of a name that is put together: "utter_unfit_" and the kind of question.
    begun = tuple(name for name in said if name.endswith("_"))
    assert {name for name in said if name not in responses and not name.endswith("_")} == set()
    assert [name for name in begun if not any(known.startswith(name) for known in responses)] == []


@pytest.mark.parametrize(
    "name",
    [
        *(f"utter_{verdict}" for verdict in ("right", "wrong", "skipped", "wrong_though_sure")),
        *(f"utter_unfit_{kind}" for kind in ("single", "multiple", "ordering", "matching", "text")),
        *("utter_named_1_of_2", "utter_named_1_of_3", "utter_named_2_of_3"),
        *("utter_named_over_2", "utter_named_over_3"),
    ],
)
def test_names_that_are_put_together_are_in_the_domain(responses, name):
    assert name in responses


def test_the_page_knows_the_words_of_each_verdict(responses):
    """It leaves them out beside its own; see ``api/widget/src/feedback.js``."""
    words = (ROOT / "api" / "widget" / "src" / "languages" / "en.js").read_text(encoding="utf-8")
    block = re.search(r"  feedback: \{(.*?)\}", words, re.DOTALL)[1]
    shown = dict(re.findall(r'(\w+): "([^"]+)"', block))
    for verdict in ("right", "wrong", "skipped"):
        assert all(one["text"].startswith(f"{shown[verdict]}.") for one in responses[f"utter_{verdict}"])
