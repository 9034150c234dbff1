"""Items are built once, and anew when what they were made from has changed."""

from dataclasses import replace

import pytest
import yaml

from tutor.building import ItemSources, get_items
from tutor.loading import BANK_PATH


@pytest.fixture
def sources(parts, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    return ItemSources(
        (BANK_PATH, own), parts.index.passages[:200], parts.index.catalogue, "v1", tmp_path / "items.json"
    )


def test_the_second_time_they_are_read_from_the_file(sources):
    built = get_items(sources)
    before = sources.cache.stat().st_mtime_ns
    assert get_items(sources) == built
    assert sources.cache.stat().st_mtime_ns == before


def test_a_new_index_or_a_changed_file_makes_them_anew(sources):
    versions = {get_items(sources).version, get_items(replace(sources, index_version="v2")).version}
    row = yaml.safe_load((BANK_PATH / "aif-1.yml").read_text(encoding="utf-8"))[0]
    (sources.folders[1] / "mine.yml").write_text(yaml.safe_dump([{**row, "id": "mine-1"}]))
    built = get_items(sources)
    assert len(versions | {built.version}) == 3
    assert "mine-1" in {item.id for item in built.written}


def test_a_damaged_file_is_made_anew(sources):
    built = get_items(sources)
    sources.cache.write_text("{")
    assert get_items(sources) == built
