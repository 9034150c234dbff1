"""The index folder: immutable versions beside each other, one of them current.

``var/index/<version>/`` holds ``manifest.json``, ``passages.json``, ``sheets.json``, ``catalogue.json``,
``vectors.npy``, ``vectors.faiss``, ``samples.npy``, ``samples.json`` and ``words/``; ``var/index/current``
names the version that serves. A version is written whole under a draft name, renamed, and only then named in
``current``: a crash leaves the old one.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from pydantic import TypeAdapter

from knowledge.catalogue import Catalogue, Entry
from knowledge.chunking import CHUNKER_VERSION, chunk_sheet, passage_text, unit_text
from knowledge.encoding.encoder import Embeddings, Encoder, file_sha256
from knowledge.errors import IndexDamaged, IndexNotBuilt, IndexOutdated
from knowledge.lexical import LexicalIndex
from knowledge.passages import Passage, Sheet
from knowledge.sample_questions import SampleQuestion

FORMAT = 3
# Exact search up to here; above it, one byte per dimension (measured: 4 times less memory, 2 % loss).
FLAT_UP_TO = 100_000
_KEPT_VERSIONS = 2

_PASSAGES = TypeAdapter(list[Passage])
_SHEETS = TypeAdapter(list[Sheet])
_ENTRIES = TypeAdapter(list[Entry])


@dataclass(frozen=True)
class Manifest:
    """What a version was built from, so that what does not match can be refused.

    Attributes:
        version: Name of the version's folder, made of its content's digest.
        sheets: Sheet id to the digest of its text.
        files: File name to digest, for telling damage.
        encoder: The encoder's card, its export check included.
    """

    format: int
    version: str
    chunker: str
    encoder: dict[str, Any]
    catalogue: str
    sample_questions: str
    sheets: dict[str, str]
    n_passages: int
    n_vectors: int
    index_type: str
    files: dict[str, str]

    def differs_from(self, other: "Manifest") -> list[str]:
        """Names of the parts in which two manifests differ."""
        parts = {
            "format": (self.format, other.format),
            "chunker": (self.chunker, other.chunker),
            "encoder": (self.encoder["onnx_sha256"], other.encoder["onnx_sha256"]),
            "catalogue": (self.catalogue, other.catalogue),
            "sample questions": (self.sample_questions, other.sample_questions),
            "sheets": (self.sheets, other.sheets),
        }
        return [name for name, (mine, theirs) in parts.items() if mine != theirs]


@dataclass(frozen=True)
class BuildReport:
    """What a build did."""

    manifest: Manifest
    n_embedded: int
    n_reused: int
    changed: bool


class Index:
    """One loaded version.

    Attributes:
        passages: In the order of the lexical index and of the first rows of `vectors`.
        vectors: L2-normalised float32, shape (n_passages + n_units, dim): passages first, then every
            passage's units in the same order.
        owners: For each row of `vectors`, its passage's place.
        first_units: For each passage, the row of its first unit; one more entry closes the last.
        samples: The sample questions' vectors, float32, shape (n_samples, dim), those of one entry together.
        sample_subjects: The entries that have sample questions, in the order of `samples`.
        first_samples: For each of these entries, the row of its first sample.
    """

    def __init__(
        self,
        manifest: Manifest,
        passages: Sequence[Passage],
        sheets: Sequence[Sheet],
        catalogue: Catalogue,
        vectors: Embeddings,
        faiss_index: faiss.Index,
        words: LexicalIndex,
        samples: Embeddings,
        sample_owners: Sequence[str],
    ) -> None:
        self.manifest = manifest
        self.passages = list(passages)
        self.sheets = {sheet.id: sheet for sheet in sheets}
        self.catalogue = catalogue
        self.vectors = vectors
        self.faiss_index = faiss_index
        self.words = words
        self.places = {passage.id: place for place, passage in enumerate(passages)}
        self._n_by_sheet = Counter(passage.sheet for passage in passages)
        counts = np.array([len(passage.units) for passage in passages], dtype=np.int64)
        self.first_units = len(passages) + np.concatenate([[0], np.cumsum(counts)])
        self.samples = samples
        first_of: dict[str, int] = {}
        for row, owner in enumerate(sample_owners):
            first_of.setdefault(owner, row)
        self.sample_subjects = list(first_of)
        self.first_samples = np.array(list(first_of.values()), dtype=np.int64)
        self.owners = np.concatenate([np.arange(len(passages)), np.repeat(np.arange(len(passages)), counts)])

    @property
    def version(self) -> str:
        """Name of this version."""
        return self.manifest.version

    def n_passages_of(self, sheet: str) -> int:
        """How many passages a sheet has."""
        return self._n_by_sheet[sheet]


def build_index(
    folder: Path,
    sheets: Sequence[Sheet],
    catalogue: Catalogue,
    encoder: Encoder,
    sample_questions: Sequence[SampleQuestion] = (),
    on_start: Callable[[int], object] = lambda _total: None,
    on_progress: Callable[[int], object] = lambda _done: None,
) -> BuildReport:
    """Build a version and make it current; texts embedded before are not embedded again.

    Args:
        folder: The index folder.
        sample_questions: Those of one entry together.
        on_start: Called with the number of texts to embed.
        on_progress: Called with the number of texts embedded since the last call.
    """
    current = _read_current(folder)
    plan = _plan(sheets, catalogue, encoder, sample_questions)
    if current and not current.differs_from(plan) and _is_whole(folder / current.version, current):
        return BuildReport(current, 0, current.n_vectors, changed=False)

    passages = [
        passage
        for sheet in sheets
        for passage in chunk_sheet(sheet, catalogue, encoder.count_tokens, encoder.card.max_tokens)
        if passage.aspect != "see_also"  # links lead to facts and state none
    ]
    texts = [passage_text(passage) for passage in passages]
    texts += [unit_text(unit) for passage in passages for unit in passage.units]
    n_vectors = len(texts)
    texts += [sample.text for sample in sample_questions]
    known = _known_vectors(folder, current, encoder)
    missing = list(dict.fromkeys(text for text in texts if _digest(text) not in known))
    on_start(len(missing))
    for text, vector in zip(missing, encoder.encode(missing, on_progress), strict=True):
        known[_digest(text)] = vector
    vectors = np.empty((len(texts), encoder.card.dimension), dtype=np.float32)
    for row, text in enumerate(texts):
        vectors[row] = known[_digest(text)]

    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    try:
        owners = [sample.subject for sample in sample_questions]
        _write_vectors(draft, texts, vectors[:n_vectors], vectors[n_vectors:], owners)
        manifest = _write_version(draft, plan, passages, sheets, catalogue, n_vectors)
        target = folder / manifest.version
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _switch(folder, manifest.version)
    _prune(folder, manifest.version)
    return BuildReport(manifest, len(missing), len(texts) - len(missing), changed=True)


def load_index(folder: Path, encoder: Encoder) -> Index:
    """Load the current version.

    Raises:
        IndexNotBuilt: There is none.
        IndexDamaged: A file is missing or is not the one that the manifest names.
        IndexOutdated: It was built with another encoder, chunker or format than these.
    """
    manifest = _read_current(folder)
    if manifest is None:
        raise IndexNotBuilt(f"no index in {folder}; run `python -m knowledge build`")
    version = folder / manifest.version
    if not _is_whole(version, manifest):
        raise IndexDamaged(f"the index {version} is damaged; run `python -m knowledge build` to make it anew")
    mine = (FORMAT, CHUNKER_VERSION, encoder.card.onnx_sha256)
    if (manifest.format, manifest.chunker, manifest.encoder["onnx_sha256"]) != mine:
        raise IndexOutdated(
            f"the index {version} was built by other code or another encoder than this one; "
            "run `python -m knowledge build`"
        )
    return Index(
        manifest,
        _PASSAGES.validate_json((version / "passages.json").read_bytes()),
        _SHEETS.validate_json((version / "sheets.json").read_bytes()),
        Catalogue(_ENTRIES.validate_json((version / "catalogue.json").read_bytes())),
        np.load(version / "vectors.npy", mmap_mode="r").view(np.ndarray),
        faiss.read_index(str(version / "vectors.faiss")),
        LexicalIndex.load(version / "words"),
        np.load(version / "samples.npy"),
        json.loads((version / "samples.json").read_text(encoding="utf-8")),
    )


def current_version(folder: Path) -> str | None:
    """Name of the version that serves, if there is one."""
    try:
        return (folder / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def index_type(n_vectors: int) -> str:
    """The type of FAISS index that so many vectors get."""
    return "Flat" if n_vectors <= FLAT_UP_TO else "SQ8"


def make_faiss_index(vectors: Embeddings) -> faiss.Index:
    """An inner-product index over vectors with their row numbers as ids; its type follows their number."""
    n, dimension = vectors.shape
    index = faiss.index_factory(dimension, f"IDMap2,{index_type(n)}", faiss.METRIC_INNER_PRODUCT)
    if not index.is_trained:
        sample = np.random.default_rng(0).choice(n, FLAT_UP_TO, replace=False)
        index.train(np.ascontiguousarray(vectors[np.sort(sample)]))
    index.add_with_ids(np.ascontiguousarray(vectors), np.arange(n, dtype=np.int64))
    return index


def _plan(
    sheets: Sequence[Sheet], catalogue: Catalogue, encoder: Encoder, samples: Sequence[SampleQuestion]
) -> Manifest:
    return Manifest(
        format=FORMAT,
        version="",
        chunker=CHUNKER_VERSION,
        encoder=asdict(encoder.card),
        catalogue=hashlib.sha256(_ENTRIES.dump_json(list(catalogue))).hexdigest(),
        sample_questions=_digest("\x1e".join(f"{sample.subject}\x1f{sample.text}" for sample in samples)),
        sheets={sheet.id: _digest(f"{sheet.tier}\x1f{sheet.text}") for sheet in sheets},
        n_passages=0,
        n_vectors=0,
        index_type="",
        files={},
    )


def _write_version(
    draft: Path,
    plan: Manifest,
    passages: list[Passage],
    sheets: Sequence[Sheet],
    catalogue: Catalogue,
    n_vectors: int,
) -> Manifest:
    (draft / "passages.json").write_bytes(_PASSAGES.dump_json(passages))
    (draft / "sheets.json").write_bytes(_SHEETS.dump_json(list(sheets)))
    (draft / "catalogue.json").write_bytes(_ENTRIES.dump_json(list(catalogue)))
    LexicalIndex.build([_lexical_text(passage, catalogue) for passage in passages]).save(draft / "words")
    files = {
        str(path.relative_to(draft)): file_sha256(path) for path in sorted(draft.rglob("*")) if path.is_file()
    }
    version = hashlib.sha256(json.dumps([asdict(plan), files], sort_keys=True).encode()).hexdigest()[:12]
    manifest = Manifest(
        **{
            **asdict(plan),
            "version": version,
            "n_passages": len(passages),
            "n_vectors": n_vectors,
            "index_type": index_type(n_vectors),
            "files": files,
        }
    )
    (draft / "manifest.json").write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    return manifest


def _write_vectors(
    draft: Path, texts: Sequence[str], vectors: Embeddings, samples: Embeddings, sample_owners: Sequence[str]
) -> None:
    (draft / "texts.json").write_text(json.dumps([_digest(text) for text in texts]), encoding="utf-8")
    np.save(draft / "vectors.npy", vectors)
    np.save(draft / "samples.npy", samples)
    (draft / "samples.json").write_text(json.dumps(sample_owners), encoding="utf-8")
    faiss.write_index(make_faiss_index(vectors), str(draft / "vectors.faiss"))


def _lexical_text(passage: Passage, catalogue: Catalogue) -> str:
    """What BM25 reads: the headings, the words, and for a definition every name of its entry."""
    entry = catalogue.find(passage.subject) if passage.aspect == "what" else None
    names = " ".join(entry.names) if entry else ""
    columns = " ".join(unit.label for unit in passage.units) if passage.kind == "row" else ""
    return " ".join((*passage.heading[1:], passage.text, names, columns))


def _known_vectors(folder: Path, current: Manifest | None, encoder: Encoder) -> dict[str, Any]:
    """Vectors by the digest of their text, of the current version if the same encoder made it."""
    if current is None or current.encoder["onnx_sha256"] != encoder.card.onnx_sha256:
        return {}
    version = folder / current.version
    if not _is_whole(version, current):
        return {}
    digests = json.loads((version / "texts.json").read_text(encoding="utf-8"))
    vectors = np.concatenate([np.load(version / "vectors.npy"), np.load(version / "samples.npy")])
    return dict(zip(digests, vectors, strict=True))


def _read_current(folder: Path) -> Manifest | None:
    version = current_version(folder)
    if not version:
        return None
    try:
        return Manifest(**json.loads((folder / version / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # an unreadable version is built anew


def _is_whole(version: Path, manifest: Manifest) -> bool:
    return all(
        (version / name).is_file() and file_sha256(version / name) == digest
        for name, digest in manifest.files.items()
    )


def _switch(folder: Path, version: str) -> None:
    draft = folder / ".current"
    draft.write_text(version + "\n", encoding="utf-8")
    os.replace(draft, folder / "current")  # noqa: PTH105 - the one call that POSIX promises to be atomic


def _prune(folder: Path, current: str) -> None:
    """Keep the current version and the one before it, which another process may still be reading."""
    versions = [path for path in folder.iterdir() if (path / "manifest.json").is_file()]
    versions.sort(key=lambda path: (path.name == current, path.stat().st_mtime), reverse=True)
    for old in versions[_KEPT_VERSIONS:]:
        shutil.rmtree(old, ignore_errors=True)
    for draft in folder.glob(".draft-*"):
        shutil.rmtree(draft, ignore_errors=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
