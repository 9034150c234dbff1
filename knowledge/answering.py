"""Answers made of quotes: chosen and ordered, never written.

Everything here returns quotes, each a unit of a passage that stands in a sheet, or says that there is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.aspects import HEADINGS
from knowledge.catalogue import Entry
from knowledge.confidence import load_model, read_signals
from knowledge.encoding.encoder import Embeddings
from knowledge.lexical import LexicalQuery, tokenise
from knowledge.names import normalise
from knowledge.passages import Passage, Unit
from knowledge.questions import Question, lacks_quantity, names_other_vendor, read_question
from knowledge.retrieval import Hit, Result, Retriever, rank_subjects, share_covered

# What fits on a card before its citations.
_MAX_WORDS = 90
_MAX_QUOTES = 3
# A further quote is worth its place when it is nearly as close to the question as the first.
_QUOTE_MARGIN = 0.1
# A bullet of the field asked for before one of another field; a bare cell after a sentence.
_FIELD_BONUS = 0.3
_CELL_MALUS = 0.08
# A named subject's own passages, and those that name it, before others that are as close.
_SUBJECT_BONUS = 0.08
_MENTION_BONUS = 0.04
# Below this closeness a subject's sheet does not speak of what was asked; in the field asked for, and for a
# question without a field, the mere subject already speaks for it.
_MIN_CLOSENESS = 0.45
_MIN_SPECIFIC = 0.3
_POOL = 60
# The dialogue's intent is evidence of its own: small talk needs more before it is taken for a question, and
# a need less before it is refused. Every other shape uses the fitted threshold.
_THRESHOLDS = {"small_talk": 0.93, "which": 0.45, "exam": 0.45}
# How far below the best subject another one still is a runner-up that a learner may have meant.
_RUNNER_UP_MARGIN = 0.22
_LIST_LENGTH = 8
# Nobody who asks what to use wants what is gone, or what new customers cannot have.
_STATE_MALUS = {"ended": 0.2, "ending": 0.05, "closed_to_new_customers": 0.05, "superseded": 0.05}
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
    """

    subject: str | None
    aspect: str | None
    nearest: tuple[Passage, ...]
    confidence: float


@dataclass(frozen=True)
class Unclear:
    """A name in the question may mean several entries, or it names nothing to speak of.

    Attributes:
        choices: The entries that may be meant; none when nothing is named.
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
        mended = read_question(self.retriever.speller.correct(text), self.catalogue)
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
        subjects, aspect, text = question.subjects, question.aspect, question.text
        leans_back = question.leans_back or (shape == "aspect" and not subjects and aspect is not None)
        if leans_back and focus:
            subjects = (focus,)
            text = f"{self.catalogue.name_of(focus)} {text}"
        elif question.leans_back and shape != "small_talk":
            return Unclear("", ())
        elif subjects and focus_aspect and not aspect and shape == "aspect":
            aspect = focus_aspect
        elif len(subjects) > 1 and shape == "aspect":
            subjects = self._the_product(subjects)
        result = self.retriever.search(text, _POOL)
        confidence = self.confidence_in(question, result)
        threshold = _THRESHOLDS.get(shape, load_model().threshold)
        if names_other_vendor(question.text) and confidence < threshold:
            return NotCovered(None, aspect, _nearest(result), confidence)
        if len(subjects) == 1 and self._is_about(subjects[0], aspect, shape):
            return self._answer_about(subjects[0], aspect, question, shape, result, confidence)
        if confidence < threshold and not (subjects and shape != "small_talk"):
            return NotCovered(None, aspect, _nearest(result), confidence)
        if shape == "which" or (shape == "exam" and not subjects):
            return self._answer_which(result, question, shape, confidence)
        return self._answer_by_passage(result, subjects, aspect, confidence)

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

    def confidence_in(self, question: Question, result: Result) -> float:
        """Chance that the sheets speak of a question, by what a search for it found."""
        return load_model().probability(read_signals(question, result, self.catalogue))

    def is_covered(self, confidence: float) -> bool:
        """Whether a confidence is enough to answer."""
        return confidence >= load_model().threshold

    def _is_about(self, subject: str, aspect: str | None, shape: str) -> bool:
        """Whether a question is answered from one entry's own passages alone."""
        if shape == "which" or not self._n_passages.get(subject):
            return False
        return shape in ("define", "aspect", "exam") or self._has_field(subject, aspect)

    def _has_field(self, subject: str, aspect: str | None) -> bool:
        return any(passage.aspect == aspect for passage in self.retriever.passages_of(subject) if aspect)

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
        confidence = max(confidence, 0.6)
        sentences = self._definition_sentences(subject)
        if sentences and (aspect in (None, "what")) and shape in ("define", "aspect"):
            more = self._first_of(passages, "use_cases") or self._first_of(passages, "how")
            quotes = _within_budget([*sentences[:2], *([more] if more else [])])
            return Answer(subject, "what", quotes, (), confidence)
        has_field = self._has_field(subject, aspect)
        if has_field and not question.is_specific:
            # The writer's order is the best one when nothing in particular is asked.
            field = [Quote(p, unit) for p in passages if p.aspect == aspect for unit in p.units]
            return Answer(subject, aspect, _within_budget(field), (), confidence)
        if aspect and not has_field and not question.is_specific:
            return NotCovered(subject, aspect, tuple(passages[:3]), confidence)
        pool = [p for p in passages if p.aspect == aspect or p.kind == "row"] if has_field else passages
        closest = self._closest(pool, result, aspect, subject)
        quotes = _near_equals(closest)
        is_said = closest[0][0] >= (_MIN_SPECIFIC if has_field or not aspect else _MIN_CLOSENESS)
        if not is_said or lacks_quantity(question.text, " ".join(quote.unit.text for _, quote in closest)):
            return NotCovered(subject, aspect, tuple(passages[:3]), confidence)
        return Answer(subject, aspect, quotes, (), confidence)

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
        ranked = [s for s in rank_subjects(result, self._n_passages, bonus) if s.id not in question.subjects]
        if not ranked:
            return self._answer_by_passage(result, question.subjects, question.aspect, confidence)
        first = ranked[0]
        hit, unit = first.hits[0]
        subject = self._product_of(first.id) if shape == "which" else first.id
        evidence = Quote(hit.passage, hit.passage.units[unit])
        quotes = _within_budget([q for q in (self._definition(subject), evidence) if q])
        close = [s for s in ranked[1:6] if s.score > first.score - _RUNNER_UP_MARGIN and s.id != subject]
        close = [s for s in close if not self._has_ended(s.id)]
        others = [o for o in close if self._product_of(o.id) != subject] or close
        alternatives = tuple(a for a in (self._alternative(first.id, other.id) for other in others[:2]) if a)
        return Answer(subject, None, quotes, alternatives, confidence)

    def _has_ended(self, subject: str) -> bool:
        entry = self.catalogue.find(subject)
        return entry is not None and entry.status.state == "ended"

    def _product_of(self, subject: str) -> str:
        """The service that an operation belongs to: people ask for Rekognition, not for its face search."""
        entry = self.catalogue.find(subject)
        return entry.part_of if entry and entry.part_of else subject

    def _answer_by_passage(
        self, result: Result, subjects: Sequence[str], aspect: str | None, confidence: float
    ) -> Answer:
        """Answer from the best passage, and its near equals about the same subject."""
        wanted = set(subjects)

        def score(hit: Hit) -> float:
            own = _SUBJECT_BONUS if hit.passage.subject in wanted else 0.0
            named = _MENTION_BONUS if wanted & set(hit.passage.mentions) else 0.0
            field = _FIELD_BONUS / 2 if aspect and hit.passage.aspect == aspect else 0.0
            return hit.score + own + named + field

        hits = sorted(result.hits, key=score, reverse=True)
        best = hits[0].passage
        near = [
            hit.passage
            for hit in hits[:6]
            if hit is hits[0]
            or (best.subject and hit.passage.subject == best.subject and score(hit) > score(hits[0]) * 0.8)
        ]
        quotes = _near_equals(self._closest(near, result, aspect, best.subject))
        return Answer(best.subject, aspect, quotes, (), confidence)

    def _closest(
        self, passages: Sequence[Passage], result: Result, aspect: str | None, subject: str | None
    ) -> list[tuple[float, Quote]]:
        """Units with their closeness to the question, the closest first.

        Closeness is half the cosine and half the share of the question's words, the subject's own names left
        out, that the unit and its label hold; a unit of the field asked for gets a bonus.
        """
        words = _without_names(result.words, self.catalogue.find(subject))
        scored: list[tuple[float, Quote]] = []
        for passage in passages:
            bonus = _FIELD_BONUS if aspect and passage.aspect == aspect else 0.0
            if passage.kind == "row":
                bonus -= _CELL_MALUS
            cosines = self.retriever.unit_cosines(passage, result.vector)
            for unit, cosine in zip(passage.units, cosines, strict=True):
                held = share_covered(words, tokenise(f"{unit.label} {unit.text}"))
                scored.append((0.5 * float(cosine) + 0.5 * held + bonus, Quote(passage, unit)))
        return sorted(scored, key=lambda pair: -pair[0])

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


def _nearest(result: Result) -> tuple[Passage, ...]:
    """The first passages under different headings."""
    nearest: dict[tuple[str, ...], Passage] = {}
    for hit in result.hits:
        nearest.setdefault(hit.passage.heading[:2], hit.passage)
        if len(nearest) == 3:
            break
    return tuple(nearest.values())


def _near_equals(closest: Sequence[tuple[float, Quote]]) -> tuple[Quote, ...]:
    """The closest quote and those hardly behind it."""
    best = closest[0][0]
    return _within_budget([quote for score, quote in closest if score > best - _QUOTE_MARGIN])


def _without_names(words: LexicalQuery, entry: Entry | None) -> LexicalQuery:
    """A query's words without those of the names of what it is about."""
    names = set(tokenise(" ".join(entry.names))) if entry else set()
    kept = [place for place, token in enumerate(words.tokens) if token not in names]
    return LexicalQuery(
        tuple(words.tokens[place] for place in kept),
        words.weights[kept],
        tuple(words.known[place] for place in kept),
    )


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
