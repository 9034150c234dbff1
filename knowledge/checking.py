"""Checking sheets and catalogue: what would break an answer, and what would weaken it."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt

from knowledge.aspects import HEADINGS, find_aspect
from knowledge.catalogue import EVIDENCE, Catalogue
from knowledge.chunking import CountTokens, chunk_sheet, parse_heading, passage_text, plain_text
from knowledge.names import normalise
from knowledge.passages import Passage, Sheet

_LINK = re.compile(r"\]\(([\w-]+)\.md(?:#([\w-]+))?\)")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_TERM = re.compile(r"\b(?:(?:Amazon|AWS) [A-Z][\w-]+(?: [A-Z][\w-]+){0,3}|[A-Z][A-Z0-9]{1,5})\b")
# Abbreviations that every reader brings along.
_EVERYDAY = frozenset("AWS KB MB GB TB PB CPU RAM USD EUR UTC HTML PDF URL ID OK US EU".split())
# A term in this many sheets is one that a learner will ask about.
_MANY_SHEETS = 5
_TIME_BOUND = ("limits", "pricing", "status")


@dataclass(frozen=True)
class Finding:
    """Something to mend (an error) or to look at (a warning), and where it stands."""

    where: str
    message: str
    is_error: bool = True


def check_knowledge(
    sheets: Sequence[Sheet],
    catalogue: Catalogue,
    count_tokens: CountTokens,
    max_tokens: int,
    today: dt.date,
    fact_age_days: int,
) -> list[Finding]:
    """Check everything; errors first.

    Args:
        fact_age_days: A time-bound fact checked longer ago than this is warned of.
    """
    passages = [p for sheet in sheets for p in chunk_sheet(sheet, catalogue, count_tokens, max_tokens)]
    findings = [
        *_check_names(catalogue),
        *_check_entries(catalogue, passages),
        *(finding for sheet in sheets for finding in _check_sheet(sheet)),
        *_check_links(sheets),
        *_check_terms(sheets, catalogue),
        *_check_lengths(passages, count_tokens, max_tokens),
        *_check_ages(sheets, passages, catalogue, today, fact_age_days),
    ]
    return sorted(findings, key=lambda finding: (not finding.is_error, finding.where))


def _check_names(catalogue: Catalogue) -> Iterator[Finding]:
    for name, ids in catalogue.clashes():
        yield Finding(
            f"catalogue: {ids[0]}",
            f"the name {name!r} also belongs to {', '.join(ids[1:])}; keep it in one entry, or list it under "
            "`ambiguous` in each, so that the tutor asks",
        )
    for entry in catalogue:
        for successor in entry.status.successors:
            if successor not in catalogue:
                yield Finding(f"catalogue: {entry.id}", f"its successor {successor!r} is no entry")
        if entry.status.state != "active" and not (entry.status.source and entry.status.verified):
            yield Finding(f"catalogue: {entry.id}", "its status needs a source and a verified day")
        if entry.status.evidence and entry.status.evidence not in EVIDENCE:
            yield Finding(
                f"catalogue: {entry.id}",
                f"its evidence is {entry.status.evidence!r}; one of {', '.join(EVIDENCE)} is meant",
            )


def _check_entries(catalogue: Catalogue, passages: Iterable[Passage]) -> Iterator[Finding]:
    defined = {p.subject for p in passages if p.aspect == "what"}
    for entry in catalogue:
        if entry.id not in defined:
            yield Finding(
                f"catalogue: {entry.id}",
                f"no sheet says what {entry.name} is; add `## {entry.name} {{#{entry.id}}}` with a sentence",
            )
    for subject in sorted({p.subject for p in passages if p.subject} - {entry.id for entry in catalogue}):
        yield Finding(f"heading {{#{subject}}}", "the id is not in the catalogue; add an entry or correct it")


def _check_sheet(sheet: Sheet) -> Iterator[Finding]:
    if sheet.tier == 0:
        for field, value in (
            ("sources", sheet.sources),
            ("exams", sheet.exams),
            ("verified", sheet.verified),
        ):
            if not value:
                yield Finding(sheet.id, f"the front matter lacks `{field}`")
    for source in sheet.sources:
        if source.evidence not in EVIDENCE:
            yield Finding(
                sheet.id,
                f"the source {source.id!r} has evidence {source.evidence!r}; "
                f"one of {', '.join(EVIDENCE)} is meant",
            )
    yield from _check_headings(sheet)


def _check_headings(sheet: Sheet) -> Iterator[Finding]:
    known = {source.id for source in sheet.sources}
    previous = 0
    tokens = MarkdownIt("commonmark").enable("table").parse(sheet.text[sheet.body_start :])
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        text, attributes = parse_heading(plain_text(tokens[place + 1]))
        if level > previous + 1:
            yield Finding(sheet.id, f"the heading {text!r} skips a level: {level} after {previous}")
        previous = level
        source = attributes.get("source")
        if source and source not in known:
            yield Finding(sheet.id, f"{text!r} names the source {source!r}, which the front matter lacks")
        if sheet.tier == 0 and level == 3:
            if find_aspect(text) not in HEADINGS:
                yield Finding(sheet.id, f"the field {text!r} is not one of {', '.join(HEADINGS.values())}")
            if find_aspect(text) in _TIME_BOUND and not source:
                yield Finding(
                    sheet.id, f"{text!r} holds facts that change: name their source, {{source=...}}"
                )


def _check_links(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    anchors = {sheet.id: set(re.findall(r"\{#([\w-]+)\}", sheet.text)) for sheet in sheets}
    for sheet in sheets:
        for target, anchor in _LINK.findall(sheet.text):
            if target not in anchors:
                yield Finding(sheet.id, f"the link to {target}.md leads nowhere")
            elif anchor and anchor not in anchors[target]:
                yield Finding(sheet.id, f"the link to {target}.md#{anchor} leads to no entry there")


def _check_terms(sheets: Sequence[Sheet], catalogue: Catalogue) -> Iterator[Finding]:
    """Product names and abbreviations that many sheets use and no entry defines."""
    known = {
        word for entry in catalogue for name in (*entry.names, *entry.ambiguous) for word in normalise(name)
    }
    users: dict[str, set[str]] = {}
    for sheet in sheets:
        if sheet.tier == 0:
            for term in _TERM.findall(_CODE.sub(" ", sheet.text[sheet.body_start :])):
                users.setdefault(term, set()).add(sheet.id)
    for term, used_in in sorted(users.items()):
        if len(used_in) < _MANY_SHEETS or term in _EVERYDAY:
            continue
        if not catalogue.find_mentions(term) and not set(normalise(term)) <= known:
            yield Finding(
                f"term: {term}",
                f"{len(used_in)} sheets use it ({', '.join(sorted(used_in)[:3])}, ...), no entry defines it",
            )


def _check_lengths(
    passages: Sequence[Passage], count_tokens: CountTokens, max_tokens: int
) -> Iterator[Finding]:
    lengths = count_tokens([passage_text(passage) for passage in passages])
    for passage, length in zip(passages, lengths, strict=True):
        if length > max_tokens:
            yield Finding(
                f"{passage.sheet}: {' › '.join(passage.heading)}",
                f"a passage has {length} word pieces and the embedder reads {max_tokens}; shorten it",
            )


def _check_ages(
    sheets: Sequence[Sheet],
    passages: Iterable[Passage],
    catalogue: Catalogue,
    today: dt.date,
    fact_age_days: int,
) -> Iterator[Finding]:
    oldest = today - dt.timedelta(days=fact_age_days)
    own = {sheet.id for sheet in sheets if sheet.tier == 0}
    for passage in passages:
        is_old = passage.verified and passage.verified < oldest
        if is_old and passage.aspect in _TIME_BOUND and passage.sheet in own:
            yield Finding(
                f"{passage.sheet}: {' › '.join(passage.heading)}",
                f"last checked on {passage.verified}; check it again",
                is_error=False,
            )
    for entry in catalogue:
        if entry.status.verified and entry.status.verified < oldest:
            yield Finding(
                f"catalogue: {entry.id}",
                f"its status was last checked on {entry.status.verified}; check it again",
                is_error=False,
            )
