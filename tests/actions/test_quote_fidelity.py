"""A cited quote is equal, character for character, to its span in the sheet."""

import pytest

from actions import replies
from actions.answer import answer
from actions.compare import compare
from actions.list import list_subjects
from actions.turns import Turn


def assert_faithful(reply, index):
    quotes = {citation.number: citation.quote for citation in reply.citations}
    assert sorted(quotes) == list(range(1, len(quotes) + 1))
    for citation in reply.citations:
        assert index.sheets[citation.sheet].text[citation.start : citation.end] == citation.quote
        assert citation.passage_id in index.places
    said = list(reply.statements)
    if isinstance(reply, replies.AnswerReply):
        said += [replies.Statement(text=a.reason, citations=a.citations) for a in reply.alternatives]
    else:
        said += [
            replies.Statement(text=cell.text, citations=cell.citations)
            for row in reply.rows
            for cell in row.cells
            if cell
        ]
    for statement in said:
        assert statement.citations
        assert all(quotes[number] == statement.text for number in statement.citations)


@pytest.mark.parametrize("skill", [answer, compare, list_subjects])
def test_every_answer_to_the_judged_questions_quotes_faithfully(parts, questions, skill):
    n_answers = 0
    for question in questions:
        for reply in skill(Turn(question["text"], subject=question.get("focus")), parts).replies:
            if reply.type in ("answer", "comparison"):
                n_answers += 1
                assert_faithful(reply, parts.index)
    assert n_answers > 100


def test_every_entry_of_the_catalogue_is_defined_faithfully(parts):
    for entry in parts.index.catalogue:
        for reply in answer(Turn(f"What is {entry.name}?", intent="define"), parts).replies:
            if reply.type == "answer":
                assert_faithful(reply, parts.index)
