"""Builds the parts that the skills work with, once for each process."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from actions.citing import ClaimFinder
from actions.records import Records
from actions.sentences import Sentences
from knowledge.answering import Answerer
from knowledge.encoding.encoder import Encoder
from knowledge.index import Index, load_index
from knowledge.retrieval import Retriever
from knowledge.settings import ROOT, KnowledgeSettings
from knowledge.working import ExamWorker
from tutor.building import ItemSources, get_items
from tutor.settings import TutorSettings
from tutor.store.database import Database
from tutor.tutoring import Tutor


class ActionSettings(BaseSettings):
    """Where the skills find their sentences and write what the owner should read."""

    model_config = SettingsConfigDict(env_prefix="ACTIONS_", frozen=True, extra="ignore")

    domain: Path = Field(default=ROOT / "bot" / "domain", description="The dialogue's domain files.")
    records: Path = Field(
        default=ROOT / "var" / "records",
        description="Unanswered questions and feedback for the owner of the sheets.",
    )


@dataclass(frozen=True)
class Parts:
    """What a skill may use.

    Attributes:
        clock: The present moment, aware, UTC.
        rng: Chance: which items, in which order.
    """

    index: Index
    retriever: Retriever
    answerer: Answerer
    worker: ExamWorker
    sentences: Sentences
    records: Records
    tutor: Tutor
    claims: ClaimFinder
    clock: Callable[[], dt.datetime]
    rng: random.Random


def build_parts(
    knowledge: KnowledgeSettings | None = None,
    actions: ActionSettings | None = None,
    rng: random.Random | None = None,
    tutor: TutorSettings | None = None,
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> Parts:
    """Load the encoder, the current index and the item bank, and open the learner store.

    Raises:
        KnowledgeError: The encoder or the index is missing or does not fit; the message says what mends it.
        TutorError: The item bank breaks its form.
    """
    knowledge = knowledge or KnowledgeSettings()
    actions = actions or ActionSettings()
    encoder = Encoder(knowledge.encoder)
    index = load_index(knowledge.index, encoder)
    retriever = Retriever(index, encoder)
    answerer = Answerer(retriever)
    rng = rng or random.Random()
    tutor = tutor or TutorSettings()
    database = Database(tutor.database.get_secret_value())
    database.migrate()

    def likeness(first: str, second: str) -> float:
        vectors = encoder.encode([first, second])
        return float(vectors[0] @ vectors[1])

    sources = ItemSources(tutor.folders, index.passages, index.catalogue, index.version, tutor.items)
    parts = Parts(
        index,
        retriever,
        answerer,
        ExamWorker(answerer),
        Sentences(actions.domain, rng),
        Records(actions.records),
        Tutor(tutor, database, index.catalogue, partial(get_items, sources), likeness),
        ClaimFinder(index),
        clock,
        rng,
    )
    parts.tutor.conversations.drop_old()
    return parts
