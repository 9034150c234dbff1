"""Query to hits: dense and lexical evidence fused, then ranked as passages or as subjects."""

import math
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge.encoding.encoder import Embeddings, Encoder
from knowledge.index import Index
from knowledge.lexical import LexicalQuery
from knowledge.passages import Passage
from knowledge.questions import read_question
from knowledge.spelling import Speller

# Neighbours and lexical matches that are looked at; beyond them no answer was ever found.
_DENSE_POOL = 192
_LEXICAL_POOL = 64
# Entries whose sample questions are nearest: their passages are looked at whatever their words are.
_ASKED_POOL = 8
# Weight of the nearest sample question, and the cosine up to which one is near by mere chance.
_ASKED_WEIGHT = 0.6
_ASKED_FLOOR = 0.4
# What a query names: the passages about it before those that only name it, and the field that is asked for.
_SUBJECT_BONUS = 0.1
_MENTION_BONUS = 0.03
_FIELD_BONUS = 0.07
# Our own sheets before imported ones: an import must be this much closer to come first.
_TIER_PENALTY = 0.06


@dataclass(frozen=True)
class Hit:
    """A passage with its evidence.

    Attributes:
        rank: From 1.
        score: The fused score, about [-0.5, 1.35]: the mean of a dense part (half passage cosine, half
            best-unit cosine, in [-1, 1]) and the lexical part (in [0, 1]), and what is added for the sample
            questions of the passage's subject, for being what the query names, and for the field it asks for.
        cosine: Passage against query, in [-1, 1].
        unit_cosines: Each unit against the query, in [-1, 1].
        lexical: BM25 as a share of the best that the query could get, in [0, 1].
        asked: The nearest sample question of its subject against the query, in [-1, 1]; 0 without one.
    """

    passage: Passage
    rank: int
    score: float
    cosine: float
    unit_cosines: tuple[float, ...]
    lexical: float
    asked: float

    @property
    def best_unit(self) -> int:
        """Place of the unit nearest to the query."""
        return max(range(len(self.unit_cosines)), key=self.unit_cosines.__getitem__)


@dataclass(frozen=True)
class Result:
    """What a search found.

    Attributes:
        vector: The query as embedded, shape (dimension,).
        hits: Best first.
    """

    query: str
    vector: Embeddings
    words: LexicalQuery
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class RankedSubject:
    """A catalogue entry with the evidence that speaks for it, the strongest hit first."""

    id: str
    score: float
    hits: tuple[tuple[Hit, int], ...] = field(repr=False)


class Retriever:
    """Searches one loaded index."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self.index = index
        self.encoder = encoder
        self.speller = Speller(index.words, index.catalogue)
        self._tiers = np.array([passage.tier for passage in index.passages], dtype=np.float32)
        self._by_subject: dict[str, list[int]] = {}
        for place, passage in enumerate(index.passages):
            if passage.subject:
                self._by_subject.setdefault(passage.subject, []).append(place)
        # For each passage, its subject's place among those with sample questions; the last place means none.
        order = {subject: place for place, subject in enumerate(index.sample_subjects)}
        self._aspects = np.array([passage.aspect or "" for passage in index.passages])
        owners = [order.get(passage.subject or "", len(order)) for passage in index.passages]
        self._asked_of = np.array(owners, dtype=np.int64)

    def search(self, query: str, k: int = 10) -> Result:
        """Find the passages that best answer a query, best first; fewer than `k` from a smaller index.

        In a query with words that nothing in the sheets knows, those that are nearly a name are read as it.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        words = self.index.words.read_query(query)
        if not all(words.known):
            query = self.speller.correct(query)
            words = self.index.words.read_query(query)
        return self._search(query, words, k)

    def keep_known(self, text: str) -> str:
        """A text without the words that no sheet knows."""
        known = self.index.words
        return " ".join(word for word in text.split() if all(known.read_query(word).known))

    def passages_of(self, subject: str) -> list[Passage]:
        """Every passage whose heading or row names this entry, in the order of the sheets."""
        return [self.index.passages[place] for place in self._by_subject.get(subject, [])]

    def unit_cosines(self, passage: Passage, vector: Embeddings) -> npt.NDArray[np.float32]:
        """Each unit of a passage against a query vector, in [-1, 1]."""
        place = self.index.places[passage.id]
        first, last = self.index.first_units[place], self.index.first_units[place + 1]
        cosines: npt.NDArray[np.float32] = self.index.vectors[first:last] @ vector
        return cosines

    def _search(self, query: str, words: LexicalQuery, k: int) -> Result:
        vector = self.encoder.encode_query(query)
        if not self.index.passages:
            return Result(query, vector, words, ())
        lexical = self.index.words.score(words)
        # In the last place 0, for the subjects without sample questions.
        asked = np.append(self.nearest_samples(vector), np.float32(0))
        question = read_question(query, self.index.catalogue)
        named = [] if question.shape == "which" else list(question.subjects)
        places = self._candidates(vector, lexical, asked, named)
        first, last = self.index.first_units[places], self.index.first_units[places + 1]
        starts = np.concatenate([[0], np.cumsum(last - first)])
        rows = np.repeat(first - starts[:-1], last - first) + np.arange(starts[-1])
        near = self.index.vectors[np.concatenate([rows, places])] @ vector
        units, cosines = near[: len(rows)], near[len(rows) :]
        dense = 0.5 * cosines + 0.5 * np.maximum.reduceat(units, starts[:-1])
        near_asked = asked[self._asked_of[places]]
        scores = (dense + lexical[places]) / 2 - _TIER_PENALTY * self._tiers[places]
        scores += _ASKED_WEIGHT * np.maximum(near_asked - _ASKED_FLOOR, 0)
        scores += self._bonus(places, named, question.aspect)
        order = np.argsort(-scores, kind="stable")[:k]
        hits = tuple(
            Hit(
                passage=self.index.passages[places[i]],
                rank=rank,
                score=float(scores[i]),
                cosine=float(cosines[i]),
                unit_cosines=tuple(units[starts[i] : starts[i + 1]].tolist()),
                lexical=float(lexical[places[i]]),
                asked=float(near_asked[i]),
            )
            for rank, i in enumerate(order.tolist(), 1)
        )
        return Result(query, vector, words, hits)

    def nearest_samples(self, vector: Embeddings) -> npt.NDArray[np.float32]:
        """The nearest sample question of each of the index's `sample_subjects`, in [-1, 1]."""
        if not len(self.index.samples):
            return np.zeros(0, dtype=np.float32)
        nearest: npt.NDArray[np.float32] = np.maximum.reduceat(
            self.index.samples @ vector, self.index.first_samples
        )
        return nearest

    def _candidates(
        self,
        vector: Embeddings,
        lexical: npt.NDArray[np.float32],
        asked: npt.NDArray[np.float32],
        named: Sequence[str],
    ) -> npt.NDArray[np.int64]:
        n_vectors = len(self.index.vectors)
        _, rows = self.index.faiss_index.search(vector[None, :], min(_DENSE_POOL, n_vectors))
        # FAISS fills missing neighbours with id -1, which numpy would read as the last row.
        is_candidate = np.zeros(len(lexical), dtype=bool)
        is_candidate[self.index.owners[rows[0][rows[0] >= 0]]] = True
        by_words = np.flatnonzero(lexical)
        if len(by_words) > _LEXICAL_POOL:
            best = np.argpartition(-lexical[by_words], _LEXICAL_POOL - 1)[:_LEXICAL_POOL]
            by_words = by_words[best]
        is_candidate[by_words] = True
        nearest = np.argsort(-asked[:-1], kind="stable")[:_ASKED_POOL]
        for subject in (*named, *(self.index.sample_subjects[place] for place in nearest.tolist())):
            is_candidate[self._by_subject.get(subject, [])] = True
        return np.flatnonzero(is_candidate)

    def _bonus(
        self, places: npt.NDArray[np.int64], named: Sequence[str], aspect: str | None
    ) -> npt.NDArray[np.float32]:
        """What a candidate gets for being what the query names, and the field of it that is asked for."""
        bonus = np.zeros(len(places), dtype=np.float32)
        if named:
            for row, place in enumerate(places.tolist()):
                passage = self.index.passages[place]
                if passage.subject in named:
                    bonus[row] = _SUBJECT_BONUS
                elif not set(named).isdisjoint(passage.mentions):
                    bonus[row] = _MENTION_BONUS
        if aspect:
            in_field = self._aspects[places] == aspect
            bonus += _FIELD_BONUS * (in_field & (bonus >= _SUBJECT_BONUS) if named else in_field)
        return bonus


def rank_subjects(
    result: Result, n_passages: Mapping[str, int], bonus: Mapping[str, float] | None = None
) -> list[RankedSubject]:
    """Rank the entries that the hits speak for, best first.

    The score is the best evidence plus 0.3 of the mean of the best three, less 0.02 for each e-fold of
    passages, so that a subject with a long chapter does not win by its length (measured in RETRIEVAL: .87
    to .89 right against .52 for the name alone).

    Args:
        n_passages: How many passages each subject has.
        bonus: Added to a subject's score, by id.
    """
    evidence: dict[str, list[tuple[float, Hit, int]]] = {}
    for hit in result.hits:
        for subject, score, unit in _credits(hit):
            evidence.setdefault(subject, []).append((score, hit, unit))
    ranked = []
    for subject, rows in evidence.items():
        rows.sort(key=lambda row: -row[0])
        best = [score for score, _, _ in rows[:3]]
        score = best[0] + 0.3 * sum(best) / 3 - 0.02 * math.log(n_passages.get(subject, 1) or 1)
        score += (bonus or {}).get(subject, 0.0)
        ranked.append(RankedSubject(subject, score, tuple((hit, unit) for _, hit, unit in rows)))
    return sorted(ranked, key=lambda subject: -subject.score)


def _credits(hit: Hit) -> list[tuple[str, float, int]]:
    """For whom a hit speaks, how strongly, and with which of its units."""
    passage, unit_place = hit.passage, hit.best_unit
    unit = passage.units[unit_place]
    owner = unit.subject or passage.subject
    others = [entry_id for entry_id in unit.mentions if entry_id != owner]
    if passage.aspect == "avoid":
        # "To turn text into a voice, use Amazon Polly" under Transcribe speaks for Polly.
        return [(entry_id, hit.score * 0.95, unit_place) for entry_id in others[:2]]
    if owner:
        return [(owner, hit.score, unit_place)]
    return [(entry_id, hit.score * 0.9, unit_place) for entry_id in others[:2]]


def share_known(words: LexicalQuery) -> float:
    """How much of a query's weight lies in words that the sheets know, in [0, 1]; 1 for an empty query."""
    total = float(words.weights.sum())
    known = sum(float(w) for w, is_known in zip(words.weights, words.known, strict=True) if is_known)
    return known / total if total else 1.0


def share_covered(words: LexicalQuery, tokens: Collection[str]) -> float:
    """How much of a query's weight the given tokens hold, in [0, 1]; 0 for an empty query."""
    held = tokens if isinstance(tokens, Set) else set(tokens)
    weights = words.weights.tolist()
    total = sum(weights)
    covered = sum(weight for token, weight in zip(words.tokens, weights, strict=True) if token in held)
    return covered / total if total else 0.0
