"""Working a pasted multiple-choice question: which options the sheets speak for, and what they say of each.

A linear model ranks the options by what the sheets say of them and of the need in the stem;
`knowledge.training` fits it. Every verdict comes with a quote, or says that the sheets cannot judge.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
import numpy.typing as npt

from knowledge.answering import Answerer, Quote
from knowledge.encoding.encoder import Embeddings
from knowledge.exam_questions import ExamQuestion, Option
from knowledge.lexical import LexicalQuery, tokenise
from knowledge.linear import load_model
from knowledge.retrieval import share_covered, share_known

# Wordings of the stem that decide between options which would all work.
_CUES = {
    "least effort": (
        r"least (?:operational|development|administrative|management|effort|amount)|"
        r"minimal (?:effort|operational)|"
        r"without (?:writing|managing|training|building|provisioning)|no (?:code|servers?|ml|"
        r"machine learning) |"
        r"fully managed|simplest|easiest|not want to (?:manage|train|build|write)"
    ),
    "lowest cost": (
        r"(?:lowest|least|minimi[sz]e|reduce|most) (?:the )?(?:cost|expens|costs|"
        r"cost-effective)\w*|cheapest|cost[- ]effective"
    ),
    "real time": (
        r"real[- ]time|low(?:est)? latency|millisecond|immediately|within seconds|as (?:they|"
        r"it) arrives?"
    ),
    "no labels": r"no label|unlabel|without label|not labell?ed|no labell?ed",
    "explainable": r"explain|interpretab|transparen|which features",
    "private": r"private|without (?:crossing|using) the (?:public )?internet|not (?:leave|traverse)|vpc",
    "in batches": (
        r"once a (?:day|week|month|night)|nightly|weekly|batch|overnight|at the end of (?:each|"
        r"the)"
    ),
    "spiky": r"spik|unpredictable|intermittent|sporadic|idle|few times",
}
_CUE_PATTERNS = {cue: re.compile(words, re.IGNORECASE) for cue, words in _CUES.items()}
_EASY = re.compile(
    r"\b(?:managed|serverless|built-?in|jumpstart|autopilot|canvas|automatic\w*|pre-?trained|api|native)\b",
    re.I,
)
_HARD = re.compile(
    r"\b(?:custom|manual\w*|ec2|self-?managed|self-?hosted|scripts?|train (?:a|an) |build (?:a|"
    r"an) |from scratch|"
    r"hire|cron|own )\b",
    re.I,
)
_SWEEPING = re.compile(r"\b(?:only|always|never|all|every|any|disable|ignore|remove)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
# An option that no unit comes this close to is one that the sheets say nothing of.
_MIN_STATED = 0.45
# Nor one of whose words the sheets know less than half.
_MIN_KNOWN = 0.5
_N_BRIDGES = 3
# Kinds and fields of passages that do not say why an option fits or fails.
_NO_REASON = frozenset({"code", "row", "status", "pricing", "limits"})


@dataclass(frozen=True)
class OptionSignals:
    """What speaks for an option.

    The first six hold of the subjects that the option names and the stem does not: the best of them, then
    (with ``mean_``) their mean.

    Attributes:
        asked: The nearest sample question of the subject against the stem.
        demanded: The same against the stem's last sentence.
        unit: The nearest unit about the subject against the stem.
        mention: The nearest unit that names it under another heading.
        covered: Share of the stem's words that its passages hold.
        lexical: Its best passage's BM25 share for the stem.
        likeness: The option's text against the stem.
        to_story: The same against the stem without its last sentence.
        to_demand: The same against the last sentence.
        bridge: The unit that is near to stem and option both: the mean of the two cosines.
        bridges: The mean of the best three of these.
        weaker: The best unit by the lesser of the two.
        stated: The unit nearest to the option.
        length: Words, a tenth.
        easy: 1 when it leaves work to a managed part; ``easy_asked`` when the stem asks for least effort.
        hard: 1 when it makes work; ``hard_asked`` when the stem asks for least effort.
        sweeping: 1 when it says all, never, only.
        named: 1 when it names an entry of the catalogue.
        closed: 1 when that entry is gone or closed to new customers.
    """

    asked: float
    demanded: float
    unit: float
    mention: float
    covered: float
    lexical: float
    mean_asked: float
    mean_demanded: float
    mean_unit: float
    mean_mention: float
    mean_covered: float
    mean_lexical: float
    likeness: float
    to_story: float
    to_demand: float
    bridge: float
    bridges: float
    weaker: float
    stated: float
    length: float
    easy: float
    hard: float
    easy_asked: float
    hard_asked: float
    sweeping: float
    named: float
    closed: float


_OF_SUBJECTS = [field.name for field in fields(OptionSignals)][:12]


@dataclass(frozen=True)
class Verdict:
    """What the sheets say of one option.

    Attributes:
        subject: The entry that the option speaks of, if it names one.
        quote: Why; None when the sheets cannot judge the option.
    """

    option: Option
    state: Literal["right", "wrong", "unknown"]
    subject: str | None
    quote: Quote | None


@dataclass(frozen=True)
class Worked:
    """A question with a verdict on every option, in their order.

    Attributes:
        cues: What in the stem decides, in a word or two each.
        confidence: How clearly the chosen options stand out, in [0, 1].
    """

    verdicts: tuple[Verdict, ...]
    cues: tuple[str, ...]
    confidence: float


@dataclass(frozen=True)
class _Stem:
    """A stem as it is compared with: whole, without its last sentence, and the last sentence alone."""

    whole: Embeddings
    story: Embeddings
    demand: Embeddings
    words: LexicalQuery
    units: npt.NDArray[np.float32]
    asked: dict[str, float]
    demanded: dict[str, float]
    lexical: npt.NDArray[np.float32]
    named: frozenset[str]
    wants_ease: bool


@dataclass(frozen=True)
class _Choice:
    """An option as it is compared with: the entries it names, its vector, and every unit against that."""

    option: Option
    subjects: list[str]
    vector: Embeddings
    near: npt.NDArray[np.float32]


class ExamWorker:
    """Works multiple-choice questions from one loaded index."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._index = answerer.retriever.index
        self._encoder = answerer.retriever.encoder
        self._own: dict[str, list[int]] = {}
        self._naming: dict[str, list[int]] = {}
        self._quotes: list[Quote] = []
        for passage in self._index.passages:
            for unit in passage.units:
                row = len(self._quotes)
                self._quotes.append(Quote(passage, unit))
                owner = unit.subject or passage.subject
                if owner and passage.aspect != "avoid":
                    self._own.setdefault(owner, []).append(row)
                for entry_id in unit.mentions:
                    if entry_id != owner:
                        self._naming.setdefault(entry_id, []).append(row)
        self._tokens: dict[str, frozenset[str]] = {}

    def work(self, question: ExamQuestion) -> Worked:
        """Choose as many options as the question asks for, and say of each option what the sheets say."""
        stem = self._read_stem(question.stem)
        choices = [self._read_choice(option) for option in question.options]
        rows = [self._measure(choice, stem) for choice in choices]
        scores = np.array([load_model("choices").score(signals) for signals in rows])
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        chosen = set(np.argsort(-scores, kind="stable")[: question.n_right].tolist())
        verdicts = self._judge_all(choices, chosen, rows, stem)
        cues = tuple(cue for cue, pattern in _CUE_PATTERNS.items() if pattern.search(question.stem))
        return Worked(verdicts, cues, float(chances[sorted(chosen)].sum()))

    def explain(self, question: ExamQuestion, right: Collection[int]) -> tuple[Verdict, ...]:
        """What the sheets say of each option of a question whose answer is known.

        Args:
            right: Places of the right options.
        """
        stem = self._read_stem(question.stem)
        choices = [self._read_choice(option) for option in question.options]
        return self._judge_all(choices, right, [self._measure(choice, stem) for choice in choices], stem)

    def _judge_all(
        self,
        choices: Sequence[_Choice],
        chosen: Collection[int],
        rows: Sequence[OptionSignals],
        stem: _Stem,
    ) -> tuple[Verdict, ...]:
        return tuple(
            self._judge(choice, place in chosen, signals, stem)
            for place, (choice, signals) in enumerate(zip(choices, rows, strict=True))
        )

    def read_signals(self, question: ExamQuestion) -> list[OptionSignals]:
        """Measure every option."""
        stem = self._read_stem(question.stem)
        return [self._measure(self._read_choice(option), stem) for option in question.options]

    def _read_stem(self, text: str) -> _Stem:
        sentences = _SENTENCE_END.split(text)
        story = " ".join(sentences[:-1]) or text
        whole, before, demand = (self._encoder.encode_query(part) for part in (text, story, sentences[-1]))
        words = self._index.words.read_query(text)
        mentions = self._answerer.catalogue.find_mentions(text)
        near = self._answerer.retriever.nearest_samples
        asked = np.maximum(near(whole), near(before))
        subjects = self._index.sample_subjects
        return _Stem(
            whole=whole,
            story=before,
            demand=demand,
            words=words,
            units=self._near(whole),
            asked=dict(zip(subjects, asked.tolist(), strict=True)),
            demanded=dict(zip(subjects, near(demand).tolist(), strict=True)),
            lexical=self._index.words.score(words),
            named=frozenset(mention.ids[0] for mention in mentions if mention.distinct),
            wants_ease=bool(_CUE_PATTERNS["least effort"].search(text)),
        )

    def _near(self, vector: Embeddings) -> npt.NDArray[np.float32]:
        """Every unit against a vector."""
        cosines: npt.NDArray[np.float32] = self._index.vectors[len(self._index.passages) :] @ vector
        return cosines

    def _read_choice(self, option: Option) -> _Choice:
        vector = self._encoder.encode_query(option.text)
        return _Choice(option, self._subjects_of(option), vector, self._near(vector))

    def _measure(self, choice: _Choice, stem: _Stem) -> OptionSignals:
        option, subjects, vector, to_option = choice.option, choice.subjects, choice.vector, choice.near
        new = [entry_id for entry_id in subjects if entry_id not in stem.named] or subjects
        table = np.array([self._read_subject(entry_id, stem) for entry_id in new] or [[0.0] * 6])
        bridges = (stem.units + to_option) / 2
        best = np.partition(bridges, -_N_BRIDGES)[-_N_BRIDGES:] if len(bridges) > _N_BRIDGES else bridges
        easy, hard = bool(_EASY.search(option.text)), bool(_HARD.search(option.text))
        best_of, mean_of = table.max(axis=0).tolist(), table.mean(axis=0).tolist()
        of_subjects = dict(zip(_OF_SUBJECTS, (*best_of, *mean_of), strict=True))
        return OptionSignals(
            **of_subjects,
            likeness=float(vector @ stem.whole),
            to_story=float(vector @ stem.story),
            to_demand=float(vector @ stem.demand),
            bridge=float(best.max()),
            bridges=float(best.mean()),
            weaker=float(np.minimum(stem.units, to_option).max()),
            stated=float(to_option.max()),
            length=len(option.text.split()) / 10,
            easy=float(easy),
            hard=float(hard),
            easy_asked=float(easy and stem.wants_ease),
            hard_asked=float(hard and stem.wants_ease),
            sweeping=float(bool(_SWEEPING.search(option.text))),
            named=float(bool(subjects)),
            closed=float(any(self._is_closed(entry_id) for entry_id in subjects)),
        )

    def _subjects_of(self, option: Option) -> list[str]:
        """The entries that an option names, everyday words only where nothing better is named."""
        mentions = self._answerer.catalogue.find_mentions(option.text)
        clear = [mention for mention in mentions if mention.distinct] or mentions
        return list(dict.fromkeys(mention.ids[0] for mention in clear))

    def _read_subject(self, entry_id: str, stem: _Stem) -> list[float]:
        own, naming = self._own.get(entry_id, []), self._naming.get(entry_id, [])
        passages = self._answerer.retriever.passages_of(entry_id)
        places = [self._index.places[passage.id] for passage in passages]
        if entry_id not in self._tokens:
            texts = " ".join(passage.text for passage in passages if passage.aspect != "avoid")
            self._tokens[entry_id] = frozenset(tokenise(texts))
        return [
            stem.asked.get(entry_id, 0.0),
            stem.demanded.get(entry_id, 0.0),
            float(stem.units[own].max()) if own else 0.0,
            float(stem.units[naming].max()) if naming else 0.0,
            share_covered(stem.words, self._tokens[entry_id]),
            float(stem.lexical[places].max()) if places else 0.0,
        ]

    def _is_closed(self, entry_id: str) -> bool:
        entry = self._answerer.catalogue.find(entry_id)
        return entry is not None and entry.status.state in ("ended", "closed_to_new_customers")

    def _judge(self, choice: _Choice, is_chosen: bool, signals: OptionSignals, stem: _Stem) -> Verdict:
        option = choice.option
        subject = max(choice.subjects, key=lambda e: stem.asked.get(e, 0.0), default=None)
        quote = self._reason(choice, subject, is_chosen, stem)
        is_known = share_known(self._index.words.read_query(option.text)) >= _MIN_KNOWN
        if quote is None or (subject is None and not (is_known and signals.stated >= _MIN_STATED)):
            return Verdict(option, "unknown", subject, None)
        return Verdict(option, "right" if is_chosen else "wrong", subject, quote)

    def _reason(self, choice: _Choice, subject: str | None, is_chosen: bool, stem: _Stem) -> Quote | None:
        """For a chosen option what ties it to the stem; for another what it is and what it is for."""
        near = choice.near
        weight = 0.5 if is_chosen else 0.15
        rows: Sequence[int] = self._own.get(subject or "", [])
        if not rows:
            rows = range(len(self._quotes))
        passages = {row: self._quotes[row].passage for row in rows}
        told = [row for row, p in passages.items() if p.kind not in _NO_REASON and p.aspect not in _NO_REASON]
        if not told:
            return None
        if not is_chosen:  # what it is tells best why it is not what was asked for
            told = [row for row in told if passages[row].aspect == "what"] or told
        return self._quotes[max(told, key=lambda row: weight * stem.units[row] + (1 - weight) * near[row])]
