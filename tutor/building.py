"""Building the items once: the bank read and checked for its form, and the items that the sheets give.

Reading half a thousand items of YAML and making thousands from the sheets takes seconds; the file that holds
them all takes a moment. What it was made from stands in it, and what does not match is made anew.
"""

import hashlib
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from knowledge.catalogue import Catalogue
from knowledge.passages import Passage
from tutor.generation import generate_items
from tutor.items import Item
from tutor.loading import load_items

# Raised when what `generate_items` makes of the same sheets changes.
_FORMAT = 2
# The same sheets and seed give the same items in the same order.
_SEED = 1


class BuiltItems(BaseModel):
    """Every item that can be asked, and what they were made from."""

    version: str
    written: tuple[Item, ...]
    generated: tuple[Item, ...]


@dataclass(frozen=True)
class ItemSources:
    """What items are made from.

    Attributes:
        folders: Folders of the written items: the bank, and items of one's own.
        index_version: Version of the index that `passages` come from.
        cache: The file that keeps them.
    """

    folders: tuple[Path, ...]
    passages: Sequence[Passage]
    catalogue: Catalogue
    index_version: str
    cache: Path

    @property
    def version(self) -> str:
        """Digest of everything that the items depend on."""
        digest = hashlib.sha256(f"{_FORMAT} {self.index_version}".encode())
        for path in (path for folder in self.folders for path in sorted(folder.glob("*.yml"))):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]


def get_items(sources: ItemSources) -> BuiltItems:
    """The items of these sources: kept ones when they fit, else made and kept.

    Raises:
        BankInvalid: A file of the bank breaks its form.
    """
    version = sources.version
    try:
        kept = BuiltItems.model_validate_json(sources.cache.read_bytes())
        if kept.version == version:
            return kept
    except (OSError, ValidationError):
        pass  # none yet, or of another form
    generated = generate_items(sources.passages, sources.catalogue, random.Random(_SEED))
    written = {item.id: item for folder in sources.folders for item in load_items(folder).values()}
    built = BuiltItems(version=version, written=tuple(written.values()), generated=tuple(generated))
    sources.cache.parent.mkdir(parents=True, exist_ok=True)
    unfinished = sources.cache.with_suffix(f".{os.getpid()}")
    unfinished.write_text(built.model_dump_json(), encoding="utf-8")
    unfinished.replace(sources.cache)
    return built
