import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from api.routes.pages import _render_list
from api.schemas import SheetSummary
from knowledge.passages import Source


class Reader(HTMLParser):
    """What stands in a page.

    Attributes:
        ids: Of every element.
        links: The addresses of ``<a>``.
        tags: Every opening tag with its attributes.
        marked: The text within ``<mark>``, one string for each.
    """

    def __init__(self, page):
        super().__init__()
        self.ids, self.links, self.tags, self.marked = [], [], [], []
        self._is_marking = False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag == "mark":
            self._is_marking = True
            self.marked.append("")

    def handle_endtag(self, tag):
        if tag == "mark":
            self._is_marking = False

    def handle_data(self, data):
        if self._is_marking:
            self.marked[-1] += data


def test_every_sheet_is_listed_by_title_with_exams_and_passages(client, parts):
    page = client.get("/sheets")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    names = re.findall(r'<span class="sheet-name">([^<]+)</span>', page.text)
    assert len(names) == len(parts.index.sheets)
    assert names == sorted(names, key=str.casefold)
    assert {f"/sheets/{sheet_id}" for sheet_id in parts.index.sheets} <= set(Reader(page.text).links)
    assert f"{parts.index.n_passages_of('speech')} passages" in page.text


def test_the_contents_of_every_sheet_lead_to_its_headings(client, parts):
    for sheet_id in parts.index.sheets:
        page = Reader(client.get(f"/sheets/{sheet_id}").text)
        assert len(page.ids) == len(set(page.ids))
        inside = {link[1:] for link in page.links if link.startswith("#")}
        assert inside <= set(page.ids)
        assert inside - {"page-text"}


def test_a_citation_opens_its_sheet_with_exactly_its_words_marked(client, parts):
    for passage in parts.index.passages[::40]:
        page = Reader(client.get(f"/sheets/{passage.sheet}", params={"passage": passage.id}).text)
        assert page.ids.count("passage") == 1
        assert len(page.marked) == len(passage.units)
        for shown, unit in zip(page.marked, passage.units, strict=True):
            assert letters(shown) == letters(without_markup(unit.text))


def letters(text):
    return re.sub(r"[\W_]", "", text)


def without_markup(text):
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"<br>|[*_`\\]", "", text)


def test_a_passage_that_is_gone_is_told_in_a_line(client):
    page = client.get("/sheets/speech", params={"passage": "speech.0000000000"})
    assert page.status_code == 200
    assert 'data-text="passageGone"' in page.text
    assert 'data-text="passageGone"' not in client.get("/sheets/speech").text


def test_a_sheet_that_is_not_there_is_told_as_a_page_with_the_list(client, parts):
    page = client.get("/sheets/<b>none</b>")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "&lt;b&gt;none" in page.text
    assert "<b>" not in page.text
    reader = Reader(page.text)
    assert {f"/sheets/{sheet_id}" for sheet_id in parts.index.sheets} <= set(reader.links)
    assert ("form", "/sheets") in [(tag, given.get("action")) for tag, given in reader.tags]


def test_a_search_finds_passages_without_a_script(client):
    page = client.get("/sheets", params={"q": "subtitles for videos"}).text
    places = [link for link in Reader(page).links if "?passage=" in link]
    assert len(places) == 15
    assert "subtitles" in [word.lower() for word in Reader(page).marked]
    assert 'value="subtitles for videos"' in page
    assert 'data-testid="not-answerable"' not in page
    assert '<mark class="passage"' in client.get(places[0]).text


def test_a_search_says_when_the_sheets_do_not_answer_and_shows_the_nearest(client):
    page = client.get("/sheets", params={"q": "best pizza dough recipe"}).text
    assert "The sheets do not answer this." in page
    assert any("?passage=" in link for link in Reader(page).links)


@pytest.mark.parametrize(
    "query", ["", "  ", "\x00", "?", "<script>alert(1)</script>", '"><img src=x>', "x" * 5000]
)
def test_any_query_gives_a_page_and_stays_text(client, query):
    page = client.get("/sheets", params={"q": query})
    assert page.status_code == 200
    tags = [tag for tag, _ in Reader(page.text).tags]
    assert tags.count("script") == 2
    assert tags.count("img") == 1


@pytest.mark.parametrize("path", ["/sheets", "/sheets?q=polly", "/sheets/speech", "/sheets/none"])
def test_pages_hold_no_script_and_no_style_of_their_own(client, path):
    page = client.get(path)
    assert "script-src" not in page.headers["content-security-policy"]
    for tag, given in Reader(page.text).tags:
        assert tag != "style"
        assert tag != "script" or given["src"].startswith("/")
        assert not [name for name in given if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("path", ["/sheets", "/sheets?q=polly", "/sheets/speech"])
def test_a_page_is_sent_again_only_when_it_has_changed(client, path):
    page = client.get(path)
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["content-language"] == "en"
    again = client.get(path, headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/sheets/vision", headers={"If-None-Match": page.headers["etag"]}).status_code == 200


def test_the_neighbours_of_a_sheet_are_those_of_the_list(client):
    listed = [link for link in Reader(client.get("/sheets").text).links if link.startswith("/sheets/")]
    first, second, third = listed[:3]
    page = client.get(second).text
    assert f'rel="prev" href="{first}"' in page
    assert f'rel="next" href="{third}"' in page
    assert 'rel="prev"' not in client.get(first).text
    assert 'rel="next"' not in client.get(listed[-1]).text


def test_where_the_facts_come_from_stands_below_a_sheet(client, parts):
    page = client.get("/sheets/speech").text
    for source in parts.index.sheets["speech"].sources:
        assert source.url is None or source.url in Reader(page).links
    assert "mirror of an official page" in page


def test_titles_of_imported_sheets_are_text(client, monkeypatch):
    sheet = SheetSummary(
        id="x", title="<b>T</b>", exams=["<i>"], verified=None, n_passages=1, imported=True, url="/sheets/x"
    )
    monkeypatch.setattr("api.routes.pages.list_summaries", lambda _: [sheet])
    page = _render_list(client.app.state.services, "")
    assert "&lt;b&gt;T&lt;/b&gt;" in page
    assert "&lt;i&gt;" in page
    assert "1 passage<" in page
    assert "imported" in page


def test_a_source_leads_nowhere_but_to_the_web(client, parts, monkeypatch):
    sources = (
        Source("a", "A", "general", "javascript:alert(1)"),
        Source("b", "B", "hearsay", "https://b.test/"),
    )
    monkeypatch.setitem(parts.index.sheets, "speech", replace(parts.index.sheets["speech"], sources=sources))
    page = client.get("/sheets/speech").text
    assert "javascript:" not in page
    assert "https://b.test/" in Reader(page).links
    assert ">hearsay<" in page
