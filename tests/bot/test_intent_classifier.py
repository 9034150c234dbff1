import numpy as np
import pytest
import scipy.sparse
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message

from bot.intent_classifier import IntentClassifier

INTENTS = ["ask", "greet", "leave", "thank"]
N_SPARSE, N_DENSE = 30, 8


def make_message(rng):
    """A message as our pipeline leaves it: the dense feature may come before the sparse one."""
    sparse = scipy.sparse.random(1, N_SPARSE, density=0.2, random_state=rng, format="csr")
    features = [
        Features(rng.normal(size=(1, N_DENSE)), FEATURE_TYPE_SENTENCE, TEXT, "dense"),
        Features(sparse, FEATURE_TYPE_SENTENCE, TEXT, "sparse"),
        Features(sparse, FEATURE_TYPE_SEQUENCE, TEXT, "sparse"),
    ]
    message = Message({TEXT: "hello", "intent": str(rng.choice(INTENTS))})
    message.features = list(features)
    return message


def make_classifier(kind, intents):
    rng = np.random.default_rng(7)
    classifier = kind(kind.get_default_config(), "classifier", None, None)
    messages = [make_message(rng) for _ in range(40)]
    classifier.clf.fit(classifier._create_X(messages), [intents[n % len(intents)] for n in range(40)])
    return classifier


@pytest.mark.parametrize("intents", [INTENTS, INTENTS[:2]], ids=["four", "two"])
def test_intents_are_ranked_as_rasa_ranks_them(intents):
    ours, rasas = (
        make_classifier(kind, intents) for kind in (IntentClassifier, LogisticRegressionClassifier)
    )
    for seed in range(20):
        one, other = (make_message(np.random.default_rng(seed)) for _ in range(2))
        ours.process([one])
        rasas.process([other])
        ranking, expected = one.get("intent_ranking"), other.get("intent_ranking")
        assert [intent["name"] for intent in ranking] == [intent["name"] for intent in expected]
        np.testing.assert_allclose(
            [intent["confidence"] for intent in ranking],
            [intent["confidence"] for intent in expected],
            rtol=1e-9,
        )
        assert one.get("intent") == ranking[0]


def test_features_that_were_not_trained_on_are_refused_as_rasa_does():
    message = make_message(np.random.default_rng(1))
    message.features = message.features[:1]
    with pytest.raises(ValueError, match="features"):
        make_classifier(IntentClassifier, INTENTS).process([message])
