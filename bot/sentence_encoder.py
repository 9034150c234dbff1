"""The sentence encoder in ONNX: the folder that holds it, its identity, and text in, vectors out.

The folder is made by the other environment and holds `model.onnx` (inputs `input_ids` and
`attention_mask`, int64 [batch, tokens]; one output, float32 [batch, dimension], pooled and
L2-normalised), `tokenizer.json` and `encoder.json`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Sequence

import numpy as np
from rasa.shared.exceptions import RasaException

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

# Short texts of like length share a batch, so little of it is padding.
BATCH_SIZE = 32


class EncoderUnusable(RasaException):
    """The folder holds no encoder, or one that is not what it says it is."""


@dataclass(frozen=True)
class EncoderIdentity:
    """What tells one encoder from another: equal identities give equal vectors."""

    name: str
    dimension: int
    max_tokens: int
    onnx_sha256: str
    tokenizer_sha256: str


def read_identity(folder: Path) -> EncoderIdentity:
    """Read who the encoder in a folder is, and check that its weights are those it names.

    Raises:
        EncoderUnusable: A file is missing or unreadable, or the weights are not those of `encoder.json`.
    """
    try:
        described = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
        identity = EncoderIdentity(
            name=str(described["name"]),
            dimension=int(described["dimension"]),
            max_tokens=int(described["max_tokens"]),
            onnx_sha256=_hash_file(folder / "model.onnx"),
            tokenizer_sha256=_hash_file(folder / "tokenizer.json"),
        )
        stated_sha256 = described["onnx_sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderUnusable(
            f"no usable sentence encoder in {folder} ({type(error).__name__}: {error}): "
            "run `make run`, which makes it"
        ) from error
    if identity.onnx_sha256 != stated_sha256:
        raise EncoderUnusable(
            f"{folder / 'model.onnx'} has sha256 {identity.onnx_sha256}, but encoder.json says "
            f"{stated_sha256}: delete {folder} and run `make run` to make it again"
        )
    return identity


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


class SentenceEncoder:
    """Turns texts into L2-normalised vectors, one thread at a time."""

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer, dimension: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self.dimension = dimension

    @classmethod
    def open(cls, folder: Path, identity: EncoderIdentity) -> SentenceEncoder:
        """Load the weights; takes a tenth of a second or two."""
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        options = SessionOptions()
        # The dialogue shares the machine with the tutor: more threads gain little on one short sentence.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        session = InferenceSession(
            str(folder / "model.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(max_length=identity.max_tokens)
        tokenizer.enable_padding(pad_id=tokenizer.token_to_id("[PAD]") or 0)
        return cls(session, tokenizer, identity.dimension)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Encode texts in batches of like length.

        Returns:
            float32, shape (n_texts, dimension), in the order given.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda position: len(texts[position]))
        for start in range(0, len(texts), BATCH_SIZE):
            positions = by_length[start : start + BATCH_SIZE]
            vectors[positions] = self._encode_batch([texts[position] for position in positions])
        return vectors

    def _encode_batch(self, texts: list[str]) -> np.ndarray:
        encodings = self._tokenizer.encode_batch(texts)
        feed = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64),
        }
        return self._session.run(None, feed)[0]
