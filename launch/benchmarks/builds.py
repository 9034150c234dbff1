"""Indexes far larger than ours: what building, loading and searching them costs.

The sheets are copies of ours with a word of their own in every line; the the vectors are drawn near those of
our passages, so that no million texts has to be embedded. Everything else is real: `build_index` reads,
chunks, chooses the type of the index, writes and checks it, and `load_index` and `Retriever` serve it.
"""

import gc
import resource
import shutil
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from knowledge.encoding.encoder import Embeddings, Encoder, EncoderCard
from knowledge.index import Index, build_index, load_index
from knowledge.passages import Sheet
from knowledge.retrieval import Retriever
from knowledge.settings import KnowledgeSettings
from launch.benchmarks.apart import run_apart
from launch.benchmarks.figures import Figure, Measured, NotMeasured, percentile, spread
from launch.benchmarks.texts import read_questions
from launch.console import say

_N_SEARCHES = 100
# How far a drawn vector lies from the real one: their cosine is about 0.9, as that of near paraphrases.
_NOISE = 0.5
_BYTES_PER_PASSAGE = 20_000


@dataclass(frozen=True)
class BuildCost:
    """What a build took: seconds and MB of 10^6 bytes at the peak."""

    n_passages: int
    n_vectors: int
    index_type: str
    seconds: float
    megabytes: float
    disk_megabytes: float


@dataclass(frozen=True)
class ServeCost:
    """What loading took, and milliseconds of each search."""

    seconds: float
    megabytes: float
    searches: list[float]


class NearEncoder:
    """Stands in for the encoder of a build: tokens are counted as ever, vectors are drawn near real ones."""

    def __init__(self, encoder: Encoder, index: Index) -> None:
        self.card: EncoderCard = encoder.card
        self.count_tokens = encoder.count_tokens
        self._real = np.array(index.vectors, dtype=np.float32)

    def encode(
        self, texts: Sequence[str], on_progress: Callable[[int], object] = lambda _done: None
    ) -> Embeddings:
        """Draw a vector for each text, the same for the same text."""
        vectors = np.empty((len(texts), self._real.shape[1]), dtype=np.float32)
        chance = np.random.default_rng(0)
        for start in range(0, len(texts), 10_000):
            batch = texts[start : start + 10_000]
            rows = [zlib.crc32(text.encode()) % len(self._real) for text in batch]
            drawn = chance.standard_normal((len(batch), self._real.shape[1]), dtype=np.float32)
            drawn *= _NOISE / np.sqrt(self._real.shape[1])
            drawn += self._real[rows]
            vectors[start : start + len(batch)] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
            on_progress(len(batch))
        return vectors


def bench_builds(
    folder: Path, settings: KnowledgeSettings, n_passages: int, figures: tuple[Figure, ...]
) -> Measured:
    """Measure, print and return the figures of an index of so many passages.

    Args:
        figures: Seconds and memory of the build, and then seconds of loading and search p50, if wanted.

    Raises:
        NotMeasured: There is no room for it.
    """
    own = folder / f"index-{n_passages}"
    free = shutil.disk_usage(folder).free
    if free < n_passages * _BYTES_PER_PASSAGE:
        raise NotMeasured(f"an index of {n_passages:,} passages needs more than the {free / 1e9:.0f} GB free")
    questions = spread(read_questions(), _N_SEARCHES)
    try:
        built = run_apart({}, measure_build, settings, own, n_passages)
        served = run_apart({"OMP_NUM_THREADS": "1"}, measure_serving, settings, own, questions)
    finally:
        shutil.rmtree(own, ignore_errors=True)
    p50, p95 = (percentile(served.searches, percent) for percent in (50, 95))
    say(
        f"\n== Index of {built.n_passages:,} passages, {built.n_vectors:,} vectors ({built.index_type})\n"
        f"  build without embedding   {built.seconds:7.1f} s   {built.megabytes:7,.0f} MB at the peak   "
        f"{built.disk_megabytes:,.0f} MB on disk\n"
        f"  load                      {served.seconds:7.1f} s   {served.megabytes:7,.0f} MB at the peak\n"
        f"  search, ms p50 / p95      {p50:7.1f} / {p95:.1f}"
    )
    values = (built.seconds, built.megabytes, served.seconds, p50)
    return dict(zip(figures, values[: len(figures)], strict=True))


def measure_build(settings: KnowledgeSettings, folder: Path, n_passages: int) -> BuildCost:
    """Build an index of about so many passages."""
    encoder = Encoder(settings.encoder)
    index = load_index(settings.index, encoder)
    near = NearEncoder(encoder, index)
    copies = copy_sheets(index, n_passages)
    catalogue = index.catalogue
    del index
    gc.collect()
    started = time.perf_counter()
    report = build_index(folder, copies, catalogue, near)  # type: ignore[arg-type]  # all that a build uses
    seconds = time.perf_counter() - started
    manifest = report.manifest
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return BuildCost(
        manifest.n_passages, manifest.n_vectors, manifest.index_type, seconds, _peak_megabytes(), size / 1e6
    )


def measure_serving(settings: KnowledgeSettings, folder: Path, questions: Sequence[str]) -> ServeCost:
    """Load an index and search it."""
    encoder = Encoder(settings.encoder)
    # As the tutor process loads.
    gc.disable()
    started = time.perf_counter()
    retriever = Retriever(load_index(folder, encoder), encoder)
    seconds = time.perf_counter() - started
    gc.freeze()
    gc.enable()
    searches = [_time_search(retriever, question) for question in [*questions[:10], *questions]]
    return ServeCost(seconds, _peak_megabytes(), searches[10:])


def copy_sheets(index: Index, n_passages: int) -> list[Sheet]:
    """Copies of the index's sheets, until they make so many passages."""
    return list(_copies(index, n_passages))


def _copies(index: Index, n_passages: int) -> Iterator[Sheet]:
    n_made = number = 0
    while n_made < n_passages:
        for sheet in index.sheets.values():
            if n_made >= n_passages:
                return
            yield replace(sheet, id=f"{sheet.id}-{number}", text=vary_text(sheet, f"k{number}"))
            n_made += index.n_passages_of(sheet.id)
        number += 1


def vary_text(sheet: Sheet, word: str) -> str:
    """A sheet's text with a word more in every sentence's line, bullet and first cell of a row."""
    lines, in_code = [], False
    for line in sheet.text[sheet.body_start :].split("\n"):
        if line.lstrip().startswith("```"):
            in_code = not in_code
        elif in_code or line.startswith("#") or set(line) <= set("|-: "):
            pass
        elif line.startswith("|"):
            cells = line.split("|")
            line = "|".join([cells[0], f"{cells[1].rstrip()} {word} ", *cells[2:]])
        elif line.endswith("."):
            line = f"{line[:-1]} {word}."
        else:
            line = f"{line} {word}"
        lines.append(line)
    return sheet.text[: sheet.body_start] + "\n".join(lines)


def _time_search(retriever: Retriever, question: str) -> float:
    started = time.perf_counter()
    retriever.search(question)
    return (time.perf_counter() - started) * 1000


def _peak_megabytes() -> float:
    # Linux counts in KiB.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
