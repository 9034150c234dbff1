"""A Rasa component that gives every message the vector of a sentence encoder."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.exceptions import InvalidConfigException, RasaException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.sentence_encoder import EncoderIdentity, SentenceEncoder, read_identity

IDENTITY_FILE = "encoder.json"


class EncoderChanged(RasaException):
    """The encoder is not the one that the model was trained with."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds a dense sentence feature, shape (1, dimension), times `scale`.

    Training stores the encoder's identity in the model; loading the model beside another encoder is
    refused, since the classifier would read the vectors wrongly without any error.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings: `encoder`, a folder, and `scale`, which stands in for the classifier's C."""
        return {
            **DenseFeaturizer.get_default_config(),
            "encoder": "var/encoder",
            "scale": 1.0,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages whose version is part of the training fingerprint."""
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Check the settings.

        Raises:
            InvalidConfigException: `scale` is not a number above 0.
        """
        scale = config.get("scale", 1.0)
        if not isinstance(scale, (int, float)) or isinstance(scale, bool) or scale <= 0:
            raise InvalidConfigException(f"scale of {cls.__name__} must be a number above 0, got {scale!r}")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Tie Rasa's training cache to the encoder's files: without it a new encoder would go unnoticed."""
        identity = read_identity(find_encoder_folder(config))
        return f"{identity.onnx_sha256} {identity.tokenizer_sha256} {identity.max_tokens}"

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Make the component for training."""
        folder = find_encoder_folder(config)
        identity = read_identity(folder)
        return cls(config, execution_context.node_name, model_storage, resource, folder, identity)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> SentenceFeaturizer:
        """Make the component from a trained model.

        Raises:
            EncoderChanged: The folder now holds another encoder.
        """
        featurizer = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            trained_with = EncoderIdentity(
                **json.loads((directory / IDENTITY_FILE).read_text(encoding="utf-8"))
            )
        featurizer.refuse_other_encoder(trained_with)
        return featurizer

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        folder: Path,
        identity: EncoderIdentity,
    ) -> None:
        super().__init__(name, {**self.get_default_config(), **config})
        self._model_storage = model_storage
        self._resource = resource
        self._folder = folder
        self._identity = identity
        self._encoder = SentenceEncoder.open(folder, identity)
        self._scale = np.float32(self._config["scale"])

    def refuse_other_encoder(self, trained_with: EncoderIdentity) -> None:
        """Compare the encoder at hand with the one the model was trained with.

        Raises:
            EncoderChanged: They differ.
        """
        if trained_with != self._identity:
            raise EncoderChanged(
                f"the sentence encoder in {self._folder} (sha256 {self._identity.onnx_sha256}) is not the "
                f"one that the dialogue was trained with (sha256 {trained_with.onnx_sha256}): "
                "run `make run` to train again"
            )

    def train(self, training_data: TrainingData) -> Resource:  # noqa: ARG002 (Rasa passes it by name)
        """Store the encoder's identity; the encoder itself is not trained."""
        with self._model_storage.write_to(self._resource) as directory:
            (directory / IDENTITY_FILE).write_text(json.dumps(asdict(self._identity)), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the feature to all training examples, in place."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the feature to all messages that have a text, in place."""
        spoken = [message for message in messages if message.get(TEXT)]
        vectors = self._encoder.encode([message.get(TEXT) for message in spoken]) * self._scale
        for message, vector in zip(spoken, vectors, strict=True):
            message.add_features(
                Features(
                    vector[np.newaxis],
                    FEATURE_TYPE_SENTENCE,
                    TEXT,
                    self._identifier,
                )
            )
        return messages


def find_encoder_folder(config: dict[str, Any]) -> Path:
    """Tell where the encoder is: the variable DIALOGUE_ENCODER, else the setting `encoder`."""
    default = SentenceFeaturizer.get_default_config()["encoder"]
    return Path(os.environ.get("DIALOGUE_ENCODER") or config.get("encoder") or default)
