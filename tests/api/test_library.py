import re

import pytest

from api.rendering import render_sheet
from knowledge.loading import parse_sheet


def test_search_gives_ranked_hits_with_scores_in_range(client):
    body = client.get("/v1/search", params={"q": "subtitles for videos", "k": 5}).json()
    assert [hit["rank"] for hit in body["hits"]] == [1, 2, 3, 4, 5]
    scores = [hit["score"] for hit in body["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert all(-0.56 <= score <= 1.6 for score in scores)
    assert body["answerable"] is True
    assert "transcribe" in body["hits"][0]["subjects"]


def test_search_says_when_the_sheets_do_not_answer(client):
    body = client.get("/v1/search", params={"q": "best pizza dough recipe"}).json()
    assert body["answerable"] is False
    assert body["confidence"] < 0.5


def test_a_passage_is_its_span_of_the_sheet(client, parts):
    hit = client.get("/v1/search", params={"q": "subtitles"}).json()["hits"][0]
    passage = client.get(f"/v1/passages/{hit['passage_id']}").json()
    text = parts.index.sheets[passage["sheet"]].text
    assert text[passage["start"] : passage["end"]] == passage["text"] == hit["text"]


def test_every_sheet_is_listed_and_renders(client, parts):
    sheets = client.get("/v1/sheets").json()["sheets"]
    assert {sheet["id"] for sheet in sheets} == set(parts.index.sheets)
    for sheet in sheets:
        body = client.get(f"/v1/sheets/{sheet['id']}").json()
        assert "<h1" in body["html"]
        assert "{#" not in body["html"]
        assert "{source" not in body["html"]


@pytest.mark.parametrize("kind", ["paragraph", "list", "row", "code"])
def test_the_passage_asked_for_is_highlighted(client, parts, kind):
    passages = [p for p in parts.index.passages if p.kind == kind][:40]
    assert passages
    for passage in passages:
        url = f"/v1/sheets/{passage.sheet}"
        body = client.get(url, params={"passage": passage.id}).json()
        marks = re.findall(r'<mark class="passage"[^>]*>(.*?)</mark>', body["html"], re.DOTALL)
        assert body["highlighted"]
        assert len(marks) == len(passage.units)
        assert body["html"].count('id="passage"') == 1
        plain = client.get(url).json()["html"]
        assert re.sub(r"</?mark[^>]*>", "", body["html"]) == plain


def test_a_passage_that_is_gone_still_opens_its_sheet(client):
    body = client.get("/v1/sheets/speech", params={"passage": "speech.0000000000"}).json()
    assert (body["highlighted"], body["title"] != "") == (False, True)


def test_a_citation_opens_a_page_for_people(client, parts):
    passage = next(p for p in parts.index.passages if p.subject == "polly")
    page = client.get(f"/sheets/{passage.sheet}", params={"passage": passage.id})
    assert page.headers["content-type"].startswith("text/html")
    assert '<mark class="passage" id="passage">' in page.text
    assert "{{" not in page.text


def test_a_subject_tells_names_status_and_passages(client):
    body = client.get("/v1/subjects/kendra").json()
    assert body["name"] == "Amazon Kendra"
    assert body["lifecycle"]["state"] == "closed_to_new_customers"
    assert body["passages"]


@pytest.mark.parametrize("path", ["/v1/passages/none", "/v1/sheets/none", "/v1/subjects/none", "/none"])
def test_what_is_not_there_is_said_in_the_error_form(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]


def test_markup_in_a_sheet_cannot_run():
    sheet = parse_sheet(
        "# T\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) [y](data:text/html,hi) "
        "<img src=x onerror=alert(1)>\n",
        "t",
    )
    html = render_sheet(sheet)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
