"""What our search is measured against: its parts alone, and chunks of fixed size."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.chunking import passage_text
from knowledge.encoding.encoder import Embeddings, Encoder
from knowledge.evaluation.ranking import Search
from knowledge.evaluation.spans import Span
from knowledge.passages import Passage, Sheet

CHUNK_SIZE, CHUNK_OVERLAP = 500, 50
# Deep enough that a chunk which one side ranks low and the other high is not lost.
_FUSED_DEPTH = 50
# As Cormack and others proposed it (SIGIR 2009), and as Haystack and LlamaIndex have it.
_RANK_CONSTANT = 60


@dataclass(frozen=True)
class Piece:
    """A span, and its text as the baselines read it."""

    span: Span
    text: str


def take_passages(passages: Iterable[Passage]) -> list[Piece]:
    """Our passages, each with its label."""
    return [Piece(Span(p.sheet, p.start, p.end), passage_text(p)) for p in passages]


def cut_chunks(sheets: Iterable[Sheet]) -> list[Piece]:
    """Chunks of 500 characters, each of which begins 50 before the end of the one before."""
    return [
        Piece(Span(sheet.id, start, end), sheet.text[start:end])
        for sheet in sheets
        for start, end in _cut(sheet.body_start, len(sheet.text))
        if sheet.text[start:end].strip()
    ]


def search_dense(pieces: Sequence[Piece], encoder: Encoder, kept: Path) -> Search:
    """Search by the cosine of a piece's vector alone.

    Args:
        kept: An ``.npz`` file that keeps the vectors from one evaluation to the next.
    """
    vectors = _embed([piece.text for piece in pieces], encoder, kept)

    def search(query: str, k: int) -> list[Span]:
        order = np.argsort(-(vectors @ encoder.encode_query(query)), kind="stable")[:k]
        return [pieces[place].span for place in order.tolist()]

    return search


def search_words(pieces: Sequence[Piece]) -> Search:
    """Search by BM25 alone, over stemmed words without the usual stop words."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")

    def tokenise(texts: list[str]) -> list[list[str]]:
        tokens: list[list[str]] = bm25s.tokenize(
            texts, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
        )
        return tokens

    scorer = bm25s.BM25()
    scorer.index(tokenise([piece.text for piece in pieces]), show_progress=False)

    def search(query: str, k: int) -> list[Span]:
        known = [token for token in tokenise([query])[0] if token in scorer.vocab_dict]
        if not known:
            return []
        scores = scorer.get_scores(known)
        order = np.argsort(-scores, kind="stable")[:k]
        return [pieces[place].span for place in order.tolist() if scores[place] > 0]

    return search


def fuse(*searches: Search) -> Search:
    """Join searches by reciprocal rank."""

    def search(query: str, k: int) -> list[Span]:
        scores: dict[Span, float] = {}
        for one in searches:
            for rank, span in enumerate(one(query, max(k, _FUSED_DEPTH)), 1):
                scores[span] = scores.get(span, 0.0) + 1 / (_RANK_CONSTANT + rank)
        return sorted(scores, key=scores.__getitem__, reverse=True)[:k]

    return search


def _cut(first: int, end: int) -> Iterator[tuple[int, int]]:
    # What begins in the last 50 characters stands in the chunk before already.
    for start in range(first, max(first + 1, end - CHUNK_OVERLAP), CHUNK_SIZE - CHUNK_OVERLAP):
        yield start, min(start + CHUNK_SIZE, end)


def _embed(texts: Sequence[str], encoder: Encoder, kept: Path) -> Embeddings:
    key = hashlib.sha256("\x1e".join([encoder.card.onnx_sha256, *texts]).encode()).hexdigest()
    if kept.is_file():
        with np.load(kept) as arrays:
            if arrays["key"] == key:
                vectors: Embeddings = arrays["vectors"]
                return vectors
    vectors = encoder.encode(texts)
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.savez(kept, key=key, vectors=vectors)
    return vectors
