"""Every aspect asked of every service: its own field, or an honest "the sheets do not say"."""

import pytest

from actions.answer import answer
from actions.turns import Turn

QUESTIONS = {
    "pricing": "how is {} priced?",
    "limits": "what are the limits of {}?",
    "security": "how is {} secured?",
    "features": "what are the key features of {}?",
    "inputs_outputs": "what are the inputs and outputs of {}?",
    "integrations": "what does {} integrate with?",
    "status": "is {} still available?",
    "use_cases": "what are the use cases of {}?",
    "avoid": "when should I not use {}?",
    "exam": "what are the exam cues for {}?",
    "example": "show me an example of {}",
}


@pytest.mark.parametrize("aspect", QUESTIONS)
def test_an_aspect_comes_from_the_services_own_field_or_is_said_to_be_missing(parts, aspect):
    index = parts.index
    n_answered = 0
    for entry in index.catalogue:
        if entry.kind != "service":
            continue
        fields = {passage.aspect for passage in parts.retriever.passages_of(entry.id)}
        (reply,) = answer(Turn(QUESTIONS[aspect].format(entry.name), intent="ask_aspect"), parts).replies
        if reply.type != "answer":
            assert (reply.kind, aspect in fields) == ("not_said", False), entry.name
            continue
        n_answered += 1
        cited = [index.passages[index.places[citation.passage_id]] for citation in reply.citations]
        assert {passage.subject for passage in cited} == {entry.id}, entry.name
        if aspect in fields:
            assert {passage.aspect for passage in cited} == {aspect}, entry.name
    assert n_answered >= 15
