"""The widget's files: what they weigh, what they were built from, how long they are kept."""

import gzip
import hashlib

from api.static import WIDGET

SOURCES = WIDGET.parent
BUILT_BY = ("build.mjs", "trim.mjs", "package-lock.json")


def weight(*files):
    """Bytes that travel."""
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_the_build_is_of_the_sources_beside_it():
    listed = dict(reversed(line.split("  ")) for line in (WIDGET / "SOURCES.sha256").read_text().splitlines())
    found = {
        str(file.relative_to(SOURCES)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in [*(SOURCES / "src").rglob("*"), *(SOURCES / name for name in BUILT_BY)]
        if file.is_file()
    }
    assert listed == found, "the widget's sources changed; run `make widget`"


def test_the_button_weighs_at_most_15_kilobytes_and_everything_150():
    everything = [file for file in WIDGET.rglob("*") if file.suffix in {".js", ".css", ".html", ".svg"}]
    assert weight(WIDGET / "widget.js", WIDGET / "icon.svg") <= 15_000
    assert weight(*everything) <= 150_000


def test_chunks_are_kept_for_good_and_the_rest_is_asked_for(client):
    chunk = next((WIDGET / "chunks").iterdir()).name
    assert "immutable" in client.get(f"/static/chunks/{chunk}").headers["cache-control"]
    for path in ("/", "/widget.js", "/static/app.js"):
        answer = client.get(path)
        assert answer.headers["cache-control"] == "no-cache"
        assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code in (200, 304)


def test_what_one_page_has_kept_is_not_another_origins(client):
    for path in (f"chunks/{next((WIDGET / 'chunks').iterdir()).name}", "app.js"):
        assert "Origin" in client.get(f"/static/{path}").headers["vary"]


def test_the_page_loads_its_modules_before_they_are_asked_for(client):
    page = client.get("/").text
    hrefs = [part.split('"')[0] for part in page.split('modulepreload" href="')[1:]]
    assert len(hrefs) >= 2
    assert {client.get(href).status_code for href in hrefs} == {200}


def test_the_licences_of_what_is_inside_are_there(client):
    text = client.get("/static/LICENCES.txt").text
    assert "deep-chat 2.4.2" in text
    assert "chartist 1.5.0" in text
    assert "MIT" in text


def test_no_page_lets_a_script_in_that_is_not_ours(client):
    for path in ("/", "/sheets/documents"):
        policy = client.get(path).headers["content-security-policy"]
        scripts = [part for part in policy.split("; ") if part.startswith(("script-src", "default-src"))]
        assert scripts == ["default-src 'self'"]
