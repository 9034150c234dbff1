"""Where sheets are written, and what they may replace."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from knowledge.errors import ImportRefused
from knowledge.importing import Conversion, EarlierImport, convert_file, find_earlier_import, write_sheet


@pytest.fixture
def conversion(tmp_path: Path) -> Conversion:
    path = tmp_path / "Überblick 1.md"
    path.write_text("# Boats\n\nBoats float.\n", encoding="utf-8")
    return convert_file(path, imported_on=dt.date(2026, 11, 20))


def test_sheet_is_written_whole_under_a_plain_name(conversion: Conversion, tmp_path: Path) -> None:
    folder = tmp_path / "var" / "sheets"
    path = write_sheet(conversion, folder)
    assert path == folder / "uberblick-1.md"
    assert path.read_text(encoding="utf-8") == conversion.markdown
    assert list(folder.iterdir()) == [path]


def test_earlier_import_of_the_same_file_is_found_and_replaced(
    conversion: Conversion, tmp_path: Path
) -> None:
    assert find_earlier_import(conversion, tmp_path) is None
    path = write_sheet(conversion, tmp_path)
    assert find_earlier_import(conversion, tmp_path) == EarlierImport(path, "Überblick 1.md", "2026-11-20")
    newer = dataclasses.replace(conversion, markdown=conversion.markdown.replace("float", "sail"))
    assert write_sheet(newer, tmp_path) == path
    assert "Boats sail." in path.read_text(encoding="utf-8")


def test_sheet_written_by_hand_is_never_replaced(conversion: Conversion, tmp_path: Path) -> None:
    path = tmp_path / "uberblick-1.md"
    path.write_text("---\ntitle: Mine\n---\n# Mine\n", encoding="utf-8")
    with pytest.raises(ImportRefused, match=r"was not imported, so it is not .*; rename Überblick 1\.md"):
        write_sheet(conversion, tmp_path)
    assert path.read_text(encoding="utf-8").endswith("# Mine\n")


def test_import_of_another_file_is_not_replaced(conversion: Conversion, tmp_path: Path) -> None:
    write_sheet(conversion, tmp_path)
    other = dataclasses.replace(conversion, source_file="uberblick_1.txt")
    with pytest.raises(ImportRefused, match=r"holds the import of Überblick 1\.md; rename uberblick_1\.txt"):
        write_sheet(other, tmp_path)


def test_folder_that_cannot_be_made_is_refused(conversion: Conversion, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file", encoding="utf-8")
    with pytest.raises(ImportRefused, match="cannot be"):
        write_sheet(conversion, tmp_path / "var" / "sheets")
