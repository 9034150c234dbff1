"""From settings to a current index: export the model if needed, then build what changed."""

import os
from collections.abc import Callable

from knowledge.catalogue import load_catalogue
from knowledge.encoding.adapter import adapter_digest
from knowledge.encoding.encoder import DEFAULT_MODEL, Encoder, EncoderCard
from knowledge.errors import EncoderUnavailable
from knowledge.index import BuildReport, build_index
from knowledge.loading import load_sheets
from knowledge.sample_questions import load_sample_questions
from knowledge.settings import KnowledgeSettings

_WORKERS = os.cpu_count() or 1


def build(
    settings: KnowledgeSettings,
    on_step: Callable[[str], object] = lambda _step: None,
    on_start: Callable[[int], object] = lambda _total: None,
    on_progress: Callable[[int], object] = lambda _done: None,
) -> BuildReport:
    """Bring encoder and index up to date.

    Args:
        on_step: Called with what is being done, in a word or two.
        on_start: Called with the number of texts to embed.
        on_progress: Called with the number of texts embedded since the last call.

    Raises:
        KnowledgeError: A sheet, the catalogue or the model does not fit; what served before still does.
    """
    sheets = load_sheets(settings.sheet_folders)
    catalogue = load_catalogue(settings.catalogue)
    samples = load_sample_questions(settings.sample_questions, catalogue)
    encoder = _load_exported(settings)
    if encoder is None:
        on_step("exporting the model")
        from knowledge.encoding.export import export_encoder

        export_encoder(settings.model, settings.encoder)
        encoder = Encoder(settings.encoder, _WORKERS)
    on_step("embedding")
    return build_index(settings.index, sheets, catalogue, encoder, samples, on_start, on_progress)


def _load_exported(settings: KnowledgeSettings) -> Encoder | None:
    """The encoder, when the one exported is whole and of the model and adapter that are set."""
    try:
        card = EncoderCard.read(settings.encoder)
        adapter = adapter_digest() if settings.model == DEFAULT_MODEL else ""
        if (card.name, card.adapter_sha256) == (settings.model, adapter):
            return Encoder(settings.encoder, _WORKERS)
    except EncoderUnavailable:
        pass
    return None
