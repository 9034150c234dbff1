import pytest

from actions.answer import answer
from actions.compare import compare
from actions.list import list_subjects
from actions.turns import Turn


def ask(parts, text, skill=answer, **known):
    outcome = skill(Turn(text, **known), parts)
    assert len(outcome.replies) == 1
    return outcome.replies[0], outcome.slots


def test_a_need_is_answered_with_the_service_and_why(parts):
    reply, slots = ask(parts, "which service finds faces in security camera footage?", intent="which_service")
    assert reply.subject.name == "Amazon Rekognition"
    assert "faces in security camera footage" in " ".join(s.text for s in reply.statements)
    assert reply.alternatives
    assert slots["subject"] == "rekognition"


def test_a_definition_is_the_entrys_first_sentence(parts):
    reply, _ = ask(parts, "what is SageMaker Neo?", intent="define")
    assert reply.subject.id == "sagemaker-neo"
    assert reply.statements[0].text.startswith("SageMaker Neo is ")


def test_a_misspelt_name_is_understood(parts):
    reply, _ = ask(parts, "what is Rekogniton?", intent="define")
    assert reply.subject.id == "rekognition"


def test_an_answer_has_at_most_ninety_words(parts):
    for text in (
        "what is Amazon Bedrock?",
        "what are the limits of Textract?",
        "how do I deploy a model",
    ):
        reply, _ = ask(parts, text)
        assert sum(len(s.text.split()) for s in reply.statements) <= 90 or len(reply.statements) == 1


def test_an_aspect_is_answered_from_its_own_field(parts):
    reply, _ = ask(parts, "how is Amazon Textract priced?", intent="ask_aspect")
    assert {c.heading[-1] for c in reply.citations} == {"Pricing"}
    assert "per page" in reply.statements[0].text


def test_a_follow_up_speaks_of_the_subject_in_focus(parts):
    reply, _ = ask(parts, "and how is it priced?", intent="ask_aspect", subject="textract")
    assert reply.subject.id == "textract"
    assert "per page" in reply.statements[0].text


def test_what_about_another_keeps_the_aspect(parts):
    reply, slots = ask(parts, "what about Polly?", intent="ask_aspect", subject="textract", aspect="pricing")
    assert (slots["subject"], slots["aspect"]) == ("polly", "pricing")
    assert "per character" in " ".join(s.text for s in reply.statements)


def test_a_question_of_its_own_drops_the_focus(parts):
    reply, _ = ask(parts, "which service translates web pages?", intent="which_service", subject="textract")
    assert reply.subject.id == "translate"


def test_small_talk_is_not_answered_from_a_sheet(parts):
    reply, slots = ask(parts, "what's the weather?", intent="out_of_scope")
    assert (reply.type, reply.kind) == ("notice", "not_covered")
    assert reply.nearest
    assert slots == {}


def test_an_unanswered_question_is_kept_for_the_owner_without_the_asker(parts):
    ask(parts, "can I fry eggs on a zeppelin?", intent="out_of_scope")
    rows = (parts.records._folder / "unanswered.jsonl").read_text().splitlines()
    assert '"can I fry eggs on a zeppelin?"' in rows[-1]
    assert "session" not in rows[-1]


def test_a_known_subject_with_an_unsaid_aspect_says_so(parts):
    reply, _ = ask(parts, "what is the hyperparameter range of Amazon Polly?", intent="ask_aspect")
    assert (reply.type, reply.kind) == ("notice", "not_said")
    assert "Amazon Polly" in reply.text


def test_closed_to_new_customers_is_told_with_date_and_successor(parts):
    reply, _ = ask(parts, "is Amazon Kendra still available?", intent="ask_aspect")
    assert (reply.notice.state, reply.notice.date) == ("closed_to_new_customers", "2026-07-30")
    assert "bedrock-knowledge-bases" in {s.id for s in reply.notice.successors}
    assert reply.notice.verified


def test_an_active_service_carries_no_notice(parts):
    reply, _ = ask(parts, "what is Amazon Polly?", intent="define")
    assert reply.notice is None


def test_a_comparison_has_a_cited_cell_for_each_side(parts):
    reply, slots = ask(
        parts, "difference between Kinesis Data Streams and Data Firehose", compare, intent="compare"
    )
    assert [s.id for s in reply.subjects] == ["kinesis-data-streams", "kinesis-data-firehose"]
    assert len(reply.rows) >= 3
    assert all(len(row.cells) == 2 for row in reply.rows)
    numbers = {c.number for c in reply.citations}
    assert all(set(cell.citations) <= numbers for row in reply.rows for cell in row.cells if cell)
    assert slots["compared"] == ["kinesis-data-streams", "kinesis-data-firehose"]


def test_one_name_is_compared_with_the_subject_in_focus(parts):
    reply, _ = ask(parts, "compare it with Rekognition", compare, intent="compare", subject="textract")
    assert [s.id for s in reply.subjects] == ["textract", "rekognition"]


def test_an_aspect_after_a_comparison_is_told_of_every_side(parts):
    reply, _ = ask(
        parts,
        "and how is it priced?",
        intent="ask_aspect",
        compared=("kinesis-data-streams", "kinesis-data-firehose"),
        subject="kinesis-data-streams",
    )
    assert reply.type == "comparison"
    assert [row.aspect for row in reply.rows] == ["Pricing"]


def test_nothing_to_compare_is_asked_back(parts):
    reply, _ = ask(parts, "compare them", compare, intent="compare")
    assert (reply.type, reply.kind) == ("notice", "unclear")


def test_a_list_names_entries_with_their_definitions(parts):
    reply, _ = ask(parts, "list the speech services", list_subjects, intent="list_services")
    text = " ".join(s.text for s in reply.statements)
    assert "Amazon Polly" in text
    assert "Amazon Transcribe" in text


def test_an_exam_question_is_answered_from_the_exam_sheets(parts):
    reply, _ = ask(parts, "how many questions are in AIF-C01?", intent="exam_info")
    assert "65 questions" in reply.statements[0].text


@pytest.mark.parametrize("text", ["?", "x", "é" * 300, "a " * 1900, "| --- |", "{nearest}", "'; DROP TABLE"])
def test_odd_messages_get_an_honest_reply(parts, text):
    for skill in (answer, compare, list_subjects):
        reply, _ = ask(parts, text, skill)
        assert reply.type in ("answer", "comparison", "notice")
