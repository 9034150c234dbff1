"""LlamaIndex over our sheets: its Markdown parser, BM25 and vectors, fused by reciprocal rank, no LLM."""

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import MarkdownNodeParser
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever

from launch.evaluation.apart.exchange import FoundSpan, Job, Locator, Rankings, carry_out

_FUSED_DEPTH = 50


def rank(job: Job) -> Rankings:
    """Ask every question."""
    nodes = [
        node
        for sheet, text in job.sheets.items()
        for node in MarkdownNodeParser().get_nodes_from_documents([Document(text=text, id_=sheet)])
    ]
    spans = _locate(nodes, job)
    retriever = _make_retriever(nodes, job)
    return {
        question_id: [spans[hit.node.node_id] for hit in retriever.retrieve(text)]
        for question_id, text in job.questions.items()
    }


def _locate(nodes: list[TextNode], job: Job) -> dict[str, FoundSpan]:
    locator = Locator(job.sheets)
    return {node.node_id: locator.locate(node.ref_doc_id, node.text) for node in nodes}


def _make_retriever(nodes: list[TextNode], job: Job) -> QueryFusionRetriever:
    model = HuggingFaceEmbedding(model_name=job.model, device="cpu", embed_batch_size=64)
    near = VectorStoreIndex(nodes, embed_model=model).as_retriever(similarity_top_k=_FUSED_DEPTH)
    words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=_FUSED_DEPTH)
    return QueryFusionRetriever(
        [near, words],
        llm=MockLLM(),  # it is never asked: one query means the one given
        num_queries=1,
        mode=FUSION_MODES.RECIPROCAL_RANK,
        similarity_top_k=job.depth,
        use_async=False,
    )


if __name__ == "__main__":
    carry_out(rank)
