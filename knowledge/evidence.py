"""Which unit of some passages answers a question, and whether any of them does.

Two linear models; `knowledge.training.calibration` fits them on questions about single facts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.catalogue import Entry
from knowledge.cues import asks_backstage, asks_money, asks_number, counted_in, holds_money, holds_number
from knowledge.lexical import LexicalQuery, tokenise
from knowledge.linear import load_model
from knowledge.passages import Passage, Unit
from knowledge.retrieval import Result, Retriever, share_covered, share_known
from knowledge.wording import Wording

# Units whose words together may answer a question.
_N_TOGETHER = 3


@dataclass(frozen=True)
class UnitSignals:
    """What speaks for a unit as the answer.

    Attributes:
        cosine: The unit against the question, in [-1, 1].
        covered: Share of the question's words, without the subject's names, that unit and label hold.
        surrounded: The same of the whole passage.
        in_field: 1 in the field that was asked for.
        cell: 1 for a table cell.
        code: 1 for a block of code.
        number: 1 when a number is asked for and the unit has one.
        cue: 1 for an exam cue.
        definition: 1 for a sentence of the definition.
        length: Words, in [0, 1], 1 for forty and more.
    """

    cosine: float
    covered: float
    surrounded: float
    in_field: float
    cell: float
    code: float
    number: float
    cue: float
    definition: float
    length: float


@dataclass(frozen=True)
class SaidSignals:
    """What tells whether the best units answer a question.

    Attributes:
        cosine: The best unit against the question.
        nearest: The nearest of all units.
        covered: Share of the question's words that the best three units hold.
        spoken: Share that all passages of the subject hold together.
        unknown: Share in words that no sheet knows.
        lacks_count: 1 when something is to be counted and no unit among the best holds it beside a number.
        backstage: 1 when makers, history or business are asked for, which sheets seldom state.
        lacks_number: 1 when a number is asked for and the best units have none.
        money: 1 when an amount of money is asked for.
        lacks_field: 1 when an aspect is asked for of which there is no field.
        in_field: 1 when the best unit stands in the field asked for.
        score: The best fused score of the search.
        missing: The most telling word of the question that the best units lack, a tenth of its weight.
        worded: Log odds by the wording alone that it asks for what sheets state.
    """

    cosine: float
    nearest: float
    covered: float
    spoken: float
    unknown: float
    lacks_count: float
    backstage: float
    lacks_number: float
    money: float
    lacks_field: float
    in_field: float
    score: float
    missing: float
    worded: float


@dataclass(frozen=True)
class RankedUnit:
    """A unit, the passage it stands in, and how much speaks for it."""

    passage: Passage
    unit: Unit
    signals: UnitSignals
    score: float


class UnitRanker:
    """Ranks units by how well they answer a question."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._wording = Wording(retriever.encoder.card.adapter_sha256)
        self._tokens: dict[str, tuple[frozenset[str], tuple[frozenset[str], ...]]] = {}

    def rank(
        self, passages: Iterable[Passage], result: Result, aspect: str | None, entry: Entry | None
    ) -> list[RankedUnit]:
        """Every unit of the passages, the best first.

        Args:
            aspect: The aspect asked for.
            entry: What the question is about; its names tell nothing within its own passages.
        """
        words = without_names(result.words, entry)
        wants_number = asks_number(result.query)
        model = load_model("evidence")
        ranked = []
        for passage in passages:
            whole, each = self._tokens_of(passage)
            surrounded = share_covered(words, whole)
            cosines = self._retriever.unit_cosines(passage, result.vector)
            for unit, tokens, cosine in zip(passage.units, each, cosines.tolist(), strict=True):
                signals = UnitSignals(
                    cosine=cosine,
                    covered=share_covered(words, tokens),
                    surrounded=surrounded,
                    in_field=float(aspect is not None and passage.aspect == aspect),
                    cell=float(passage.kind == "row"),
                    code=float(passage.kind == "code"),
                    number=float(wants_number and holds_number(unit.text)),
                    cue=float(passage.aspect == "exam"),
                    definition=float(passage.aspect == "what"),
                    length=min(len(unit.text.split()), 40) / 40,
                )
                ranked.append(RankedUnit(passage, unit, signals, model.score(signals)))
        return sorted(ranked, key=lambda unit: -unit.score)

    def read_signals(
        self, ranked: Sequence[RankedUnit], result: Result, aspect: str | None, entry: Entry | None
    ) -> SaidSignals:
        """Measure whether the best units answer the question.

        Args:
            ranked: Not empty, as `rank` returns it.
        """
        words = without_names(result.words, entry)
        best = ranked[:_N_TOGETHER]
        together = " ".join(f"{unit.unit.label} {unit.unit.text}" for unit in best)
        held = frozenset(tokenise(together))
        spoken: set[str] = set()
        for passage in {unit.passage.id: unit.passage for unit in ranked}.values():
            spoken |= self._tokens_of(passage)[0]
        has_field = any(unit.passage.aspect == aspect for unit in ranked)
        return SaidSignals(
            cosine=ranked[0].signals.cosine,
            nearest=max(unit.signals.cosine for unit in ranked),
            covered=share_covered(words, held),
            spoken=share_covered(words, spoken),
            unknown=1 - share_known(result.words),
            lacks_count=float(_lacks_count(result.query, best)),
            backstage=float(asks_backstage(result.query)),
            lacks_number=float(asks_number(result.query) and not holds_number(together)),
            money=float(asks_money(result.query) and not holds_money(together)),
            lacks_field=float(aspect is not None and not has_field),
            in_field=ranked[0].signals.in_field,
            score=result.hits[0].score if result.hits else 0.0,
            missing=_heaviest_missing(words, held) / 10,
            worded=self._wording.tells("stated", result.vector),
        )

    def _tokens_of(self, passage: Passage) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
        """The words of a passage with its headings, and of each unit with its label."""
        if passage.id not in self._tokens:
            whole = frozenset(tokenise(" ".join((*passage.heading, passage.text))))
            each = tuple(frozenset(tokenise(f"{unit.label} {unit.text}")) for unit in passage.units)
            self._tokens[passage.id] = (whole, each)
        return self._tokens[passage.id]


def _lacks_count(question: str, best: Sequence[RankedUnit]) -> bool:
    counted = counted_in(question)
    if counted is None:
        return False
    stems = set(tokenise(counted))
    return not any(holds_number(unit.unit.text) and stems <= set(tokenise(unit.unit.text)) for unit in best)


def _heaviest_missing(words: LexicalQuery, held: frozenset[str]) -> float:
    weighed = zip(words.tokens, words.weights.tolist(), strict=True)
    return max((weight for token, weight in weighed if token not in held), default=0.0)


def without_names(words: LexicalQuery, entry: Entry | None) -> LexicalQuery:
    """A query's words without those of the names of what it is about."""
    names = set(tokenise(" ".join(entry.names))) if entry else set()
    kept = [place for place, token in enumerate(words.tokens) if token not in names]
    return LexicalQuery(
        tuple(words.tokens[place] for place in kept),
        words.weights[kept],
        tuple(words.known[place] for place in kept),
    )
