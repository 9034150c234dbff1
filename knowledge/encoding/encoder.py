"""The serving side of the embedder: one ONNX file, no torch.

An encoder folder holds ``model.onnx`` (token ids and mask in, pooled and normalised vectors out),
``tokenizer.json`` and ``encoder.json``, the card that says what they are.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from tokenizers import Tokenizer

from knowledge.errors import EncoderUnavailable

Embeddings = npt.NDArray[np.float32]

# Rows times padded tokens in one run: larger batches only add padding and memory (measured 2026-11-21,
# 2 cores: 411 texts/s at 1,024, 334 at 4,096, 274 at 8,192).
BATCH_TOKENS = 1024


@dataclass(frozen=True)
class EncoderCard:
    """What an encoder folder holds and how far it was checked.

    Attributes:
        precision: ``int8`` or ``fp32``.
        min_cosine: Least cosine between an exported and an original vector in the export check.
        mean_cosine: Mean of the same.
        weights_sha256: Digest of the original weights.
        onnx_sha256: Digest of ``model.onnx``.
    """

    name: str
    dimension: int
    max_tokens: int
    precision: str
    min_cosine: float
    mean_cosine: float
    n_checked: int
    weights_sha256: str
    onnx_sha256: str

    @classmethod
    def read(cls, folder: Path) -> "EncoderCard":
        """Read the card of an encoder folder.

        Raises:
            EncoderUnavailable: There is no readable card.
        """
        try:
            return cls(**json.loads((folder / "encoder.json").read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise EncoderUnavailable(
                f"no encoder in {folder}; run `python -m knowledge build` to export one"
            ) from error
        except (ValueError, TypeError) as error:
            raise EncoderUnavailable(
                f"the encoder card {folder / 'encoder.json'} is not readable ({error}); "
                "delete the folder and run `python -m knowledge build`"
            ) from error

    def write(self, folder: Path) -> None:
        """Write the card into its folder."""
        (folder / "encoder.json").write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def file_sha256(path: Path) -> str:
    """Hex digest of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Encoder:
    """Turns text into vectors with one exported model.

    Args:
        folder: An encoder folder.
        threads: Threads of one call; serving uses 1, because two threads on a busy two-core machine
            turn 1 ms into 100 (see docs/decisions/0003-one-thread-per-query.md).

    Raises:
        EncoderUnavailable: A file is missing or is not the one that its card names.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.card = EncoderCard.read(folder)
        model_path = folder / "model.onnx"
        if not model_path.is_file() or file_sha256(model_path) != self.card.onnx_sha256:
            raise EncoderUnavailable(
                f"{model_path} is not the file that its card names; "
                f"delete {folder} and run `python -m knowledge build`"
            )
        self.tokenizer = load_tokenizer(folder, self.card.max_tokens)
        self.session = open_session(model_path, threads)

    def encode(self, texts: Sequence[str], on_progress: Callable[[int], object] | None = None) -> Embeddings:
        """Embed texts.

        Args:
            texts: Any texts; what lies beyond ``card.max_tokens`` word pieces is not read.
            on_progress: Called after each batch with the number of texts done in it.

        Returns:
            L2-normalised vectors, shape (len(texts), dimension), in the order of `texts`.
        """
        vectors = np.empty((len(texts), self.card.dimension), dtype=np.float32)
        encodings = self.tokenizer.encode_batch(list(texts))
        lengths = [len(encoding.ids) for encoding in encodings]
        for rows in _batches(lengths):
            width = max(lengths[row] for row in rows)
            ids = np.zeros((len(rows), width), dtype=np.int64)
            mask = np.zeros((len(rows), width), dtype=np.int64)
            for place, row in enumerate(rows):
                ids[place, : lengths[row]] = encodings[row].ids
                mask[place, : lengths[row]] = 1
            vectors[rows] = self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
            if on_progress:
                on_progress(len(rows))
        return vectors

    def encode_query(self, text: str) -> Embeddings:
        """Embed one text; returns shape (dimension,)."""
        encoding = self.tokenizer.encode(text)
        ids = np.array([encoding.ids], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: Embeddings = self.session.run(None, feed)[0][0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, special ones included, not cut at the limit."""
        self.tokenizer.no_truncation()
        try:
            return [len(encoding.ids) for encoding in self.tokenizer.encode_batch(list(texts))]
        finally:
            self.tokenizer.enable_truncation(self.card.max_tokens)


def load_tokenizer(folder: Path, max_tokens: int) -> Tokenizer:
    """Load the tokenizer of an encoder folder, cut at `max_tokens`, without padding."""
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise EncoderUnavailable(f"{path} is missing; delete {folder} and run `python -m knowledge build`")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def open_session(model_path: Path, threads: int) -> ort.InferenceSession:
    """Open an ONNX file with a fixed number of threads."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if threads > 1:
        # Spinning workers would take the core that the other process needs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(str(model_path), options, providers=["CPUExecutionProvider"])


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group rows of like length, so that little is padded: longest first, so that memory peaks early."""
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    rows: list[int] = []
    for row in order:
        if rows and (len(rows) + 1) * lengths[rows[0]] > BATCH_TOKENS:
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows
