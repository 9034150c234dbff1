"""The tutor room's commands: ``python -m tutor check | build``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from knowledge.catalogue import load_catalogue
from knowledge.chunking import chunk_sheet
from knowledge.encoding.encoder import Encoder
from knowledge.errors import KnowledgeError
from knowledge.index import load_index
from knowledge.loading import load_sheets
from knowledge.settings import KnowledgeSettings
from tutor.building import ItemSources, get_items
from tutor.checking import BankReport, check_bank
from tutor.errors import TutorError
from tutor.exams import load_exams
from tutor.loading import BANK_PATH, load_items
from tutor.settings import TutorSettings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tutor", description="The item bank.")
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser("check", help="check every item against the sheets")
    command.add_argument(
        "--bank", type=Path, default=BANK_PATH, metavar="FOLDER", help="another folder of items"
    )
    command.set_defaults(run=_check)
    command = commands.add_parser("build", help="make the items that are asked; only when something changed")
    command.set_defaults(run=_build)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except (TutorError, KnowledgeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _check(options: argparse.Namespace) -> int:
    settings = KnowledgeSettings()
    catalogue = load_catalogue(settings.catalogue)
    encoder = Encoder(settings.encoder)
    passages = [
        passage
        for sheet in load_sheets([settings.sheets])
        for passage in chunk_sheet(sheet, catalogue, encoder.count_tokens, encoder.card.max_tokens)
    ]
    items = load_items(options.bank)
    report = check_bank(items, load_exams(), passages, catalogue, encoder.encode)
    _print(report)
    return int(any(finding.is_error for finding in report.findings))


def _build(options: argparse.Namespace) -> int:
    del options
    knowledge, settings = KnowledgeSettings(), TutorSettings()
    index = load_index(knowledge.index, Encoder(knowledge.encoder))
    built = get_items(
        ItemSources(settings.bank, index.passages, index.catalogue, index.version, settings.items)
    )
    sys.stdout.write(f"{len(built.written)} written items, {len(built.generated)} made from the sheets.\n")
    return 0


def _print(report: BankReport) -> None:
    for finding in report.findings:
        sys.stdout.write(f"{finding.where}: {finding.message}\n")
    places = " ".join(f"{letter} {share:.0%}" for letter, share in report.key_places.items())
    domains = " ".join(
        f"{exam}/{domain} {count}" for (exam, domain), count in sorted(report.n_by_domain.items())
    )
    sys.stdout.write(
        f"{report.n_items} items: {domains}\n"
        f"key is the longest option: {report.share_longest:.0%}; single keys at {places}\n"
        f"{sum(finding.is_error for finding in report.findings)} errors\n"
    )


if __name__ == "__main__":
    raise SystemExit(main())
