"""Passages a second: our encoder against the bare one on the same texts."""

import os
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from knowledge.encoding.encoder import Encoder
from knowledge.encoding.export import find_source
from knowledge.index import load_index
from knowledge.settings import KnowledgeSettings
from launch.benchmarks.apart import run_apart
from launch.benchmarks.figures import Figure, Measured, median, median_ratio, run_in_turns
from launch.benchmarks.texts import sample_passages
from launch.console import say

_N_PASSAGES = 1000
_N_ROUNDS = 3
_N_WARM = 64
_BATCH_SIZE = 32
# The bare encoder may tokenise with all threads; nothing is downloaded, and no bar drawn over our lines.
_VARIABLES = {"TOKENIZERS_PARALLELISM": "true", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}


def bench_encoding(settings: KnowledgeSettings) -> Measured:
    """Measure, print and return the figures of building."""
    n_threads = os.cpu_count() or 1
    rates = run_apart(_VARIABLES, measure_encoding, settings, n_threads)
    ratios = {name: median_ratio(rates["ours"], others) for name, others in rates.items()}
    say(f"\n== Embedding: {_N_PASSAGES:,} passages, {n_threads} threads, median of {_N_ROUNDS} runs in turns")
    for name in ("ours", "onnxruntime", "sentence-transformers"):
        ratio = "" if name == "ours" else f"   ours is {ratios[name]:.2f} x"
        low, high = min(rates[name]), max(rates[name])
        say(f"  {name:<22} {median(rates[name]):6.0f} passages/s  ({low:.0f} to {high:.0f}){ratio}")
    return {
        Figure.BUILD_BARE: ratios["onnxruntime"],
        Figure.BUILD_ORIGINAL: ratios["sentence-transformers"],
    }


def measure_encoding(settings: KnowledgeSettings, n_threads: int) -> dict[str, list[float]]:
    """Passages a second of each encoder, one value for each round."""
    encoder = Encoder(settings.encoder, workers=n_threads)
    texts = sample_passages(load_index(settings.index, encoder), _N_PASSAGES)
    encoders: dict[str, Callable[[Sequence[str]], object]] = {
        "ours": encoder.encode,
        "onnxruntime": open_bare_encoder(settings, encoder.card.max_tokens, n_threads),
        "sentence-transformers": open_original(settings, n_threads),
    }
    for encode in encoders.values():
        encode(texts[:_N_WARM])
    runs = {name: partial(_rate, encode, texts) for name, encode in encoders.items()}
    return run_in_turns(runs, _N_ROUNDS)


def open_bare_encoder(
    settings: KnowledgeSettings, max_tokens: int, n_threads: int
) -> Callable[[Sequence[str]], object]:
    """Our ONNX file as onnxruntime runs it by default: padded batches of texts of like length."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = n_threads
    session = ort.InferenceSession(
        str(settings.encoder / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    tokenizer = Tokenizer.from_file(str(settings.encoder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.enable_padding()

    def encode(texts: Sequence[str]) -> None:
        # sentence-transformers sorts as well; unsorted, half of the work would be padding.
        by_length = sorted(texts, key=len)
        for start in range(0, len(by_length), _BATCH_SIZE):
            batch = tokenizer.encode_batch(by_length[start : start + _BATCH_SIZE])
            ids = np.array([encoding.ids for encoding in batch], dtype=np.int64)
            mask = np.array([encoding.attention_mask for encoding in batch], dtype=np.int64)
            session.run(None, {"input_ids": ids, "attention_mask": mask})

    return encode


def open_original(settings: KnowledgeSettings, n_threads: int) -> Callable[[Sequence[str]], object]:
    """The model that ours was exported from, as sentence-transformers runs it."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(n_threads)
    original = SentenceTransformer(find_source(settings.model).location, device="cpu")
    return partial(original.encode, batch_size=_BATCH_SIZE, normalize_embeddings=True)


def _rate(encode: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    started = time.perf_counter()
    encode(texts)
    return len(texts) / (time.perf_counter() - started)
