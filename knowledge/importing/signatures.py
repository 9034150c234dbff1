"""Telling files that hold no readable text by how they begin."""

from __future__ import annotations

import io
import re
import struct
import zipfile

SAVE_AS_TEXT = "save it as plain text, Markdown or HTML and import that file"
DECRYPT = "decrypt it and import the readable text"

_ENCRYPTED = (
    (re.compile(rb"\s*-----BEGIN PGP (?:MESSAGE|PUBLIC|PRIVATE|SIGNATURE)"), "PGP data"),
    (re.compile(rb"\s*-----BEGIN AGE ENCRYPTED FILE-----|age-encryption\.org/v1"), "an age file"),
    # "Salted__" and the same in base64, as `openssl enc` and `openssl enc -a` begin their output.
    (re.compile(rb"Salted__|\s*U2FsdGVkX1"), "an OpenSSL file"),
    (re.compile(rb"\s*\$ANSIBLE_VAULT;"), "an Ansible vault"),
)
_PICTURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x01\x00",
)
_ARCHIVES = (
    b"\x1f\x8b",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\xfd7zXZ\x00",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE_FOLDERS = {"word": "a Word document", "xl": "an Excel workbook", "ppt": "a PowerPoint presentation"}


def describe_unreadable(data: bytes) -> str | None:
    """Say why these bytes are not text and what to do, or None when nothing speaks against text.

    Returns:
        The end of a sentence that begins with the file's name.
    """
    for pattern, kind in _ENCRYPTED:
        if pattern.match(data):
            return f"is encrypted ({kind}); {DECRYPT}"
    if data.lstrip()[:5] == b"%PDF-":
        return _describe_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _describe_zip(data)
    if data.startswith(_OLE):
        return _describe_old_office(data)
    return _describe_other(data)


def _describe_pdf(data: bytes) -> str:
    if b"/Encrypt" in data:
        return "is an encrypted PDF; remove its password, save its text as plain text and import that file"
    return "is a PDF, and PDF is not read yet; save its text as plain text and import that file"


def _describe_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, struct.error, NotImplementedError, EOFError, ValueError, OSError):
        return "is a damaged zip archive; unpack it and import the text files in it"
    if any(entry.flag_bits & 1 for entry in entries):
        return "is a zip archive with a password; unpack it and import the text files in it"
    folders = {entry.filename.split("/")[0] for entry in entries}
    for folder, kind in _OFFICE_FOLDERS.items():
        if folder in folders:
            return f"is {kind}, and Word and other Office files are not read yet; {SAVE_AS_TEXT}"
    return "is a zip archive; unpack it and import the text files in it"


def _describe_old_office(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"is an encrypted Office file; remove its password, then {SAVE_AS_TEXT}"
    return f"is an old Office file, and Word and other Office files are not read yet; {SAVE_AS_TEXT}"


def _describe_other(data: bytes) -> str | None:
    if _is_picture(data):
        return "is a picture, and text in pictures is not read; type or copy the text into a file"
    # "BZh" could begin a word; compressed bytes are never UTF-8 for long.
    if data.startswith(_ARCHIVES) and not (data.startswith(b"BZh") and _is_utf8(data[:256])):
        return "is a compressed archive; unpack it and import the text files in it"
    if data.lstrip()[:5] == b"{\\rtf":
        return f"is a rich-text (RTF) file, which is not read yet; {SAVE_AS_TEXT}"
    return None


def _is_picture(data: bytes) -> bool:
    if data.startswith(b"BM"):
        # So does prose about BMW begin; only a bitmap has NUL bytes.
        return b"\x00" in data[:64]
    return data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
