"""Haystack over our sheets: its Markdown splitter, BM25 and embeddings in memory, reciprocal rank."""

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import MarkdownHeaderSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from launch.evaluation.apart.exchange import Job, Locator, Rankings, carry_out

_FUSED_DEPTH = 50


def rank(job: Job) -> Rankings:
    """Ask every question."""
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(_embed(_split(job), job.model))
    pipeline = _make_pipeline(store, job)
    rankings = {}
    for question_id, text in job.questions.items():
        found = pipeline.run({"embedder": {"text": text}, "words": {"query": text}})["joiner"]["documents"]
        rankings[question_id] = [tuple(document.meta["span"]) for document in found]
    return rankings


def _split(job: Job) -> list[Document]:
    documents = [Document(content=text, meta={"sheet": sheet}) for sheet, text in job.sheets.items()]
    # Sections of our sheets are short; 200 words, its own default, is about what the model reads.
    splitter = MarkdownHeaderSplitter(secondary_split="word", split_length=200)
    chunks: list[Document] = splitter.run(documents)["documents"]
    locator = Locator(job.sheets)
    for chunk in chunks:
        chunk.meta["span"] = locator.locate(chunk.meta["sheet"], chunk.content)
    return chunks


def _embed(chunks: list[Document], model: str) -> list[Document]:
    # "Limits" says little without the service above it.
    embedder = SentenceTransformersDocumentEmbedder(
        model=model, meta_fields_to_embed=["parent_headers"], progress_bar=False
    )
    embedder.warm_up()
    embedded: list[Document] = embedder.run(chunks)["documents"]
    return embedded


def _make_pipeline(store: InMemoryDocumentStore, job: Job) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("embedder", SentenceTransformersTextEmbedder(model=job.model, progress_bar=False))
    pipeline.add_component("near", InMemoryEmbeddingRetriever(store, top_k=_FUSED_DEPTH))
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=_FUSED_DEPTH))
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=job.depth)
    pipeline.add_component("joiner", joiner)
    pipeline.connect("embedder.embedding", "near.query_embedding")
    pipeline.connect("near", "joiner")
    pipeline.connect("words", "joiner")
    return pipeline


if __name__ == "__main__":
    carry_out(rank)
