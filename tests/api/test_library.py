import html
import re

import pytest

from actions.quiz_topics import read_wish
from api.headings import read_sheet_headings
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


def test_a_hit_has_an_excerpt_with_the_words_of_the_query_found_and_no_markup(client):
    for query in ("subtitles for videos", "invoke_model python", "compare lex and polly"):
        for hit in client.get("/v1/search", params={"q": query, "k": 20}).json()["hits"]:
            shown = "".join(piece["text"] for piece in hit["excerpt"])
            assert 0 < len(shown) < 700
            assert "](" not in shown
            assert "**" not in shown
            assert hit["url"] == f"/sheets/{hit['sheet']}?passage={hit['passage_id']}"
    best = client.get("/v1/search", params={"q": "subtitles for videos"}).json()["hits"][0]
    found = {piece["text"].lower() for piece in best["excerpt"] if piece["found"]}
    assert found
    assert found <= {"subtitles", "subtitle", "video", "videos"}


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


def test_the_contents_of_every_sheet_lead_to_its_headings(client, parts):
    for sheet_id in parts.index.sheets:
        body = client.get(f"/v1/sheets/{sheet_id}").json()
        ids = re.findall(r' id="([^"]+)"', body["html"])
        headings = re.findall(r'<h[23] id="([^"]+)"', body["html"])
        assert len(ids) == len(set(ids))
        assert [section["id"] for section in body["contents"]] == headings


def test_the_links_between_sheets_lead_to_headings(client, parts):
    pages = {sheet_id: client.get(f"/v1/sheets/{sheet_id}").json()["html"] for sheet_id in parts.index.sheets}
    ids = {sheet_id: set(re.findall(r' id="([^"]+)"', html)) for sheet_id, html in pages.items()}
    links = {
        link for html in pages.values() for link in re.findall(r'href="/sheets/([\w-]+)#([\w-]+)"', html)
    }
    assert len(links) > 500
    assert [(sheet, anchor) for sheet, anchor in links if anchor not in ids[sheet]] == []


def test_a_section_names_its_subject_and_what_can_be_asked_of_it(client):
    body = client.get("/v1/sheets/speech").json()
    sections = {section["id"]: section for section in body["contents"]}
    assert sections["polly"]["subject"] == {"id": "polly", "name": "Amazon Polly"}
    assert sections["polly-pricing"] == {
        "id": "polly-pricing",
        "level": 3,
        "title": "Pricing",
        "subject": None,
    }
    opening = re.search(r'<h2 id="polly"[^>]*>', body["html"]).group()
    assert 'data-ask="What is Amazon Polly?"' in opening
    assert 'data-quiz="Quiz me on Amazon Polly"' in opening
    assert '<h3 id="polly-pricing">' in body["html"]
    assert 'data-about="Ways to make Transcribe more accurate"' in body["html"]


@pytest.mark.parametrize("sheet_id", ["speech", "assistants", "exams", "use-cases"])
def test_a_quiz_is_offered_only_where_there_are_items_for_it(client, parts, sheet_id):
    page = client.get(f"/v1/sheets/{sheet_id}").json()["html"]
    wishes = [html.unescape(wish) for wish in re.findall(r'data-quiz="([^"]+)"', page)]
    for wish in wishes:
        assert parts.tutor.bank.select(read_wish(wish, parts, None).scope, at_least=5), wish
    assert "Quiz me on Which assistant" not in wishes


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
    page = render_sheet(sheet)
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert 'href="data' not in page


def test_headings_of_the_same_name_get_anchors_of_their_own():
    text = (
        "# T\n\n## Passage\n\n### Pricing\n\n## A {#a}\n\n### Pricing\n\n### Pricing\n\n## A {#a}\n\n## «»\n"
    )
    anchors = [heading.anchor for heading in read_sheet_headings(parse_sheet(text, "t"))]
    assert anchors == [
        "t",
        "passage-2",
        "passage-2-pricing",
        "a",
        "a-pricing",
        "a-pricing-2",
        "a-2",
        "section",
    ]
