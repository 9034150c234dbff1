import re

import pytest
import structlog

from actions import replies
from api.security import COOKIE
from tests.api.samples import WORKED


def chat(client, message="hello", **options):
    return client.post("/v1/chat", json={"message": message}, **options)


def test_the_first_call_makes_a_session_that_the_cookie_keeps(client, dialogue):
    first, second = chat(client).json(), chat(client).json()
    assert first["token"]
    assert second["token"] is None
    assert first["session"] == second["session"]
    assert len({sender for sender, _ in dialogue.heard}) == 1


def test_a_bearer_token_keeps_the_session_for_clients_without_cookies(client, dialogue):
    token = chat(client).json()["token"]
    client.cookies.clear()
    chat(client, headers={"Authorization": f"Bearer {token}"})
    assert len({sender for sender, _ in dialogue.heard}) == 1


def test_nobody_can_name_a_conversation_that_was_not_handed_out(client, dialogue):
    session = chat(client).json()["session"]
    sender = dialogue.heard[0][0]
    client.cookies.clear()
    for guess in (session, sender, "admin"):
        assert chat(client, headers={"Authorization": f"Bearer {guess}"}).status_code == 401
        client.cookies.set(COOKIE, guess)
        chat(client)
        client.cookies.clear()
    assert [heard for heard, _ in dialogue.heard].count(sender) == 1


def test_the_cookie_is_out_of_reach_for_scripts(client):
    cookie = chat(client).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_the_dialogues_words_and_buttons_become_a_text_reply(client, dialogue):
    dialogue.says = [{"text": "Hi.", "buttons": [{"title": "Try", "payload": "What is Polly?"}]}]
    assert chat(client).json()["replies"] == [
        {
            "type": "text",
            "text": "Hi.",
            "ended": None,
            "suggestions": [{"label": "Try", "message": "What is Polly?"}],
        }
    ]


def test_a_command_of_the_dialogue_engine_is_only_text(client, dialogue):
    chat(client, "/restart")
    chat(client, "  //session_start{}")
    assert [message for _, message in dialogue.heard] == ["restart", "session_start{}"]


def test_without_the_dialogue_a_question_is_answered_from_retrieval(client, dialogue):
    dialogue.is_away = True
    answer, notice = chat(client, "what is Amazon Polly?").json()["replies"]
    assert answer["subject"]["id"] == "polly"
    assert (notice["type"], notice["kind"]) == ("notice", "dialogue_away")


def test_without_the_dialogue_two_names_are_compared(client, dialogue):
    dialogue.is_away = True
    comparison, _ = chat(client, "Polly vs Transcribe").json()["replies"]
    assert comparison["type"] == "comparison"


def test_a_worked_question_reaches_the_learner_as_it_was_made(client, dialogue):
    dialogue.says = [{"custom": WORKED.model_dump(mode="json")}]
    answer = chat(client).json()["replies"]
    assert [replies.REPLY.validate_python(reply) for reply in answer] == [WORKED]


@pytest.mark.parametrize("kind", ["not_covered", "other_vendor", "not_said"])
def test_a_notice_keeps_its_kind(client, dialogue, kind):
    notice = replies.NoticeReply(kind=kind, text="Not here.")
    dialogue.says = [{"custom": notice.model_dump(mode="json")}]
    assert chat(client).json()["replies"] == [notice.model_dump(mode="json")]


def test_the_lines_of_a_message_reach_the_dialogue(client, dialogue):
    chat(client, "Which service reads invoices?\r\n\r\nA. Polly\n\tB. Textract")
    ((_, heard),) = dialogue.heard
    assert [line.strip() for line in heard.split("\n")] == [
        "Which service reads invoices?",
        "",
        "A. Polly",
        "B. Textract",
    ]


def test_without_the_dialogue_a_pasted_exam_question_is_worked(client, dialogue):
    dialogue.is_away = True
    options = "A. Amazon Polly\nB. Amazon Textract\nC. Amazon Lex"
    question = f"Which service reads text and tables from scanned invoices?\n{options}"
    worked, notice = chat(client, question).json()["replies"]
    assert (worked["type"], worked["chosen"], notice["kind"]) == ("worked_question", ["B"], "dialogue_away")


def test_a_reply_outside_the_schema_never_reaches_a_learner(client, dialogue):
    dialogue.says = [{"custom": {"type": "answer", "oops": 1}}]
    replies = chat(client, "what is Amazon Polly?").json()["replies"]
    assert replies[-1]["kind"] == "dialogue_away"


def test_bad_messages_get_a_sentence(client):
    for body in ({"message": "   "}, {"message": "/"}, {}, {"message": 3}, {"message": "x" * 5000}):
        answer = client.post("/v1/chat", json=body)
        assert answer.status_code == 422
        assert answer.json()["error"]["message"]
    answer = client.post("/v1/chat", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


def test_a_body_beyond_the_limit_is_refused(make_client):
    client = make_client(max_body_bytes=1024)
    answer = chat(client, "x" * 2000)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_chatty_session_is_slowed_and_told_for_how_long(make_client):
    client = make_client(rate_per_session="3/minute")
    answers = [chat(client) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    client.cookies.clear()
    assert chat(client).status_code == 200


def test_an_address_is_limited_whatever_sessions_it_makes(make_client):
    client = make_client(rate_per_address="3/minute")
    codes = []
    for _ in range(4):
        client.cookies.clear()
        codes.append(chat(client).status_code)
    assert codes == [200, 200, 200, 429]


def test_logs_hold_no_message_by_default(make_client):
    with structlog.testing.capture_logs() as lines:
        chat(make_client(), "my secret question about Polly")
        assert "secret question" not in str(lines)
        assert [line["path"] for line in lines if line["event"] == "request"] == ["/v1/chat"]
        chat(make_client(log_messages=True), "my open question about Polly")
        assert "open question" in str(lines)


def test_a_code_to_link_is_given_and_taken_without_the_dialogue(make_client, dialogue):
    here, there = make_client(), make_client()
    given = here.post("/v1/chat", json={"message": "link"}).json()["replies"][0]["text"]
    code = re.search(r"\*\*(\w{8})\*\*", given)[1]
    taken = there.post("/v1/chat", json={"message": f"link {code}"}).json()["replies"][0]["text"]
    assert "one learner" in taken
    assert dialogue.heard == []
