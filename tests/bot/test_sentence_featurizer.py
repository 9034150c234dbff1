import json

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.sentence_encoder import EncoderUnusable, SentenceEncoder, read_identity
from bot.sentence_featurizer import EncoderChanged, SentenceFeaturizer


@pytest.fixture
def graph(tmp_path):
    """The parts of a graph that a component is made with."""
    directory = tmp_path / "model"
    directory.mkdir()
    return (
        LocalModelStorage.create(directory),
        Resource("featurizer"),
        ExecutionContext(GraphSchema({})),
    )


def configure(folder, **settings):
    return {**SentenceFeaturizer.get_default_config(), "encoder": str(folder), **settings}


def make(graph, folder, **settings):
    return SentenceFeaturizer.create(configure(folder, **settings), *graph)


def write_identity(folder, **changes):
    path = folder / "encoder.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def featurize(featurizer, *texts):
    messages = [Message({TEXT: text}) for text in texts]
    featurizer.process(messages)
    return np.vstack([message.get_dense_features(TEXT)[1].features for message in messages])


def test_message_gets_its_vector_times_the_scale(graph, encoder_folder):
    vectors = featurize(make(graph, encoder_folder, scale=8), "what is polly")

    assert vectors.shape == (1, 4)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors) == pytest.approx(8)


def test_batches_give_what_single_messages_give(graph, encoder_folder):
    texts = ["hello", "what is polly and what is textract", "bye", "price", "what is the price and why"] * 9
    featurizer = make(graph, encoder_folder)

    together = featurize(featurizer, *texts)

    assert together == pytest.approx(np.vstack([featurize(featurizer, text) for text in texts]), abs=1e-6)


def test_training_examples_get_the_same_feature(graph, encoder_folder):
    featurizer = make(graph, encoder_folder)
    example = Message({TEXT: "hello", "intent": "greet"})
    featurizer.process_training_data(TrainingData([example]))

    assert example.get_dense_features(TEXT)[1].features == pytest.approx(featurize(featurizer, "hello"))


def test_message_without_text_gets_none(graph, encoder_folder):
    message = Message({})
    make(graph, encoder_folder).process([message])

    assert not message.features


def test_text_longer_than_the_encoder_reads_is_cut(graph, encoder_folder):
    assert featurize(make(graph, encoder_folder), "hello " * 500).shape == (1, 4)


def test_trained_model_loads_beside_its_encoder(graph, encoder_folder):
    make(graph, encoder_folder).train(TrainingData())

    assert featurize(SentenceFeaturizer.load(configure(encoder_folder), *graph), "hello").shape == (1, 4)


def test_other_encoder_than_the_trained_one_is_refused(graph, encoder_folder):
    make(graph, encoder_folder).train(TrainingData())
    tokenizer = encoder_folder / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text().replace("polly", "lex"))

    with pytest.raises(EncoderChanged, match="not the one that the dialogue was trained with.*make run"):
        SentenceFeaturizer.load(configure(encoder_folder), *graph)


def test_changed_weights_are_refused(graph, encoder_folder):
    make(graph, encoder_folder).train(TrainingData())
    with (encoder_folder / "model.onnx").open("ab") as file:
        file.write(b"x")

    with pytest.raises(EncoderUnusable, match="but encoder.json says.*make run"):
        SentenceFeaturizer.load(configure(encoder_folder), *graph)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "encoder.json"])
def test_missing_file_is_refused(encoder_folder, name):
    (encoder_folder / name).unlink()

    with pytest.raises(EncoderUnusable, match=f"(?s)no usable sentence encoder in .*{name}.*make run"):
        read_identity(encoder_folder)


def test_training_cache_is_tied_to_the_encoder(encoder_folder):
    before = SentenceFeaturizer.fingerprint_addon(configure(encoder_folder))
    write_identity(encoder_folder, max_tokens=4)

    assert SentenceFeaturizer.fingerprint_addon(configure(encoder_folder)) != before


def test_environment_names_the_folder(graph, encoder_folder, monkeypatch):
    monkeypatch.setenv("DIALOGUE_ENCODER", str(encoder_folder))

    assert featurize(make(graph, "/nowhere"), "hello").shape == (1, 4)


@pytest.mark.parametrize("scale", [0, -1, "15", None, True])
def test_scale_that_is_no_positive_number_is_refused(graph, encoder_folder, scale):
    with pytest.raises(InvalidConfigException, match="scale of SentenceFeaturizer must be a number above 0"):
        make(graph, encoder_folder, scale=scale)


def test_encoder_keeps_the_order_of_texts(encoder_folder):
    encoder = SentenceEncoder.open(encoder_folder, read_identity(encoder_folder))
    long_first = encoder.encode(["what is polly and what is textract", "hello"])

    assert long_first[1] == pytest.approx(encoder.encode(["hello"])[0], abs=1e-6)
