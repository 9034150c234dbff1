"""Files that cannot become a sheet, and what the refusal says."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from knowledge.errors import ImportRefused
from knowledge.importing import convert_file


def make_zip(*names: str, password: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "text")
    data = bytearray(target.getvalue())
    if password:
        # Bit 0 of the flags, in the directory at the end and in front of the entry, marks encryption.
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def make_noise(seed: int) -> bytes:
    chance = random.Random(seed)
    return bytes(chance.randrange(128, 256) for _ in range(600))


REFUSED = {
    "nothing.txt": (b"", "is empty; import a file that has text in it"),
    "blank.md": (b" \n\t\r\n \n", "is empty; import a file that has text in it"),
    "only.md": (b"# Only\n\n## Headings\n", "holds no sentence, list, table or code"),
    "page.txt": (b"\n12\n", "holds no sentence"),
    "paper.pdf": (b"%PDF-1.7\n1 0 obj", "is a PDF, and PDF is not read yet; save its text as plain text"),
    "locked.pdf": (b"%PDF-1.7\n<< /Encrypt 5 0 R >>", "is an encrypted PDF; remove its password"),
    "report.docx": (make_zip("[Content_Types].xml", "word/document.xml"), "is a Word document, and Word"),
    "table.xlsx": (make_zip("xl/workbook.xml"), "is an Excel workbook"),
    "files.zip": (make_zip("a.txt"), "is a zip archive; unpack it"),
    "secret.zip": (make_zip("a.txt", password=True), "is a zip archive with a password"),
    "broken.zip": (b"PK\x03\x04broken", "is a damaged zip archive"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40, "is an old Office file"),
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "is an encrypted Office file; remove its password",
    ),
    "notes.rtf": (b"{\\rtf1 hello}", "is a rich-text (RTF) file"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\x00\x00", "is a picture, and text in pictures is not read"),
    "photo.md": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a picture"),
    "map.bmp": (b"BM\x00\x00\x00\x00", "is a picture"),
    "notes.txt.gz": (b"\x1f\x8b\x08\x00", "is a compressed archive; unpack it"),
    "message.asc": (b"-----BEGIN PGP MESSAGE-----\n\nabc", "is encrypted (PGP data); decrypt it"),
    "message.age": (b"age-encryption.org/v1\n-> X25519", "is encrypted (an age file)"),
    "armoured.txt": (b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl", "is encrypted (an age file)"),
    "cipher.txt": (b"Salted__\x01\x02\x03", "is encrypted (an OpenSSL file)"),
    "cipher64.txt": (b"U2FsdGVkX18wMTIzNDU2Nzg=", "is encrypted (an OpenSSL file)"),
    "vault.yml": (b"$ANSIBLE_VAULT;1.1;AES256\n6162", "is encrypted (an Ansible vault)"),
    "nul.txt": (b"some text\x00more text", "holds NUL bytes"),
    "noise.txt": (make_noise(7), "is in no encoding that can be told"),
    "noise.xyz": (make_noise(8), "files ending in .xyz are not read"),
    "wide.txt": (b"\xff\xfea", "says that it is UTF-16 and is not"),
    "control.txt": (b"abc\x01\x02\x03\x04\x05def", "control or replacement characters"),
    "replaced.txt": (("lost: " + "\ufffd" * 20).encode(), "20 control or replacement characters"),
    "deep.md": (b"".join(b"  " * depth + b"- a\n" for depth in range(40)), "nests lists or quotes more than"),
    "quotes.md": (b"> " * 60 + b"deep", "nests lists or quotes more than"),
    "deep.html": (b"<ul><li>a" * 60, "nests lists more than 20 deep"),
    "tags.html": (b"<p>a <b " * 900, "is broken HTML"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refusal_names_the_file_and_the_way_out(tmp_path: Path, name: str) -> None:
    data, sentence = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ImportRefused) as refusal:
        convert_file(path)
    message = str(refusal.value)
    assert message.startswith(name)
    assert sentence in message
    assert message.endswith(".")


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"absent\.md does not exist; check the path"):
        convert_file(tmp_path / "absent.md")


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="is a folder; name the files in it"):
        convert_file(tmp_path)


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    with pytest.raises(ImportRefused, match="symbolic links lead back to themselves"):
        convert_file(tmp_path / "a.md")


def test_device_is_refused() -> None:
    with pytest.raises(ImportRefused, match="is not a regular file"):
        convert_file(Path("/dev/null"))


def test_impossible_path_is_refused() -> None:
    with pytest.raises(ImportRefused, match="cannot be read"):
        convert_file(Path("a\x00b.md"))


def test_file_above_the_limit_is_refused_and_at_the_limit_taken(tmp_path: Path) -> None:
    path = tmp_path / "long.md"
    path.write_text("Boats float.", encoding="utf-8")
    assert convert_file(path, max_bytes=12).n_paragraphs == 1
    with pytest.raises(
        ImportRefused, match=r"long\.md has 12 bytes, more than the 11 an import takes; split it"
    ):
        convert_file(path, max_bytes=11)


def test_prose_that_begins_like_a_binary_file_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "cars.txt"
    path.write_text("BMW builds cars. A PDF begins with %PDF-.", encoding="utf-8")
    assert convert_file(path).n_paragraphs == 1
