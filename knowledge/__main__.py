"""The knowledge room's commands: ``python -m knowledge build | search | import | check``."""

import argparse
import datetime as dt
import logging
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from knowledge.building import build
from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.checking import check_knowledge
from knowledge.chunking import chunk_sheet
from knowledge.encoding.encoder import Encoder
from knowledge.errors import ImportRefused, KnowledgeError
from knowledge.index import load_index
from knowledge.loading import load_sheets, parse_sheet
from knowledge.retrieval import Retriever
from knowledge.settings import KnowledgeSettings

_console = Console(highlight=False, soft_wrap=True)


def _print(text: str, style: str | None = None) -> None:
    """Print a line as it is: sheets may hold what Rich reads as markup."""
    _console.print(text, style=style, markup=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parse(arguments)
    settings = KnowledgeSettings()
    try:
        return int(options.run(options, settings))
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description="Sheets in, cited passages out.")
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser("build", help="build the index; only what changed is embedded")
    command.set_defaults(run=_build)
    command = commands.add_parser("search", help="show the passages nearest to a text")
    command.add_argument("query")
    command.add_argument("-k", type=int, default=5, help="how many hits (default 5)")
    command.set_defaults(run=_search)
    command = commands.add_parser("import", help="turn files (Markdown, text, HTML) into sheets of yours")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.set_defaults(run=_import)
    command = commands.add_parser("check", help="check sheets and catalogue")
    command.set_defaults(run=_check)
    return parser.parse_args(arguments)


def _build(_: argparse.Namespace, settings: KnowledgeSettings) -> int:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console, transient=True) as progress:
        task = progress.add_task("embedding", total=None)
        report = build(
            settings,
            on_step=lambda step: progress.update(task, description=step),
            on_start=lambda total: progress.update(task, total=total),
            on_progress=lambda done: progress.advance(task, done),
        )
    manifest = report.manifest
    if report.changed:
        _console.print(
            f"Index {manifest.version}: {len(manifest.sheets)} sheets, {manifest.n_passages} passages, "
            f"{report.n_embedded} texts embedded, {report.n_reused} reused ({manifest.index_type} index)."
        )
    else:
        _console.print(f"Index {manifest.version} is up to date: {manifest.n_passages} passages.")
    return 0


def _search(options: argparse.Namespace, settings: KnowledgeSettings) -> int:
    if options.k < 1:
        sys.stderr.write(f"-k must be at least 1, got {options.k}\n")
        return 2
    encoder = Encoder(settings.encoder)
    result = Retriever(load_index(settings.index, encoder), encoder).search(options.query, options.k)
    for hit in result.hits:
        _print(f"{hit.rank}. {' › '.join(hit.passage.heading)}  {hit.score:.3f}", style="bold")
        _print(f"   {hit.passage.units[hit.best_unit].text}")
    if not result.hits:
        _console.print("The index holds no passages.")
    return 0


def _import(options: argparse.Namespace, settings: KnowledgeSettings) -> int:
    encoder = Encoder(settings.encoder)
    catalogue = load_catalogue(settings.catalogue)
    n_refused = 0
    for path in options.files:
        try:
            _import_file(path, settings, encoder, catalogue)
        except ImportRefused as error:
            sys.stderr.write(f"{error}\n")
            n_refused += 1
    if n_refused < len(options.files):
        _console.print("Run `python -m knowledge build` (or `make run`) to make them searchable.")
    return 1 if n_refused else 0


def _import_file(path: Path, settings: KnowledgeSettings, encoder: Encoder, catalogue: Catalogue) -> None:
    """Import one file and say what came of it."""
    from knowledge import importing  # parsers of foreign formats, used here alone

    conversion = importing.convert_file(path, max_bytes=settings.max_import_bytes)
    if (settings.sheets / f"{conversion.name}.md").exists():
        conversion = replace(conversion, name=f"{conversion.name}-imported")
    earlier = importing.find_earlier_import(conversion, settings.imported_sheets)
    sheet = parse_sheet(conversion.markdown, conversion.name, tier=1)
    passages = chunk_sheet(sheet, catalogue, encoder.count_tokens, encoder.card.max_tokens)
    written = importing.write_sheet(conversion, settings.imported_sheets)
    _print(f"{path.name} → {written}: {len(passages)} passages")
    if earlier:
        _print(f"  replaces the import of {earlier.imported_on}")
    for reason, n_lines in Counter(dropped.reason for dropped in conversion.dropped).most_common():
        _print(f"  dropped {n_lines} × {reason}")
    for dropped in conversion.dropped:
        _print(f"    line {dropped.line}: {dropped.text[:90]!r}")


def _check(_: argparse.Namespace, settings: KnowledgeSettings) -> int:
    encoder = Encoder(settings.encoder)
    findings = check_knowledge(
        load_sheets(settings.sheet_folders),
        load_catalogue(settings.catalogue),
        encoder.count_tokens,
        encoder.card.max_tokens,
        dt.datetime.now(dt.UTC).date(),
        settings.fact_age_days,
    )
    for finding in findings:
        kind = "error" if finding.is_error else "warning"
        _print(f"{kind}: {finding.where}: {finding.message}")
    n_errors = sum(finding.is_error for finding in findings)
    _console.print(f"{n_errors} errors, {len(findings) - n_errors} warnings.")
    return 1 if n_errors else 0


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched at run time
    logging.disable(logging.WARNING)  # libraries tell of their own parts; ours raise what matters
    sys.exit(main())
