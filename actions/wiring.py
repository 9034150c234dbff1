"""Builds the parts that the skills work with, once for each process."""

import random
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from actions.records import Records
from actions.sentences import Sentences
from knowledge.answering import Answerer
from knowledge.encoding.encoder import Encoder
from knowledge.index import Index, load_index
from knowledge.retrieval import Retriever
from knowledge.settings import ROOT, KnowledgeSettings
from knowledge.working import ExamWorker


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
    """What a skill may use."""

    index: Index
    retriever: Retriever
    answerer: Answerer
    worker: ExamWorker
    sentences: Sentences
    records: Records


def build_parts(
    knowledge: KnowledgeSettings | None = None,
    actions: ActionSettings | None = None,
    rng: random.Random | None = None,
) -> Parts:
    """Load the encoder and the current index.

    Raises:
        KnowledgeError: One of them is missing or does not fit; the message says what mends it.
    """
    knowledge = knowledge or KnowledgeSettings()
    actions = actions or ActionSettings()
    encoder = Encoder(knowledge.encoder)
    index = load_index(knowledge.index, encoder)
    retriever = Retriever(index, encoder)
    answerer = Answerer(retriever)
    return Parts(
        index,
        retriever,
        answerer,
        ExamWorker(answerer),
        Sentences(actions.domain, rng or random.Random()),
        Records(actions.records),
    )
