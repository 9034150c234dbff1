"""From a path to text: which files are taken, in which encoding, and why others are refused."""

from __future__ import annotations

import errno
import hashlib
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import ftfy.bad_codecs  # noqa: F401  (registers sloppy-windows-1252)
from charset_normalizer import from_bytes

from knowledge.errors import ImportRefused
from knowledge.importing.signatures import SAVE_AS_TEXT, describe_unreadable

Kind = Literal["markdown", "text", "html"]

KINDS: dict[str, Kind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".mkd": "markdown",
    ".txt": "text",
    ".text": "text",
    "": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# A detector's guess outside these is more often noise than a text in that encoding.
_ASIAN_OR_CYRILLIC = {"cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp932", "shift_jis", "euc_jp"}
_ASIAN_OR_CYRILLIC |= {"gb18030", "gbk", "gb2312", "big5", "euc_kr", "cp949", "iso2022_jp"}
_WESTERN = {"cp1250", "cp1252", "cp1254", "cp1257", "latin_1", "iso8859_2", "iso8859_15", "cp775", "cp850"}
_WESTERN |= {"cp852", "mac_iceland", "mac_latin2", "mac_roman", "hp_roman8", "cp437", "cp858"}
# What a Central European letter becomes when it is read as Western: a sign between two letters.
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¹²³¿¯¥£¢¤¦§¨¬®±´¶¸»¼½¾Ÿ†‡‰][^\W\d_]")
# Text with one sign in ten that nobody can read is not text that anybody can quote.
_LARGEST_UNREADABLE_SHARE = 0.1
# A declaration that can be read byte by byte is not in these, whatever it says.
_NEVER_DECLARED = (
    "utf-16",
    "utf-32",
    "utf-7",
    "utf_16",
    "utf_32",
    "utf_7",
    "unicode",
    "raw",
    "idna",
    "punycode",
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset=["']?([\w-]{1,40})|<\?xml[^>]{0,100}?encoding=["']([\w-]{1,40})""", re.I
)


@dataclass(frozen=True)
class Source:
    """A file's text with what the sheet tells of the file. `name` is without folders."""

    name: str
    stem: str
    kind: Kind
    text: str
    sha256: str


def read_source(path: Path, max_bytes: int) -> Source:
    """Read a file that can become a sheet.

    Raises:
        ImportRefused: The file is missing, empty, too large, encrypted, binary or in an unknown encoding.
    """
    data = _read_bytes(path, max_bytes)
    reason = describe_unreadable(data)
    if reason:
        raise ImportRefused(f"{path.name} {reason}.")
    text = _decode(data, path)
    if not text.strip():
        raise ImportRefused(f"{path.name} is empty; import a file that has text in it.")
    _check_readable(text, path)
    kind = KINDS.get(path.suffix.lower(), "text")
    if re.match(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", text[:1000], re.IGNORECASE):
        kind = "html"
    name = path.name.encode("utf-8", "replace").decode("utf-8")
    return Source(name, Path(name).stem, kind, text, hashlib.sha256(data).hexdigest())


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ImportRefused(f"{path} is a folder; name the files in it that you want to import.")
        if not stat.S_ISREG(status.st_mode):
            raise ImportRefused(f"{path} is not a regular file; save its text to a file and import that.")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise ImportRefused(f"{path} does not exist; check the path.") from error
    except (OSError, ValueError) as error:
        raise ImportRefused(f"{path} cannot be read: {_describe(error)}.") from error
    if len(data) > max_bytes:
        size = max(status.st_size, len(data))
        raise ImportRefused(
            f"{path.name} has {size:,} bytes, more than the {max_bytes:,} an import takes;"
            " split it into smaller files."
        )
    return data


def _describe(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "its symbolic links lead back to themselves; import the file they should lead to"
    if isinstance(error, PermissionError):
        return "you may not open it; change its permissions and import it again"
    return f"{error}; check the path"


def _decode(data: bytes, path: Path) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                raise ImportRefused(
                    f"{path.name} says that it is {encoding[:6].upper()} and is not;"
                    " save it as UTF-8 and import it again."
                ) from error
    if b"\x00" in data:
        raise ImportRefused(
            f"{path.name} holds NUL bytes, so it is not text in UTF-8; {SAVE_AS_TEXT} (in UTF-8)."
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_declared(data) or _decode_guessed(data)
    if text is None:
        known = path.suffix.lower() in KINDS
        ending = "" if known else f", and files ending in {path.suffix} are not read yet"
        raise ImportRefused(
            f"{path.name} is in no encoding that can be told{ending}; {SAVE_AS_TEXT} (in UTF-8)."
        )
    return text


def _decode_declared(data: bytes) -> str | None:
    """Decode a web page as it says it is encoded."""
    declared = _DECLARED.search(data[:2048])
    if declared is None:
        return None
    encoding = (declared[1] or declared[2]).decode("ascii")
    if encoding.lower().startswith(_NEVER_DECLARED):
        return None
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        return None


def _decode_guessed(data: bytes) -> str | None:
    best = from_bytes(data).best()
    if best is None:
        return None
    if best.encoding in _WESTERN:
        # The detector cannot tell the Western code pages apart in a short text; Windows-1252 is by far the
        # most common. Its sloppy form also takes UTF-8 with a few stray bytes, which ftfy then mends.
        western = data.decode("sloppy-windows-1252")
        return str(best) if _SIGN_IN_WORD.search(western) and "â€" not in western else western
    return str(best) if best.encoding in _ASIAN_OR_CYRILLIC else None


def _check_readable(text: str, path: Path) -> None:
    unreadable = sum(1 for character in text if _is_unreadable(character))
    if unreadable > _LARGEST_UNREADABLE_SHARE * len(text):
        raise ImportRefused(
            f"{path.name} holds {unreadable:,} control or replacement characters among {len(text):,};"
            f" it is damaged or not text: {SAVE_AS_TEXT} (in UTF-8)."
        )


def _is_unreadable(character: str) -> bool:
    if character in "\t\n\r\f\v" or " " <= character <= "~":
        return False
    return character == "\ufffd" or unicodedata.category(character) in {"Cc", "Co", "Cn"}
