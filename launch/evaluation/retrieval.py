"""Our search against its own parts, fixed-size chunks, Haystack and LlamaIndex."""

from collections.abc import Sequence
from functools import partial

from knowledge.evaluation.answers import Response
from knowledge.evaluation.baselines import cut_chunks, fuse, search_dense, search_words, take_passages
from knowledge.evaluation.citations import NAMING_KINDS, names_right_subject
from knowledge.evaluation.metrics import Figures, estimate_share
from knowledge.evaluation.questions import SPLITS, spell_out
from knowledge.evaluation.ranking import (
    DEPTH,
    JudgedRanking,
    Search,
    judge_rankings,
    keep_measured,
    measure_rankings,
)
from knowledge.evaluation.spans import Span
from knowledge.retrieval import Retriever
from launch.console import Step
from launch.environments import EVALUATE, ensure_environments
from launch.evaluation.frameworks import rank_with_frameworks
from launch.evaluation.material import Material
from launch.evaluation.sections import Section, measure_by_kind

OURS = "ours"


def measure_retrieval(material: Material) -> list[Section]:
    """Every system on both halves, and ours for each kind of question."""
    ensure_environments(EVALUATE)
    judged = {
        name: judge_rankings(rankings, material.answerable, material.judge)
        for name, rankings in _rank_all(material).items()
    }
    responses = {response.judged["id"]: response for response in material.responses}
    sections = []
    for split in SPLITS:
        halves = {name: [r for r in found if r.judged["split"] == split] for name, found in judged.items()}
        systems = {name: measure_rankings(half) for name, half in halves.items()}
        kinds = measure_by_kind(
            halves[OURS], lambda r: r.judged["kind"], partial(_measure_ours, responses=responses)
        )
        sections += [
            Section(f"Retrieval, {split} half", "system", systems),
            Section(f"Retrieval by kind, {split} half: ours", "kind", kinds),
        ]
    return sections


def search_with(retriever: Retriever) -> Search:
    """Our own search."""

    def search(query: str, k: int) -> list[Span]:
        passages = [hit.passage for hit in retriever.search(query, k).hits]
        return [Span(passage.sheet, passage.start, passage.end) for passage in passages]

    return search


def _rank_all(material: Material) -> dict[str, dict[str, list[Span]]]:
    """What every system finds for each question, by the question's id."""
    catalogue = material.parts.index.catalogue
    questions = {judged["id"]: spell_out(judged, catalogue) for judged in material.answerable}
    with Step("our search and its parts alone"):
        rankings = {
            name: {question_id: list(search(text, DEPTH)) for question_id, text in questions.items()}
            for name, search in _make_searches(material).items()
        }
    return {**rankings, **rank_with_frameworks(material)}


def _make_searches(material: Material) -> dict[str, Search]:
    retriever, index = material.parts.retriever, material.parts.index
    passages, chunks = take_passages(index.passages), cut_chunks(index.sheets.values())
    near = search_dense(passages, retriever.encoder, material.folder / "passages.npz")
    near_chunks = search_dense(chunks, retriever.encoder, material.folder / "chunks.npz")
    return {
        OURS: search_with(retriever),
        "dense only": near,
        "BM25 only": search_words(passages),
        "fixed-size chunks": fuse(near_chunks, search_words(chunks)),
    }


def _measure_ours(rankings: Sequence[JudgedRanking], responses: dict[str, Response]) -> Figures:
    """The figures of search; where a subject is asked for, also whether the answer is for a right one."""
    named = [responses[r.judged["id"]] for r in rankings if r.judged["kind"] in NAMING_KINDS]
    subject = estimate_share([names_right_subject(response.subjects, response.judged) for response in named])
    return {**measure_rankings(rankings), **keep_measured({"subject": subject})}
