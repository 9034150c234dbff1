"""What search promises whatever it finds; how good it is, test_evaluation.py measures."""

import pytest

from knowledge.retrieval import Retriever


def test_scores_stay_in_their_stated_ranges(parts, questions):
    for question in questions[::10]:
        hits = parts.retriever.search(question["text"], 20).hits
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        for hit in hits:
            assert -0.56 <= hit.score <= 1.6
            assert 0 <= hit.lexical <= 1
            assert all(-1.001 <= cosine <= 1.001 for cosine in (hit.cosine, *hit.unit_cosines))


def test_asking_for_no_hits_is_an_error_that_names_the_value(parts):
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        Retriever(parts.index, parts.retriever.encoder).search("x", 0)


def test_speech_to_text_and_text_to_speech_do_not_swap(parts):
    ranked = {
        query: parts.retriever.search(query, 1).hits[0].passage.mentions
        for query in ("service for text-to-speech", "service for speech-to-text")
    }
    assert {"polly", "text-to-speech"} & set(ranked["service for text-to-speech"])
    assert {"transcribe", "automatic-speech-recognition"} & set(ranked["service for speech-to-text"])
