"""The item bank: every item that is written by hand, read from its files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tutor.errors import BankInvalid
from tutor.items import ITEMS, Item

BANK_PATH = Path(__file__).with_name("bank")


def load_items(folder: Path = BANK_PATH) -> dict[str, Item]:
    """Read every file of the bank; items by id, in the order of the files.

    Raises:
        BankInvalid: A file is no list of items, an item breaks its form, or an id stands twice.
    """
    items: dict[str, Item] = {}
    for path in sorted(folder.glob("*.yml")):
        for item in _read_file(path):
            if item.id in items:
                raise BankInvalid(f"{path.name}: the id {item.id!r} stands twice; give this item another")
            items[item.id] = item
    return items


def _read_file(path: Path) -> Iterator[Item]:
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise BankInvalid(f"{path.name}: {error}") from error
    if not isinstance(rows, list):
        raise BankInvalid(f"{path.name}: a list of items is meant, not {type(rows).__name__}")
    for number, row in enumerate(rows, 1):
        try:
            yield ITEMS.validate_python(row)
        except ValidationError as error:
            name = row.get("id", f"number {number}") if isinstance(row, dict) else f"number {number}"
            raise BankInvalid(f"{path.name}: item {name}: {'; '.join(_faults(error.errors()))}") from error


def _faults(errors: Iterable[Mapping[str, Any]]) -> Sequence[str]:
    kinds = ("single", "multiple", "ordering", "matching", "text")
    return [
        f"{'.'.join(str(part) for part in error['loc'] if part not in kinds) or 'the item'}: {error['msg']}"
        for error in errors
    ]


class _Loader(yaml.CSafeLoader):
    """YAML in which a task such as 1.2 stays what was written."""


_Loader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if not rule[0].endswith((":float", ":timestamp"))]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
