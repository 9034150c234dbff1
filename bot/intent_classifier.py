"""Rasa's logistic regression, stored as plain arrays and computed with them.

Rasa stores it with `skops`, which imports every module of scikit-learn and SciPy to list the types it
trusts: 4 of the 9 CPU seconds of a start. And it makes four sparse matrices of a message to predict from
them, which takes longer than the prediction: 0.8 ms, 0.1 without (both measured 2026-11-21).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.tensorflow.constants import RANKING_LENGTH

ARRAYS_FILE = "logistic_regression.npz"
# What scikit-learn needs to predict: shapes (n_intents, n_features), (n_intents,) and (n_intents,).
FITTED = ("coef_", "intercept_", "classes_")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LogisticRegressionClassifier):
    """Classifies intents as its base does; storing, loading and the arithmetic are its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._weights: np.ndarray | None = None

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the most likely intent and the ranking of each message."""
        # With two intents scikit-learn keeps one row of weights; such a model is none of ours.
        if len(self.clf.classes_) < 3:
            return super().process(messages)
        for message in messages:
            logits = self._add_weights(message)
            if logits is None:
                super().process([message])
                continue
            likelihoods = np.exp(logits - logits.max())
            likelihoods /= likelihoods.sum()
            ranking = [
                {"name": self.clf.classes_[place], "confidence": likelihoods[place]}
                for place in np.argsort(-likelihoods, kind="stable")
            ]
            n_ranked = self.config[RANKING_LENGTH]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:n_ranked] if n_ranked > 0 else ranking, add_to_output=True)
        return messages

    def _add_weights(self, message: Message) -> np.ndarray | None:
        """Sum the weights of a message's features for each intent; None when others were trained on."""
        if self._weights is None:
            # A feature's weights side by side, so that a message's few features are read at a stretch.
            self._weights = np.ascontiguousarray(self.clf.coef_.T)
        sentence = [f for f in message.features if f.attribute == TEXT and f.type == FEATURE_TYPE_SENTENCE]
        logits, start = np.array(self.clf.intercept_, dtype=np.float64), 0
        # The base puts sparse features before dense ones.
        for feature in sorted(sentence, key=lambda f: f.is_dense()):
            n_rows, width = feature.features.shape
            if n_rows != 1 or start + width > len(self._weights):
                return None
            if feature.is_dense():
                logits += feature.features[0] @ self._weights[start : start + width]
            else:
                cells = feature.features.tocoo()
                logits += cells.data @ self._weights[start + cells.col]
            start += width
        return logits if start == len(self._weights) else None

    def persist(self) -> None:
        """Store the fitted arrays in the model."""
        with self._model_storage.write_to(self._resource) as directory:
            arrays = {name.rstrip("_"): np.asarray(getattr(self.clf, name)) for name in FITTED}
            np.savez(directory / ARRAYS_FILE, **arrays)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> IntentClassifier:
        """Make the classifier from a trained model."""
        classifier = cls(config, execution_context.node_name, model_storage, resource)
        with (
            model_storage.read_from(resource) as directory,
            np.load(directory / ARRAYS_FILE, allow_pickle=False) as arrays,
        ):
            for name in FITTED:
                setattr(classifier.clf, name, arrays[name.rstrip("_")])
        return classifier
