import dataclasses
import json

import pytest

import knowledge.index as index_module
from knowledge.catalogue import Catalogue, Entry
from knowledge.errors import IndexDamaged, IndexNotBuilt, IndexOutdated
from knowledge.index import build_index, load_index
from knowledge.loading import parse_sheet
from knowledge.retrieval import Retriever

CATALOGUE = Catalogue([Entry("polly", "Amazon Polly", "service", "speech", ("Polly",))])


def sheet(name, text, tier=0):
    return parse_sheet(f"# {name}\n\n{text}\n", name, tier)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


def test_an_unchanged_corpus_is_not_built_again(folder, encoder):
    sheets = [sheet("speech", "Amazon Polly reads text aloud.")]
    first = build_index(folder, sheets, CATALOGUE, encoder)
    second = build_index(folder, sheets, CATALOGUE, encoder)
    assert (first.changed, second.changed) == (True, False)
    assert first.manifest == second.manifest


def test_a_rebuild_embeds_only_what_changed(folder, encoder):
    old, new = sheet("speech", "Amazon Polly reads text aloud."), sheet("bees", "Bees make honey.")
    build_index(folder, [old], CATALOGUE, encoder)
    report = build_index(folder, [old, new], CATALOGUE, encoder)
    assert (report.n_embedded, report.n_reused) == (1, 3)


def test_a_crash_while_building_leaves_the_old_version_serving(folder, encoder, monkeypatch):
    build_index(folder, [sheet("speech", "Amazon Polly reads text aloud.")], CATALOGUE, encoder)
    before = load_index(folder, encoder).version

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(index_module, "_switch", crash)
    with pytest.raises(KeyboardInterrupt):
        build_index(folder, [sheet("bees", "Bees make honey.")], CATALOGUE, encoder)
    assert load_index(folder, encoder).version == before
    assert not list(folder.glob(".draft-*"))


def test_a_missing_index_names_the_command_that_makes_it(folder, encoder):
    with pytest.raises(IndexNotBuilt, match="python -m knowledge build"):
        load_index(folder, encoder)


def test_a_damaged_file_is_refused_and_mended_by_a_build(folder, encoder):
    sheets = [sheet("speech", "Amazon Polly reads text aloud.")]
    version = build_index(folder, sheets, CATALOGUE, encoder).manifest.version
    vectors = folder / version / "vectors.npy"
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"x")
    with pytest.raises(IndexDamaged, match="python -m knowledge build"):
        load_index(folder, encoder)
    build_index(folder, sheets, CATALOGUE, encoder)
    assert load_index(folder, encoder).passages


def test_an_index_of_another_encoder_is_refused(folder, encoder):
    version = build_index(
        folder, [sheet("speech", "Amazon Polly reads text aloud.")], CATALOGUE, encoder
    ).manifest.version
    path = folder / version / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["encoder"]["onnx_sha256"] = "0" * 64
    path.write_text(json.dumps(manifest))
    with pytest.raises(IndexOutdated, match="another encoder"):
        load_index(folder, encoder)


def test_an_empty_corpus_finds_nothing_and_breaks_nothing(folder, encoder):
    build_index(folder, [], CATALOGUE, encoder)
    assert Retriever(load_index(folder, encoder), encoder).search("anything").hits == ()


def test_the_manifest_keeps_the_export_check(folder, encoder):
    build_index(folder, [sheet("speech", "Amazon Polly reads text aloud.")], CATALOGUE, encoder)
    card = load_index(folder, encoder).manifest.encoder
    assert card == dataclasses.asdict(encoder.card)
    assert card["min_cosine"] >= 0.97


def test_own_sheets_come_before_imported_ones_that_are_as_close(folder, encoder):
    text = "Amazon Polly reads text aloud."
    sheets = [sheet("imported", text, tier=1), sheet("own", text)]
    build_index(folder, sheets, CATALOGUE, encoder)
    hits = Retriever(load_index(folder, encoder), encoder).search("read text aloud").hits
    assert [hit.passage.sheet for hit in hits] == ["own", "imported"]
