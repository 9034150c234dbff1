"""The tutor room's commands: ``python -m tutor check | build | export | import | ratings``."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from knowledge.answering import Answerer
from knowledge.catalogue import load_catalogue
from knowledge.chunking import chunk_sheet
from knowledge.encoding.encoder import Encoder
from knowledge.errors import KnowledgeError
from knowledge.index import load_index
from knowledge.loading import load_sheets
from knowledge.retrieval import Retriever
from knowledge.settings import KnowledgeSettings
from knowledge.working import ExamWorker
from tutor.anki import write_deck
from tutor.building import ItemSources, get_items
from tutor.checking import BankReport, check_bank
from tutor.conversations import Conversations
from tutor.errors import NoItems, TutorError
from tutor.exams import load_exams
from tutor.gift import from_item, read_gift, write_gift
from tutor.gift_items import make_items
from tutor.loading import BANK_PATH, load_items
from tutor.settings import TutorSettings
from tutor.store.database import Database

# Of a message and of a reply: with the date before them, they fit a line of a terminal.
_MOST_CHARS = 80


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tutor", description="The item bank, and what learners made of the replies."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser("check", help="check every item against the sheets")
    command.add_argument(
        "--bank", type=Path, default=BANK_PATH, metavar="FOLDER", help="another folder of items"
    )
    command.set_defaults(run=_check)
    command = commands.add_parser("build", help="make the items that are asked; only when something changed")
    command.set_defaults(run=_build)
    command = commands.add_parser("export", help="write items for Anki (.apkg) or as GIFT (.gift)")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--exam", help="only items of this exam, such as AIF-C01")
    command.set_defaults(run=_export)
    command = commands.add_parser(
        "import", help="take a teacher's GIFT questions, with evidence from the sheets"
    )
    command.add_argument("file", type=Path, metavar="FILE")
    command.set_defaults(run=_import)
    command = commands.add_parser("ratings", help="list what learners said of the replies, the newest first")
    command.add_argument("--down", action="store_true", help="only what was no good")
    command.set_defaults(run=_list_ratings)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except (TutorError, KnowledgeError, OSError) as error:
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


def _export(options: argparse.Namespace) -> int:
    exams, catalogue = load_exams(), load_catalogue(KnowledgeSettings().catalogue)
    settings = TutorSettings()
    items = [item for folder in settings.folders for item in load_items(folder).values()]
    if options.exam:
        items = [item for item in items if item.exam == options.exam]
    if not items:
        raise NoItems(f"no item is of the exam {options.exam!r}; there are {', '.join(e.id for e in exams)}")
    if options.file.suffix == ".apkg":
        count = write_deck(items, options.file, exams, lambda _: None, name_of=catalogue.name_of)
    elif options.file.suffix == ".gift":
        questions = [from_item(item, catalogue) for item in items]
        options.file.write_text(write_gift(questions), encoding="utf-8")
        count = len(questions)
    else:
        raise TutorError(f"{options.file.name}: name it .apkg for Anki or .gift for GIFT")
    sys.stdout.write(f"{count} items written to {options.file}.\n")
    return 0


def _import(options: argparse.Namespace) -> int:
    settings = TutorSettings()
    knowledge = KnowledgeSettings()
    encoder = Encoder(knowledge.encoder)
    worker = ExamWorker(Answerer(Retriever(load_index(knowledge.index, encoder), encoder)))
    items, refusals = make_items(read_gift(options.file.read_text(encoding="utf-8-sig")), worker)
    for refusal in refusals:
        sys.stdout.write(f"refused: {refusal.question}: {refusal.reason}\n")
    if items:
        settings.own_items.mkdir(parents=True, exist_ok=True)
        path = settings.own_items / f"{options.file.stem}.yml"
        rows = [item.model_dump(mode="json", exclude_defaults=True) for item in items]
        path.write_text(
            yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=110), encoding="utf-8"
        )
        sys.stdout.write(f"{len(items)} items written to {path}; the next start asks them.\n")
    return 0 if items else 1


def _build(options: argparse.Namespace) -> int:
    del options
    knowledge, settings = KnowledgeSettings(), TutorSettings()
    index = load_index(knowledge.index, Encoder(knowledge.encoder))
    built = get_items(
        ItemSources(settings.folders, index.passages, index.catalogue, index.version, settings.items)
    )
    sys.stdout.write(f"{len(built.written)} written items, {len(built.generated)} made from the sheets.\n")
    return 0


def _list_ratings(options: argparse.Namespace) -> int:
    settings = TutorSettings()
    database = Database(settings.database.get_secret_value())
    database.migrate()
    found = Conversations(database, settings.turns_kept).ratings("down" if options.down else None)
    database.close()
    for rating in found:
        lines = [_shorten(rating.message), _shorten(_first_text(rating.said))]
        if rating.word:
            lines.append(" ".join(rating.word.split()))
        start = f"{rating.rated_at:%Y-%m-%d}  {rating.verdict:<4}  "
        sys.stdout.write(start + f"\n{'':{len(start)}}".join(lines) + "\n")
    counts = Counter(rating.verdict for rating in found)
    sys.stdout.write(f"{counts['up']} up, {counts['down']} down\n")
    return 0


def _first_text(said: Any) -> str:
    """The first words of a reply, whichever kind it is: what stands first under ``text`` or ``stem``."""
    if isinstance(said, list):
        return next(filter(None, map(_first_text, said)), "")
    if not isinstance(said, dict):
        return ""
    own = next((said[name] for name in ("text", "stem") if isinstance(said.get(name), str)), "")
    return own or _first_text(list(said.values()))


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_CHARS else f"{line[: _MOST_CHARS - 1]}…"


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
