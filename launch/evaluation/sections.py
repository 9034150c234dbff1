"""Tables of figures, for people and as JSON."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from knowledge.evaluation.metrics import Estimate, Figures
from knowledge.evaluation.ranking import group_by_kind

# Holds seven figures with their intervals on one line, in a file.
_FILE_WIDTH = 150

T = TypeVar("T")


@dataclass(frozen=True)
class Section:
    """One table.

    Attributes:
        head: What the rows are.
        rows: Figures by row; a row may lack some.
        notes: Lines below the table.
    """

    title: str
    head: str
    rows: Mapping[str, Figures]
    notes: Sequence[str] = ()


def measure_by_kind(
    items: Sequence[T], kind_of: Callable[[T], str], measure: Callable[[Sequence[T]], Figures]
) -> dict[str, Figures]:
    """Figures of each kind, and of all together in the last row."""
    rows = {kind: measure(group) for kind, group in group_by_kind(items, kind_of).items()}
    return {**rows, "all": measure(items)}


def print_sections(sections: Sequence[Section], console: Console | None = None) -> None:
    """Print tables, each figure with its 95 % interval."""
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = _FILE_WIDTH
    for section in sections:
        console.print()
        console.print(_make_table(section))
        for note in section.notes:
            console.print(f"  {note}", markup=False)


def write_json(path: Path, part: str, measured: Mapping[str, Any], sections: Sequence[Section]) -> None:
    """Write a part's figures; those of other parts stay as they were measured last.

    Args:
        measured: When and on what it was measured.
    """
    parts = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    parts[part] = {**measured, "tables": {section.title: _as_json(section) for section in sections}}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(parts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _make_table(section: Section) -> Table:
    names = list(dict.fromkeys(name for figures in section.rows.values() for name in figures))
    table = Table(title=section.title, title_justify="left", title_style="bold")
    table.add_column(section.head, no_wrap=True)
    table.add_column("n", justify="right")
    for name in names:
        table.add_column(name, justify="right")
    for row, figures in section.rows.items():
        first = next(iter(figures.values()), None)  # counts the questions; a later one may count quotes
        table.add_row(row, str(first.n) if first else "–", *(_format(figures.get(name)) for name in names))
    return table


def _format(figure: Estimate | None) -> str:
    if figure is None:
        return "–"
    if max(abs(figure.value), abs(figure.high)) > 1:
        return f"{figure.value:.1f} [dim]{figure.low:.1f}–{figure.high:.1f}[/dim]"
    return f"{_decimals(figure.value, 3)} [dim]{_decimals(figure.low, 2)}–{_decimals(figure.high, 2)}[/dim]"


def _decimals(value: float, n: int) -> str:
    """A share without its leading zero, as the tables of RETRIEVAL.md have it."""
    return f"{value:.{n}f}".removeprefix("0")


def _as_json(section: Section) -> dict[str, Any]:
    rows = {
        row: {name: {k: round(v, 4) for k, v in asdict(figure).items()} for name, figure in figures.items()}
        for row, figures in section.rows.items()
    }
    return {**rows, **({"notes": list(section.notes)} if section.notes else {})}
