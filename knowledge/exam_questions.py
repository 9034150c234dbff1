"""A pasted multiple-choice question, read: its stem, its options, and how many of them are right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MIN_OPTIONS, _MAX_OPTIONS = 3, 8
# "A)", "(B)", "c.", "2:", "[D]", also behind a bullet or a box; the bracketing has to be the same throughout.
_MARKER = re.compile(
    r"(?:(?<=\s)|^)(?:[-*•○●◦☐□▢]\s*|\[ ?\]\s*)?(?P<open>[(\[]?)(?:option\s+)?"
    r"(?P<sign>[A-Ha-h]|[1-8])(?P<close>[)\].:]|\s[-–—])\s+",
    re.MULTILINE | re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*•○●◦☐□▢]|\[ ?\])\s+")
_NUMBERS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}
_HOW_MANY = re.compile(
    r"\b(?:select|choose|pick|which|what|any|mark)\s+(?:the\s+)?(?:best\s+)?(two|three|four|[234])\b",
    re.IGNORECASE,
)
# What follows the last option on practice pages, and is none of it.
_AFTERWORD = re.compile(
    r"^\W*(?:(?:the )?(?:correct|right|suggested) )?"
    r"(?:answers?|explanations?|solution|references?|source)\s*(?:is\b|are\b|[:=]).*",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_LEAD = re.compile(r"^\s*(?:question\s*(?:no\.?|#)?\s*\d*|q\d*)\s*[:.)-]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Option:
    """One choice; `sign` is its letter, as pasted in capitals, or given in their order."""

    sign: str
    text: str


@dataclass(frozen=True)
class ExamQuestion:
    """A multiple-choice question.

    Attributes:
        n_right: How many options are to be chosen.
    """

    stem: str
    options: tuple[Option, ...]
    n_right: int


def read_exam_question(text: str) -> ExamQuestion | None:
    """Read a pasted question with its options; None for any other text."""
    text = text.replace("\r\n", "\n").strip()
    found = _read_signed(text) or _read_lines(text)
    if found is None:
        return None
    stem, options = found
    stem = _LEAD.sub("", " ".join(stem.split()))
    texts = [" ".join(option.text.split()).strip(" ;") for option in options]
    if len(stem.split()) < 4 or not all(texts) or len(set(texts)) < len(texts):
        return None
    said = _HOW_MANY.search(stem)
    n_right = min(_NUMBERS[said.group(1).lower()], len(texts) - 1) if said else 1
    signs = [option.sign for option in options]
    return ExamQuestion(stem, tuple(map(Option, signs, texts)), n_right)


def _read_signed(text: str) -> tuple[str, list[Option]] | None:
    """Options with letters or numbers, on lines of their own or one after the other."""
    markers = list(_MARKER.finditer(text))
    runs = [_run_from(markers, place) for place, m in enumerate(markers) if m["sign"].upper() in ("A", "1")]
    runs = [run for run in runs if len(run) >= _MIN_OPTIONS]
    if not runs:
        return None
    run = max(runs, key=len)
    ends = [m.start() for m in run[1:]] + [len(text)]
    options = [
        Option(m["sign"].upper() if m["sign"].isalpha() else _letter(i), text[m.end() : end])
        for i, (m, end) in enumerate(zip(run, ends, strict=True))
    ]
    last, _, after = options[-1].text.partition("\n\n")
    options[-1] = Option(options[-1].sign, _AFTERWORD.sub("", last))
    stem = text[: run[0].start()]
    if not stem.strip():
        stem = after  # the question below its options
    return stem, options


def _run_from(markers: Sequence[re.Match[str]], place: int) -> list[re.Match[str]]:
    """Markers that count on from the one at `place` in the same style."""
    run = [markers[place]]
    for marker in markers[place + 1 :]:
        last = run[-1]
        same = (marker["open"], marker["close"]) == (last["open"], last["close"])
        if same and ord(marker["sign"]) == ord(last["sign"]) + 1:
            run.append(marker)
    return run[:_MAX_OPTIONS]


def _read_lines(text: str) -> tuple[str, list[Option]] | None:
    """Options that are plain or bulleted lines below a line that asks."""
    lines = [line for line in _AFTERWORD.sub("", text).split("\n") if line.strip()]
    asking = [place for place, line in enumerate(lines) if re.search(r"[?:]\W*$|\)\W*$", line.strip())]
    for place in asking:
        options = lines[place + 1 :]
        if not _MIN_OPTIONS <= len(options) <= _MAX_OPTIONS or any("?" in line for line in options):
            continue
        bulleted = [bool(_BULLET.match(line)) for line in options]
        if all(bulleted) or (not any(bulleted) and "?" in lines[place]):
            texts = [_BULLET.sub("", line) for line in options]
            return "\n".join(lines[: place + 1]), [Option(_letter(i), t) for i, t in enumerate(texts)]
    return None


def _letter(place: int) -> str:
    return chr(ord("A") + place)
