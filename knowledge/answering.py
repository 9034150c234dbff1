"""Answers made of quotes: chosen and ordered, never written.

Everything here returns quotes, each a unit of a passage that stands in a sheet, or says that there is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.aspects import HEADINGS
from knowledge.catalogue import Entry
from knowledge.confidence import Signals, read_signals
from knowledge.cues import asks_backstage, asks_money, asks_number, names_other_vendor
from knowledge.encoding.encoder import Embeddings
from knowledge.evidence import RankedUnit, UnitRanker
from knowledge.linear import load_model
from knowledge.names import normalise
from knowledge.passages import Passage, Unit
from knowledge.questions import Question, read_question
from knowledge.retrieval import Hit, RankedSubject, Result, Retriever, rank_subjects
from knowledge.wording import Wording

# What fits on a card before its citations.
_MAX_WORDS = 90
_MAX_QUOTES = 3
# A further quote is worth its place when nearly as much speaks for it as for the first.
_QUOTE_MARGIN = 2.0
# A passage of the field asked for; a named subject's own passages, and those that name it, before others.
_FIELD_BONUS = 0.15
_SUBJECT_BONUS = 0.08
_MENTION_BONUS = 0.04
# Passages beyond a subject's own that name it and are looked at for what is asked of it.
_N_NAMING = 6
# Hits read to tell whether the sheets state what is asked of no subject, or of several.
_N_READ_FOR_SAID = 8
_POOL = 60
# The dialogue's intent is evidence of its own: small talk needs more before it is taken for a question, and
# a need less before it is refused. Every other shape uses the fitted threshold.
_THRESHOLDS = {"small_talk": 0.93, "which": 0.45, "exam": 0.45}
# How far below the best subject another one still is a runner-up that a learner may have meant.
_RUNNER_UP_MARGIN = 0.22
# "I read of X in a paper, what is it?" asks what X is, though the paper is not in the sheets.
_DEFINING_ODDS = 4
# What a named entry is, or says in the field asked for, is surely what was asked.
_OWN_FIELD_CONFIDENCE = 0.9
# A message that the sheets surely speak of is answered, however short it is.
_TOO_CLEAR_TO_ASK = 0.9
# "The plot of Hamlet" holds the name of a chart, "neptune" one of a database: a name does not make it ours.
_FOREIGN_THOUGH_NAMED = 0.015
_LIST_LENGTH = 8
_N_CHOICES = 4
# Nobody who asks what to use wants what is gone, or what new customers cannot have.
_STATE_MALUS = {"ended": 0.2, "ending": 0.05, "closed_to_new_customers": 0.15, "superseded": 0.05}
# Fields that do not say why something is the right choice.
_NO_REASON = frozenset({"what", "avoid", "pricing", "status", "example", "exam"})
_COMPARED_ASPECTS = (
    "what", "use_cases", "avoid", "problem_type", "inputs_outputs", "limits", "range", "pricing", "features",
    "pitfalls", "status",
)  # fmt: skip
_MAX_ROWS = 7


@dataclass(frozen=True)
class Quote:
    """A unit and the passage it stands in."""

    passage: Passage
    unit: Unit

    @property
    def heading(self) -> tuple[str, ...]:
        """From the sheet's title to the field; a table cell ends with its column's name."""
        if self.passage.kind != "row":
            return self.passage.heading
        return (*self.passage.heading, self.unit.label.rpartition(", ")[2])


@dataclass(frozen=True)
class Alternative:
    """Another subject that may have been meant, with one quote that tells it apart."""

    subject: str
    quote: Quote


@dataclass(frozen=True)
class Answer:
    """Quotes that answer a question.

    Attributes:
        subject: The entry answered for, if it is one.
        aspect: The field that the quotes come from, if one was asked for.
        alternatives: What else comes close.
        confidence: Chance that the sheets answer the question, in [0, 1].
    """

    subject: str | None
    aspect: str | None
    quotes: tuple[Quote, ...]
    alternatives: tuple[Alternative, ...]
    confidence: float


@dataclass(frozen=True)
class NotCovered:
    """The sheets do not answer; `nearest` are the headings that come closest.

    Attributes:
        subject: The entry that was named, when the sheets know it but not what was asked of it.
        reason: Not our subject; a product or vendor that the sheets do not teach; or known, but not said.
    """

    subject: str | None
    aspect: str | None
    nearest: tuple[Passage, ...]
    confidence: float
    reason: Literal["off_topic", "other_vendor", "not_said"]


@dataclass(frozen=True)
class Unclear:
    """A name in the question may mean several entries, or the question says too little.

    Attributes:
        name: The unclear name; empty when the question names nothing.
        choices: The entries that may be meant.
    """

    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class ComparisonRow:
    """One aspect of every compared subject; None where the sheets do not say."""

    aspect: str
    cells: tuple[Quote | None, ...]


@dataclass(frozen=True)
class Comparison:
    """Subjects side by side, and the quotes that tell them apart."""

    subjects: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]
    differences: tuple[Quote, ...]


class Answerer:
    """Answers questions from one loaded index."""

    def __init__(self, retriever: Retriever) -> None:
        self.retriever = retriever
        self.catalogue = retriever.index.catalogue
        self._state_malus = {
            entry.id: _STATE_MALUS[entry.status.state]
            for entry in self.catalogue
            if entry.status.state in _STATE_MALUS
        }
        self._units = UnitRanker(retriever)
        self._wording = Wording(retriever.encoder.card.adapter_sha256)
        self._category_words = {entry.category: set(normalise(entry.category)) for entry in self.catalogue}
        self._n_passages = {entry.id: len(retriever.passages_of(entry.id)) for entry in self.catalogue}

    def read(self, text: str, entities: Sequence[str] = ()) -> Question:
        """Read a message; a name that is only misspelt counts as named.

        Args:
            entities: Catalogue ids that the dialogue found; they count when the wording names none.
        """
        question = read_question(text, self.catalogue)
        if question.subjects or question.unclear:
            return question
        speller = self.retriever.speller
        corrected = speller.correct(text)
        kept = self.retriever.keep_known(corrected)
        readings = [corrected, kept]
        if not question.leans_back and not question.aspect:
            readings.append(speller.to_names(kept))
        for reading in readings:
            mended = read_question(reading, self.catalogue)
            if mended.subjects:
                return replace(mended, text=text)
        known = tuple(entity for entity in entities if entity in self.catalogue)
        if known and question.shape == "define":
            return replace(question, subjects=known[:1], leans_back=False)
        return question

    def answer(
        self, question: Question, *, shape: str, focus: str | None = None, focus_aspect: str | None = None
    ) -> Answer | NotCovered | Unclear:
        """Answer one question.

        Args:
            shape: What form the answer takes: ``define``, ``which``, ``aspect``, ``how``, ``exam``,
                ``small_talk`` or ``other``.
            focus: The subject of the conversation, for a question that leans back on it.
            focus_aspect: The aspect asked of it before, for "and what about Textract?".
        """
        if question.unclear:
            return Unclear(question.unclear.text, question.unclear.ids)
        if question.leans_back and not focus and shape != "small_talk":
            return Unclear("", ())
        proper = self._given_in(question).intersection(question.subjects)
        if shape == "which" and proper and not question.is_specific:
            shape = "define"  # "what is Amazon Lookout for Metrics?" asks for no metric
        subjects, aspect, text = self._in_context(question, shape, focus, focus_aspect)
        result = self.retriever.search(text, _POOL)
        signals = self.read_signals(question, result)
        confidence = load_model("confidence").probability(signals)
        is_covered = confidence >= _THRESHOLDS.get(shape, load_model("confidence").threshold)
        if names_other_vendor(question.text) and not is_covered:
            return NotCovered(None, aspect, _nearest(result), confidence, "other_vendor")
        if not subjects and confidence < _TOO_CLEAR_TO_ASK and self._is_vague(signals, shape):
            return Unclear("", self._choices(result, question))
        says_more = question.is_specific or signals.unknown > 0
        if says_more and not question.leans_back and confidence < _FOREIGN_THOUGH_NAMED:
            return NotCovered(None, aspect, _nearest(result), confidence, "off_topic")
        if len(subjects) == 1 and shape != "which" and self._n_passages.get(subjects[0]):
            return self._answer_about(subjects[0], aspect, question, shape, result, confidence)
        if not is_covered and (not subjects or shape in ("small_talk", "which")):
            return NotCovered(None, aspect, _nearest(result), confidence, "off_topic")
        if shape == "which" or (shape == "exam" and not subjects):
            return self._answer_which(result, question, shape, confidence)
        return self._answer_by_passage(result, subjects, aspect, confidence)

    def _in_context(
        self, question: Question, shape: str, focus: str | None, focus_aspect: str | None
    ) -> tuple[tuple[str, ...], str | None, str]:
        """What a question speaks of, which aspect of it, and its text for the search, in its conversation."""
        subjects, aspect = question.subjects, question.aspect
        leans_back = question.leans_back or (shape == "aspect" and not subjects and aspect is not None)
        if leans_back and focus:
            return (focus,), aspect, f"{self.catalogue.name_of(focus)} {question.text}"
        if subjects and focus_aspect and not aspect and shape == "aspect":
            aspect = focus_aspect
        elif len(subjects) > 1 and shape == "aspect":
            subjects = self._the_product(subjects)
        return subjects, aspect, question.text

    def contrast(self, chosen: str, other: str, question: Question) -> Answer | None:
        """Say why another entry than the chosen one was not; None when the sheets do not tell."""
        told = self._alternative(chosen, other)
        if told is None:
            return None
        quotes = [
            told.quote,
            self._definition(other),
            self._first_of(self.retriever.passages_of(chosen), "use_cases"),
        ]
        result = self.retriever.search(question.text, _POOL)
        confidence = max(self.confidence_in(question, result), 0.6)
        return Answer(other, "avoid", _within_budget(quote for quote in quotes if quote), (), confidence)

    @staticmethod
    def _is_vague(signals: Signals, shape: str) -> bool:
        """Whether a question says too little to be answered without asking back."""
        return shape not in ("small_talk", "exam", "list") and load_model("vague").affirms(signals)

    def _choices(self, result: Result, question: Question) -> tuple[str, ...]:
        """What somebody who says so little may have in mind: the products that come closest."""
        ranked = rank_subjects(result, self._n_passages, self._kind_bonus(question.text, "which"))
        products = dict.fromkeys(self._product_of(subject.id) for subject in ranked)
        return tuple(product for product in products if not self._has_ended(product))[:_N_CHOICES]

    def _the_product(self, subjects: tuple[str, ...]) -> tuple[str, ...]:
        """The one product among the subjects: "the encryption of S3" asks of S3, not of encryption."""
        entries = [self.catalogue.find(entry_id) for entry_id in subjects]
        products = tuple(entry.id for entry in entries if entry and entry.kind in _PRODUCTS)
        return products if len(products) == 1 else subjects

    def compare_aspect(self, subjects: Sequence[str], aspect: str) -> Comparison | None:
        """Put one aspect of subjects side by side; None when fewer than two of them have it."""
        row = self._compared_row(aspect, subjects)
        return Comparison(tuple(subjects), (row,), ()) if row else None

    def compare(self, subjects: Sequence[str], question: Question) -> Comparison:
        """Put subjects side by side; the asked aspect comes first."""
        ids = tuple(dict.fromkeys(subjects))
        vector = self.retriever.encoder.encode_query(question.text)
        rows = [self._compared_row(aspect, ids) for aspect in _COMPARED_ASPECTS]
        asked = [self._compared_row(question.aspect, ids)] if question.aspect else []
        shared = self._shared_table(ids)
        full = [row for row in rows if row and row.aspect != HEADINGS.get(question.aspect or "")]
        table = [row for row in (*asked, full[0] if full else None, *shared, *full[1:]) if row]
        return Comparison(ids, tuple(table[:_MAX_ROWS]), tuple(self._differences(ids, vector)))

    def list_subjects(self, question: Question) -> tuple[float, list[Quote]]:
        """Chance that the sheets speak of a question, and definitions of what it asks to list, best first."""
        result = self.retriever.search(question.text, 4 * _POOL)
        wanted = self._kinds_asked(question.text)
        categories = self._categories_asked(question.text)
        bonus = {entry.id: 0.3 for entry in self.catalogue if entry.category in categories}
        ranked = rank_subjects(result, self._n_passages, bonus)
        listed: list[Quote] = []
        for subject in ranked:
            entry = self.catalogue.find(subject.id)
            definition = self._definition(subject.id)
            if entry and definition and (not wanted or entry.kind in wanted):
                if categories and entry.category not in categories:
                    continue
                if listed and subject.score < ranked[0].score * 0.7:
                    break
                listed.append(definition)
        return self.confidence_in(question, result), listed[:_LIST_LENGTH]

    def read_signals(self, question: Question, result: Result) -> Signals:
        """Measure what speaks for and against an answer."""
        return read_signals(question, result, self.catalogue, self._wording)

    def confidence_in(self, question: Question, result: Result) -> float:
        """Chance that the sheets speak of a question, by what a search for it found."""
        return load_model("confidence").probability(self.read_signals(question, result))

    def is_covered(self, confidence: float) -> bool:
        """Whether a confidence is enough to answer."""
        return confidence >= load_model("confidence").threshold

    def _answer_about(
        self,
        subject: str,
        aspect: str | None,
        question: Question,
        shape: str,
        result: Result,
        confidence: float,
    ) -> Answer | NotCovered:
        """Answer from one entry's own passages."""
        passages = self.retriever.passages_of(subject)
        confidence = max(confidence, _OWN_FIELD_CONFIDENCE)
        sentences = self._definition_sentences(subject)
        asks_what = shape in ("define", "aspect") and not question.is_specific
        if sentences and aspect in (None, "what") and asks_what:
            more = self._first_of(passages, "use_cases") or self._first_of(passages, "how")
            quotes = _within_budget([*sentences[:2], *([more] if more else [])])
            return Answer(subject, "what", quotes, (), confidence)
        has_field = any(passage.aspect == aspect for passage in passages if aspect)
        if has_field and not question.is_specific:
            # The writer's order is the best one when nothing in particular is asked.
            field = [Quote(p, unit) for p in passages if p.aspect == aspect for unit in p.units]
            return Answer(subject, aspect, _within_budget(field), (), confidence)
        nearest = tuple(passages[:3])
        if aspect and not has_field and not question.is_specific:
            return NotCovered(subject, aspect, nearest, 1 - confidence, "not_said")
        naming = [hit.passage for hit in result.hits if subject in hit.passage.mentions][:_N_NAMING]
        pool = {p.id: p for p in (passages if has_field else (*passages, *naming))}.values()
        entry = self.catalogue.find(subject)
        ranked = self._units.rank(pool, result, aspect, entry)
        said = load_model("said")
        # In the field asked for the subject alone already speaks for an answer.
        is_lenient = has_field and not asks_number(question.text) and not asks_money(question.text)
        threshold = said.threshold / 2 if is_lenient else said.threshold
        chance = said.probability(self._units.read_signals(ranked, result, aspect, entry))
        is_definition = shape == "define" and sentences and not asks_backstage(question.text)
        if chance < threshold and is_definition and chance >= threshold / _DEFINING_ODDS:
            return Answer(subject, "what", _within_budget(sentences[:2]), (), chance)
        if chance < threshold:
            return NotCovered(subject, aspect, nearest, chance, "not_said")
        if has_field and ranked[0].passage.aspect == aspect:
            ranked = [unit for unit in ranked if unit.passage.aspect == aspect]
        return Answer(subject, aspect, _near_equals(ranked), (), chance)

    def _answer_which(
        self, result: Result, question: Question, shape: str, confidence: float
    ) -> Answer | NotCovered:
        """Answer with the entry for which most evidence speaks, and say what else comes close."""
        if shape == "exam":
            bonus = {entry.id: 0.3 for entry in self.catalogue if entry.category == "exam"}
        else:
            bonus = self._kind_bonus(question.text, shape)
            for entry_id, malus in self._state_malus.items():
                bonus[entry_id] = bonus.get(entry_id, 0.0) - malus
        given = self._given_in(question)
        ranked = [s for s in rank_subjects(result, self._n_passages, bonus) if s.id not in given]
        ranked = self._of_kind(ranked, self._kinds_asked(question.text))
        if not ranked:
            return self._answer_by_passage(result, question.subjects, question.aspect, confidence)
        first = ranked[0]
        subject = self._product_of(first.id) if shape == "which" else first.id
        quotes = _within_budget(
            [q for q in (self._definition(subject), self._evidence_for(first, result)) if q]
        )
        close = [s for s in ranked[1:6] if s.score > first.score - _RUNNER_UP_MARGIN and s.id != subject]
        close = [s for s in close if not self._has_ended(s.id)]
        others = [o for o in close if self._product_of(o.id) != subject] or close
        alternatives = tuple(a for a in (self._alternative(first.id, other.id) for other in others[:2]) if a)
        return Answer(subject, None, quotes, alternatives, confidence)

    def _of_kind(self, ranked: list[RankedSubject], kinds: frozenset[str]) -> list[RankedSubject]:
        """The entries of the kind asked for, where one comes near the best: a use case is no service."""
        entries = {entry.id for entry in self.catalogue if entry.kind in kinds}
        fitting = [subject for subject in ranked if subject.id in entries]
        return fitting if fitting and fitting[0].score > 0.7 * ranked[0].score else ranked

    def _given_in(self, question: Question) -> set[str]:
        """Entries called by their proper name: "data in S3" is what one has, "a CDN" what one looks for."""
        given = set()
        for mention in self.catalogue.find_mentions(question.text):
            if mention.text.islower() and mention.text.isalpha():
                continue  # "translates web pages" says what to do, not Amazon Translate
            words = _core(mention.text)
            for entry_id in mention.ids:
                entry = self.catalogue.find(entry_id)
                if entry and words in [_core(name) for name in (entry.name, *entry.abbreviations)]:
                    given.add(entry_id)
        return given

    def _evidence_for(self, ranked: RankedSubject, result: Result) -> Quote:
        """The quote that best says why an entry is what was asked for."""
        own = [
            passage for passage in self.retriever.passages_of(ranked.id) if passage.aspect not in _NO_REASON
        ]
        if own:
            best = self._units.rank(own, result, "use_cases", self.catalogue.find(ranked.id))[0]
            return Quote(best.passage, best.unit)
        hit, unit = ranked.hits[0]
        return Quote(hit.passage, hit.passage.units[unit])

    def _has_ended(self, subject: str) -> bool:
        entry = self.catalogue.find(subject)
        return entry is not None and entry.status.state == "ended"

    def _product_of(self, subject: str) -> str:
        """The service that an operation belongs to: people ask for Rekognition, not for its face search."""
        entry = self.catalogue.find(subject)
        return entry.part_of if entry and entry.part_of else subject

    def _answer_by_passage(
        self, result: Result, subjects: Sequence[str], aspect: str | None, confidence: float
    ) -> Answer | NotCovered:
        """Answer from the best passage, and its near equals about the same subject."""
        wanted = set(subjects)
        chance = self._chance_said(result, subjects, aspect)
        threshold = load_model("said").threshold
        if subjects and chance < threshold:
            return NotCovered(subjects[0], aspect, _nearest(result), chance, "not_said")
        if chance < threshold / 2:
            return NotCovered(None, aspect, _nearest(result), chance, "off_topic")

        def score(hit: Hit) -> float:
            own = _SUBJECT_BONUS if hit.passage.subject in wanted else 0.0
            named = _MENTION_BONUS if wanted & set(hit.passage.mentions) else 0.0
            field = _FIELD_BONUS if aspect and hit.passage.aspect == aspect else 0.0
            return hit.score + own + named + field

        hits = sorted(result.hits, key=score, reverse=True)
        best = hits[0].passage
        near = [
            hit.passage
            for hit in hits[:6]
            if hit is hits[0]
            or (best.subject and hit.passage.subject == best.subject and score(hit) > score(hits[0]) * 0.8)
        ]
        ranked = self._units.rank(near, result, aspect, self.catalogue.find(best.subject))
        return Answer(best.subject, aspect, _near_equals(ranked), (), confidence)

    def _chance_said(self, result: Result, subjects: Sequence[str], aspect: str | None) -> float:
        """Chance that what was found, or what stands under the subjects, states what is asked."""
        own = [passage for subject in subjects for passage in self.retriever.passages_of(subject)]
        found = [hit.passage for hit in result.hits[:_N_READ_FOR_SAID]]
        pool = {passage.id: passage for passage in (*own, *found)}.values()
        entry = self.catalogue.find(subjects[0]) if subjects else None
        ranked = self._units.rank(pool, result, aspect, entry)
        return load_model("said").probability(self._units.read_signals(ranked, result, aspect, entry))

    def _definition(self, subject: str) -> Quote | None:
        """The first sentence of an entry: the best one-sentence answer to "what is it?"."""
        return next(iter(self._definition_sentences(subject)), None)

    def _definition_sentences(self, subject: str) -> list[Quote]:
        for passage in self.retriever.passages_of(subject):
            if passage.aspect == "what" and passage.kind in ("paragraph", "list"):
                return [Quote(passage, unit) for unit in passage.units]
        return []

    @staticmethod
    def _first_of(passages: Iterable[Passage], aspect: str) -> Quote | None:
        return next((Quote(p, p.units[0]) for p in passages if p.aspect == aspect), None)

    def _alternative(self, first: str, other: str) -> Alternative | None:
        """One quote on why the other was not chosen: where the sheets tell the two apart, else what it is."""
        for here, there in ((first, other), (other, first)):
            for passage in self.retriever.passages_of(here):
                if passage.aspect == "avoid":
                    for unit in passage.units:
                        if there in unit.mentions:
                            return Alternative(other, Quote(passage, unit))
        definition = self._definition(other)
        return Alternative(other, definition) if definition else None

    def _compared_row(self, aspect: str, ids: Sequence[str]) -> ComparisonRow | None:
        cells = tuple(
            self._definition(i) if aspect == "what" else self._first_of(self.retriever.passages_of(i), aspect)
            for i in ids
        )
        if sum(cell is not None for cell in cells) < 2:
            return None
        return ComparisonRow(HEADINGS[aspect], cells)

    def _shared_table(self, ids: Sequence[str]) -> list[ComparisonRow]:
        """Columns of a table that has a row for each of the subjects."""
        tables: list[dict[tuple[str, ...], Passage]] = []
        for entry_id in ids:
            rows = (p for p in self.retriever.passages_of(entry_id) if p.kind == "row")
            tables.append({(p.sheet, *p.heading[:-1]): p for p in rows})
        shared = [key for key in tables[0] if all(key in table for table in tables[1:])]
        if not shared:
            return []
        columns: dict[str, list[Quote | None]] = {}
        for place, table in enumerate(tables):
            passage = table[shared[0]]
            for unit in passage.units:
                column = unit.label.rpartition(", ")[2]
                columns.setdefault(column, [None] * len(ids))[place] = Quote(passage, unit)
        return [ComparisonRow(column, tuple(cells)) for column, cells in columns.items()]

    def _differences(self, ids: Sequence[str], vector: Embeddings) -> list[Quote]:
        """Bullets of the subjects that name one another, the ones that tell them apart first."""
        found: list[tuple[float, Quote]] = []
        for entry_id in ids:
            others = set(ids) - {entry_id}
            for passage in self.retriever.passages_of(entry_id):
                if passage.aspect not in ("avoid", "exam", "pitfalls"):
                    continue
                cosines = self.retriever.unit_cosines(passage, vector)
                for unit, cosine in zip(passage.units, cosines, strict=True):
                    if others & set(unit.mentions):
                        bonus = 0.5 if passage.aspect == "avoid" else 0.0
                        found.append((float(cosine) + bonus, Quote(passage, unit)))
        return [quote for _, quote in sorted(found, key=lambda pair: -pair[0])[:2]]

    def _kind_bonus(self, text: str, shape: str) -> dict[str, float]:
        """What raises entries of the kind asked for; where none is, what can be used as it is."""
        wanted = self._kinds_asked(text)
        if wanted:
            return {entry.id: 0.2 for entry in self.catalogue if entry.kind in wanted}
        if shape == "which":
            return {entry.id: 0.05 for entry in self.catalogue if entry.kind in _PRODUCTS}
        return {}

    @staticmethod
    def _kinds_asked(text: str) -> frozenset[str]:
        words = set(normalise(text))
        kinds = {kind for word, named in _KIND_WORDS.items() if word in words for kind in named}
        return frozenset(kinds)

    def _categories_asked(self, text: str) -> frozenset[str]:
        words = set(normalise(text))
        return frozenset(category for category, named in self._category_words.items() if named & words)


_PRODUCTS = ("service", "feature", "framework")
_KIND_WORDS = {
    "service": ("service", "feature"),
    "tool": ("service", "feature", "framework"),
    "feature": ("feature",),
    "algorithm": ("algorithm", "technique"),
    "metric": ("metric",),
    "framework": ("framework",),
    "library": ("framework",),
    "technique": ("technique", "concept"),
    "method": ("technique", "concept", "algorithm"),
}


def lifecycle_of(entry: Entry | None, question: Question) -> Entry | None:
    """The entry, when its status is something that the asker should know."""
    if entry is None or entry.status.state == "active":
        return None
    if entry.status.state == "renamed":
        old = {normalise(name) for name in entry.old_names}
        asked = normalise(question.text)
        said = any(_contains(asked, name) for name in old)
        return entry if said else None
    return entry


def _contains(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(words[i : i + len(part)] == part for i in range(len(words) - len(part) + 1))


def _core(name: str) -> tuple[str, ...]:
    """The words of a name without the vendor's."""
    return tuple(word for word in normalise(name) if word not in ("amazon", "aws"))


def _nearest(result: Result) -> tuple[Passage, ...]:
    """The first passages under different headings."""
    nearest: dict[tuple[str, ...], Passage] = {}
    for hit in result.hits:
        nearest.setdefault(hit.passage.heading[:2], hit.passage)
        if len(nearest) == 3:
            break
    return tuple(nearest.values())


def _near_equals(ranked: Sequence[RankedUnit]) -> tuple[Quote, ...]:
    """The best unit and those hardly behind it."""
    best = ranked[0].score
    return _within_budget(Quote(r.passage, r.unit) for r in ranked if r.score > best - _QUOTE_MARGIN)


def _within_budget(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """The first quotes that fit on a card, each once; always at least one."""
    kept: dict[tuple[str, int], Quote] = {}
    n_words = 0
    for quote in quotes:
        n_words += len(quote.unit.text.split())
        if kept and (n_words > _MAX_WORDS or len(kept) == _MAX_QUOTES):
            break
        kept.setdefault((quote.passage.sheet, quote.unit.start), quote)
    return tuple(kept.values())
