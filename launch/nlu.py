"""What the dialogue must know of the catalogue: its names, as lookup tables and synonyms."""

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


def write_nlu(catalogue: Catalogue, path: Path) -> None:
    """Write the lookup tables and synonyms; the file is left alone when nothing changed."""
    names: dict[str, list[str]] = {"service": [], "concept": []}
    synonyms: list[dict[str, str]] = []
    for entry in catalogue:
        own = [name for name in dict.fromkeys(entry.names) if catalogue.ids_named(name) == (entry.id,)]
        names[_ENTITY[entry.kind]] += own
        synonyms.append({"synonym": entry.id, "examples": _examples(own)})
    tables = [
        {"lookup": entity, "examples": _examples(sorted(set(found)))} for entity, found in names.items()
    ]
    content = {"version": "3.1", "nlu": [*tables, *synonyms]}
    text = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=200)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _examples(names: list[str]) -> str:
    return "".join(f"- {name}\n" for name in names)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, which is how Rasa reads examples."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _block)
