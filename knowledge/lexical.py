"""The lexical side of retrieval: BM25 over stemmed words, scored against the best that a query could get."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import Stemmer

from knowledge.names import split_words

# Pairs whose words are the same and whose meaning is opposite: as one token they cannot swap.
_SWAPPING = {
    ("text", "to", "speech"): "texttospeech",
    ("speech", "to", "text"): "speechtotext",
    ("text", "into", "speech"): "texttospeech",
    ("speech", "into", "text"): "speechtotext",
    ("batch", "inference"): "batchinference",
    ("model", "parallel"): "modelparallel",
    ("data", "parallel"): "dataparallel",
}

# Words that say how something is asked, not what about.
STOP_WORDS = frozenset(
    (
        "a about amazon an and are as at aws be been but by can could d did do does doing done explain "
        "for from get give had has have he her hi him his how i if in into is it its just let like ll m "
        "may me mean might must my need of on or our out please re s service shall she should show so "
        "some such t tell than that the their them then there these they thi this those to u up us use "
        "used using ve want was we were what when where which while who whom whose why will with would "
        "you your "
    ).split()
)

_stemmer = Stemmer.Stemmer("english")


def tokenise(text: str) -> list[str]:
    """The stemmed content words of a text, swapping pairs as one token."""
    words = [word for word, _, _ in split_words(text)]
    tokens: list[str] = []
    place = 0
    while place < len(words):
        for length in (3, 2):
            joined = _SWAPPING.get(tuple(words[place : place + length]))
            if joined:
                tokens.append(joined)
                place += length
                break
        else:
            if words[place] not in STOP_WORDS:
                tokens.append(words[place])
            place += 1
    stems: list[str] = _stemmer.stemWords(tokens)
    return stems


@dataclass(frozen=True)
class LexicalQuery:
    """A query as the lexical side reads it.

    Attributes:
        tokens: Stemmed content words, each once.
        weights: Inverse document frequency of each token, the largest for an unknown one.
        known: Whether the corpus holds the token.
    """

    tokens: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    known: tuple[bool, ...]


@dataclass(frozen=True)
class Postings:
    """Every token's BM25 score in every passage that holds it, token after token.

    Attributes:
        scores: float32, shape (n_postings,).
        passages: Place of the passage of each score, shape (n_postings,).
        starts: Where each token's scores begin; one more entry closes the last.
        columns: Each token's place in `starts`.
    """

    scores: npt.NDArray[np.float32]
    passages: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    columns: dict[str, int]

    def add_to(self, totals: npt.NDArray[np.float32], token: str) -> None:
        """Add a token's scores to the passages' totals, shape (n_passages,)."""
        column = self.columns[token]
        span = slice(self.starts[column], self.starts[column + 1])
        totals[self.passages[span]] += self.scores[span]


_ARRAYS = ("scores", "passages", "starts")


class LexicalIndex:
    """BM25 scores in [0, 1]: the share of the best score that any passage could get for the query."""

    def __init__(self, postings: Postings, weights: dict[str, float], n_passages: int) -> None:
        self._postings = postings
        self._weights = weights
        self._n_passages = n_passages
        self._unknown = _weight(0, n_passages)

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index one text per passage."""
        import bm25s  # it brings SciPy, which takes a fifth of a second and which nothing that serves needs

        corpus = [tokenise(text) or [""] for text in texts]
        # k1 and b as in Lucene; its idf is the one in `_weight`, so the bound below is exact.
        scorer = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        scorer.index(corpus or [[""]], show_progress=False)  # no corpus at all has no mean length
        frequencies = Counter(token for tokens in corpus for token in set(tokens))
        weights = {token: _weight(n, len(corpus)) for token, n in frequencies.items() if token}
        columns = {token: column for token, column in scorer.vocab_dict.items() if token}
        matrix = scorer.scores
        postings = Postings(matrix["data"], matrix["indices"], matrix["indptr"], columns)
        return cls(postings, weights, len(corpus))

    def save(self, folder: Path) -> None:
        """Write the index into a folder of its own."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self._postings, name))
        words = {
            "n_passages": self._n_passages,
            "weights": self._weights,
            "columns": self._postings.columns,
        }
        (folder / "words.json").write_text(json.dumps(words), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read what `save` wrote."""
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        arrays = {name: np.load(folder / f"{name}.npy") for name in _ARRAYS}
        return cls(Postings(**arrays, columns=words["columns"]), words["weights"], words["n_passages"])

    @property
    def words(self) -> dict[str, float]:
        """Every token of the corpus with its weight."""
        return self._weights

    def read_query(self, text: str) -> LexicalQuery:
        """Read a query's words and how much each tells."""
        tokens = tuple(dict.fromkeys(tokenise(text)))
        weights = np.array([self._weights.get(token, self._unknown) for token in tokens], dtype=np.float32)
        return LexicalQuery(tokens, weights, tuple(token in self._weights for token in tokens))

    def score(self, query: LexicalQuery) -> npt.NDArray[np.float32]:
        """Score every passage; shape (n_passages,), in [0, 1]."""
        totals = np.zeros(self._n_passages, dtype=np.float32)
        for token, is_known in zip(query.tokens, query.known, strict=True):
            if is_known:
                self._postings.add_to(totals, token)
        return totals / np.float32(query.weights.sum() or 1)


def _weight(n_with_token: int, n_passages: int) -> float:
    """Lucene's inverse document frequency; a passage's score for a token stays below it."""
    return math.log(1 + (n_passages - n_with_token + 0.5) / (n_with_token + 0.5))
