import random
import re

import pytest

from bot.name_extractor import group_names


def make_pattern(names):
    """As Rasa makes it of a lookup table."""
    return "(\\b" + "\\b|\\b".join(re.escape(name) for name in names) + "\\b)"


def find(pattern, text):
    return [(match.span(), match[0]) for match in re.finditer(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize(
    "names",
    [
        ["Amazon S3 Glacier", "Amazon S3", "S3", "SageMaker", "SQS"],
        ["R Studio", "R", "Ray", "r-squared"],
        ["C++", ".NET", "text (plain)", "a|b", "50 %", "C"],
        ["S3", "S3 Vectors"],
        ["Übung", "Ulm"],
        [],
    ],
    ids=["longest first", "one letter", "signs", "shortest first", "not ASCII", "none"],
)
@pytest.mark.parametrize("seed", range(20))
def test_grouped_names_find_what_rasa_finds(names, seed):
    rng = random.Random(seed)
    words = [*names, *(name.lower() for name in names), "and", "S", "Amazon", "sagemakers", ",", "\u017f3"]
    text = " ".join(rng.choices(words, k=30))
    assert find(group_names(make_pattern(names)), text) == find(make_pattern(names), text)


def test_pattern_of_another_make_stays():
    assert group_names(r"\d{3,}") == r"\d{3,}"
    assert group_names(r"(\bab?c\b|\bd\b)") == r"(\bab?c\b|\bd\b)"
