"""What passes between `make evaluate` and the frameworks: JSON files, read and written on both sides."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

# Sheet, first character and one past the last, as JSON has it.
FoundSpan = tuple[str, int, int]
Rankings = Mapping[str, list[FoundSpan]]


@dataclass(frozen=True)
class Job:
    """Sheets to search and what to ask.

    Attributes:
        model: Folder of a sentence-transformers model.
        depth: Hits wanted for each question.
        sheets: Markdown by sheet id.
        questions: Text by question id.
    """

    model: str
    depth: int
    sheets: Mapping[str, str]
    questions: Mapping[str, str]

    def write(self, path: Path) -> None:
        """Write the job for the other side."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def carry_out(rank: Callable[[Job], Rankings]) -> None:
    """Read the job that the command line names first, and write the rankings to the file named second."""
    job, answer = map(Path, sys.argv[1:])
    rankings = rank(Job(**json.loads(job.read_text(encoding="utf-8"))))
    answer.write_text(json.dumps(rankings), encoding="utf-8")


class Locator:
    """Finds chunks in the sheets that they were cut from, for a splitter that does not say where it cut.

    Chunks have to come in their order: the text of one may stand in a sheet twice.
    """

    def __init__(self, sheets: Mapping[str, str]) -> None:
        self._sheets = sheets
        self._places = dict.fromkeys(sheets, 0)

    def locate(self, sheet: str, chunk: str) -> FoundSpan:
        """The span of the next chunk.

        Raises:
            ValueError: It stands nowhere behind the one before.
        """
        start = self._sheets[sheet].index(chunk, self._places[sheet])
        self._places[sheet] = start + len(chunk)
        return sheet, start, start + len(chunk)
