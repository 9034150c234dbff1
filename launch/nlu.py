"""What the dialogue must know of the catalogue: its names, as lookup tables and synonyms."""

import re
from pathlib import Path

import yaml

from knowledge.catalogue import Catalogue

_ENTITY = {
    "service": "service",
    "feature": "service",
    "framework": "service",
    "algorithm": "concept",
    "metric": "concept",
    "concept": "concept",
    "technique": "concept",
}


# How people ask what a thing is, each said of other entries, so that no name weighs more than its frame.
_DEFINING = (
    "what is {}?",
    "tell me about {}",
    "can you explain {} to me please",
    "explain {}",
    "could you explain what {} is",
    "what does {} mean?",
    "please tell me what {} is",
    "i would like to know about {}",
)
_N_DEFINING = 500


def write_nlu(catalogue: Catalogue, taken: frozenset[str], path: Path) -> None:
    """Write the lookup tables and synonyms; the file is left alone when nothing changed.

    Args:
        taken: Wordings, in lower case, that mean something else already: Rasa keeps one table of synonyms.
    """
    names: dict[str, list[str]] = {"service": [], "concept": []}
    synonyms: list[dict[str, str]] = []
    for entry in catalogue:
        own = [
            name
            for name in dict.fromkeys(entry.names)
            if catalogue.ids_named(name) == (entry.id,) and name.lower() not in taken and _has_edges(name)
        ]
        names[_ENTITY[entry.kind]] += own
        synonyms.append({"synonym": entry.id, "examples": _examples(own)})
    tables = [
        {"lookup": entity, "examples": _examples(sorted(set(found), key=_longest_first))}
        for entity, found in names.items()
    ]
    defining = {"intent": "define", "examples": _examples(_defining_examples(catalogue))}
    content = {"version": "3.1", "nlu": [defining, *tables, *synonyms]}
    text = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=200)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def read_wordings(path: Path) -> frozenset[str]:
    """The wordings, in lower case, that a file of synonyms and lookup tables holds."""
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]
    lines = (line for row in rows for line in str(row.get("examples", "")).splitlines())
    return frozenset(line.strip().removeprefix("- ").lower() for line in lines)


def _longest_first(name: str) -> tuple[int, str]:
    """Rasa joins a table into one pattern in which the first name that fits wins."""
    return -len(name), name


def _has_edges(name: str) -> bool:
    """Whether a name begins and ends with a word character, as Rasa's pattern demands."""
    return bool(re.match(r"\w(?:.*\w)?$", name))


def _defining_examples(catalogue: Catalogue) -> list[str]:
    """Questions for the meaning of entries all over the catalogue; wordings and names take turns."""
    entries = list(catalogue)
    stride = max(1, len(entries) // _N_DEFINING)
    return [
        _DEFINING[place % len(_DEFINING)].format(entry.names[place % len(entry.names)])
        for place, entry in enumerate(entries[::stride])
    ]


def _examples(names: list[str]) -> str:
    return "".join(f"- {name}\n" for name in names)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, which is how Rasa reads examples."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _block)
