"""Questions as teachers keep them: Moodle's GIFT, read and written.

The format is described at docs.moodle.org/en/GIFT_format; where that page is silent, this module does as
Moodle's own reader does. A backslash takes the meaning from ``~ = # { } :`` and from itself, and ``\\n`` is a
line break. One escape is ours: GIFT has none for ``->``, which parts the sides of a pair, so where it would be
taken for that it is written ``-\\>``; Moodle shows the backslash.

A missing word becomes a stem with a gap. Numerical questions and mere descriptions are refused.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from knowledge.catalogue import Catalogue
from tutor.errors import GiftInvalid
from tutor.items import ChoiceItem, Claim, Item, MatchingItem, OrderingItem, TextItem

Markup = Literal["moodle", "plain", "html", "markdown"]
GiftKind = Literal["single", "multiple", "short_answer", "matching", "true_false", "essay"]

_GAP = "_____"
_DIGITS = 5  # of a weight after the point, as Moodle keeps them: a third is 33.33333
_CATEGORY = "$CATEGORY:"
_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "\\~=#{}:"} | {"\n": "\\n"})
_ESCAPED = re.compile(r"\\([~=#{}:\\n])|(?<=-)\\(>)")
_MARKUP = re.compile(rf"\[({'|'.join(get_args(Markup))})\]")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]*)?)%")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
# What would be read as a markup, a weight, a comment or a byte order mark where a text begins.
_MISTAKABLE = ("[", "%", "/", "\ufeff")


@dataclass(frozen=True)
class GiftText:
    """A text and what it is written in; no space around it, line breaks as LF.

    Attributes:
        markup: "moodle" is Moodle's automatic format, which a text has where a file says nothing.
    """

    content: str
    markup: Markup = "moodle"

    def __post_init__(self) -> None:
        object.__setattr__(self, "content", _tidy(self.content))
        if not self.content:
            raise GiftInvalid("a text is empty; write it or leave out its sign")


TRUE = GiftText("True", "plain")
FALSE = GiftText("False", "plain")


@dataclass(frozen=True)
class GiftOption:
    """One answer, right where its weight is above 0.

    Attributes:
        text: In a short answer, ``*`` stands for any letters.
        weight: Share of the mark in percent, from -100 to 100.
    """

    text: GiftText
    weight: float = 0.0
    feedback: GiftText | None = None

    def __post_init__(self) -> None:
        if not -100 <= self.weight <= 100:
            raise GiftInvalid(f"a weight is from -100 to 100 percent, got {self.weight}; correct it")
        object.__setattr__(self, "weight", round(self.weight, _DIGITS))


@dataclass(frozen=True)
class GiftPair:
    """A prompt and its match; a match without a prompt only distracts."""

    prompt: GiftText | None
    match: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "match", _tidy(self.match))
        if not self.match:
            raise GiftInvalid("a pair has nothing after ->; write its match")


@dataclass(frozen=True)
class GiftQuestion:
    """One question of a GIFT file.

    Attributes:
        kind: In "single" one option is chosen; any with 100 percent is right.
        options: Of all kinds but "matching" and "essay"; those of "true_false" are `TRUE` and `FALSE`.
        pairs: Of "matching".
        feedback: Shown whatever was answered.
        category: Path with slashes.
    """

    kind: GiftKind
    stem: GiftText
    options: tuple[GiftOption, ...] = ()
    pairs: tuple[GiftPair, ...] = ()
    feedback: GiftText | None = None
    title: str | None = None
    category: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", _tidy(self.title or "") or None)
        object.__setattr__(self, "category", " ".join((self.category or "").split()) or None)
        fault = _find_fault(self.kind, self.options, self.pairs)
        if fault:
            raise GiftInvalid(fault)


def _find_fault(kind: GiftKind, options: Sequence[GiftOption], pairs: Sequence[GiftPair]) -> str | None:
    """What keeps a question from being asked, and the way out."""
    if kind in ("matching", "essay") and options:
        return f"a question of kind {kind} has no options; leave them out"
    if kind != "matching" and pairs:
        return f"a question of kind {kind} has no pairs; leave them out"
    if kind == "matching":
        return None if len(pairs) > 1 else f"a matching has at least 2 pairs, here {len(pairs)}; add one"
    return None if kind == "essay" else _find_option_fault(kind, options)


def _find_option_fault(kind: GiftKind, options: Sequence[GiftOption]) -> str | None:
    weights = [option.weight for option in options]
    if kind == "true_false":
        texts = [option.text for option in options]
        fits = texts == [TRUE, FALSE] and sorted(weights) == [0, 100]
        return None if fits else "a true/false question has the options TRUE and FALSE, one of them right"
    if kind != "short_answer" and len(options) < 2:
        return f"a choice has at least 2 options, here {len(options)}; add one"
    if kind == "single" and (100 not in weights or set(weights) == {100}):
        return "a single choice has a right option and a wrong one; mark them with = and ~"
    if not any(weight > 0 for weight in weights):
        return "no option is right; put = before the right one, or ~%50% before each of two"
    return None


def from_item(item: Item, catalogue: Catalogue) -> GiftQuestion:
    """An item of ours, with its evidence as feedback.

    An ordering becomes a matching of positions to steps. A text item that is answered by concept becomes an
    essay: its model answer is what a teacher marks by.

    Args:
        catalogue: Knows every name of an entry that is an answer.
    """
    kind: GiftKind = "matching"
    options: tuple[GiftOption, ...] = ()
    pairs: list[tuple[str, str]] = []
    said = [_evidence(claim) for claim in item.claims]
    if isinstance(item, ChoiceItem):
        kind, options, said = item.kind, _weigh_options(item), []
    elif isinstance(item, OrderingItem):
        pairs = [(f"Step {number}", step.text) for number, step in enumerate(item.steps, 1)]
    elif isinstance(item, MatchingItem):
        pairs = [(pair.prompt, pair.match) for pair in item.pairs]
    elif item.concept:
        kind, said = "essay", [item.concept.model, *said]
    else:
        kind, options = (
            "short_answer",
            tuple(GiftOption(_plain(name), 100) for name in _names(item, catalogue)),
        )
    return GiftQuestion(
        kind,
        _plain(item.stem),
        options,
        tuple(GiftPair(_plain(prompt), match) for prompt, match in pairs),
        feedback=_plain("\n\n".join(said)) if said else None,
        title=item.id,
        category="/".join(filter(None, ("Sheetwise", item.exam, item.task))),
    )


def _weigh_options(item: ChoiceItem) -> tuple[GiftOption, ...]:
    # Exams give a multiple response its mark only whole; in GIFT the nearest to that is a wrong option
    # that takes away all that the right ones give.
    wrong = -100.0 if item.kind == "multiple" else 0.0
    return tuple(
        GiftOption(
            _plain(option.text), 100 / len(item.keys) if option.key else wrong, _plain(_evidence(option))
        )
        for option in item.options
    )


def _names(item: TextItem, catalogue: Catalogue) -> Iterable[str]:
    """Every accepted spelling, once; Moodle does not tell capitals from small letters."""
    if item.name is None:
        return ()
    entries = [entry for entry in map(catalogue.find, item.name.entries) if entry]
    names = [*(name for entry in entries for name in entry.names), *item.name.texts]
    return {name.casefold(): name for name in reversed(names)}.values()


def _evidence(claim: Claim) -> str:
    return f"{claim.why}\n“{claim.quote}” (sheet {claim.sheet})"


def _plain(text: str) -> GiftText:
    return GiftText(text, "plain")


def write_gift(questions: Iterable[GiftQuestion]) -> str:
    """Write questions as one GIFT file; `read_gift` gives them back.

    GIFT cannot end a category, so questions without one come first; all else stays in its order.
    """
    blocks: list[str] = []
    category = None
    for question in sorted(questions, key=lambda question: question.category is not None):
        if question.category != category:
            blocks.append(f"{_CATEGORY} {question.category}\n")
        blocks.append("".join(f"{line}\n" for line in _write_question(question)))
        category = question.category
    return "\n".join(blocks)


def _write_question(question: GiftQuestion) -> Iterator[str]:
    markup = question.stem.markup
    title = f"::{_escape(question.title)}::" if question.title else ""
    yield f"{title}{_write_text(question.stem, 'moodle')}{{"
    if question.kind == "true_false":
        yield _write_truth(question)
    elif question.kind == "matching":
        for pair in question.pairs:
            prompt = _hide_arrows(_write_text(pair.prompt, markup)) if pair.prompt else ""
            yield f"\t={prompt} -> {_escape(pair.match)}"
    else:
        for option in question.options:
            line = _write_option(option, question.kind, markup)
            yield f"\t{_hide_arrows(line) if question.kind == 'short_answer' else line}"
    if question.feedback:
        yield f"\t####{_write_text(question.feedback, markup)}"
    yield "}"


def _write_option(option: GiftOption, kind: GiftKind, markup: Markup) -> str:
    weight = f"%{option.weight:.{_DIGITS}f}".rstrip("0").rstrip(".") + "%"
    if kind != "multiple" and option.weight == 100:
        sign = "="
    elif kind == "single":
        sign = f"~{weight}" if option.weight else "~"
    else:
        sign = f"{'=' if kind == 'short_answer' else '~'}{weight}"
    feedback = f"#{_write_text(option.feedback, markup)}" if option.feedback else ""
    return f"{sign}{_write_text(option.text, markup)}{feedback}"


def _write_truth(question: GiftQuestion) -> str:
    """The true one of two statements, the feedback of whom chose the other, the feedback of the rest."""
    right, wrong = sorted(question.options, key=lambda option: -option.weight)
    feedback = [
        _write_text(option.feedback, question.stem.markup) if option.feedback else ""
        for option in (wrong, right)
    ]
    return "#".join(["TRUE" if right.text == TRUE else "FALSE", *feedback]).rstrip("#")


def _write_text(text: GiftText, default: Markup) -> str:
    said = text.markup != default or text.content.startswith(_MISTAKABLE)
    return f"{f'[{text.markup}]' if said else ''}{_escape(text.content)}"


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)


def _hide_arrows(line: str) -> str:
    return line.replace("->", "-\\>")


def read_gift(text: str) -> list[GiftQuestion]:
    """Read a GIFT file, in its order.

    Raises:
        GiftInvalid: A question cannot be read or is of a kind that is not supported; the message names it.
    """
    questions: list[GiftQuestion] = []
    category = None
    for number, lines in _split_blocks(_unify_breaks(text.removeprefix("\ufeff"))):
        while lines and lines[0].startswith(_CATEGORY):
            category = lines.pop(0).removeprefix(_CATEGORY)
            number += 1
        if not lines:
            continue
        source = "\n".join(lines)
        try:
            questions.append(_read_question(_Source.unescape(source), category))
        except GiftInvalid as error:
            start = source if len(source) <= 60 else f"{source[:60]}…"
            raise GiftInvalid(f"the question at line {number}, {start!r}: {error}") from error
    return questions


def _split_blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """What stands between blank lines, without its comments, and the number of its first line from 1."""
    start, block = 1, list[str]()
    for number, line in enumerate([*map(str.strip, text.split("\n")), ""], 1):
        if line and not line.startswith("//"):
            start = start if block else number
            block.append(line)
        elif not line and block:
            yield start, block
            block = []


@dataclass(frozen=True)
class _Source:
    """A piece of a file with its escapes resolved.

    Attributes:
        signs: As long as `text`; a character that was escaped, and so is no sign, is a backslash here.
    """

    text: str
    signs: str

    @classmethod
    def unescape(cls, raw: str) -> "_Source":
        text = _ESCAPED.sub(lambda found: (found[1] or found[2]).replace("n", "\n"), raw)
        return cls(text, _ESCAPED.sub(r"\\", raw))

    def cut(self, start: int, end: int | None = None) -> "_Source":
        """A part, without the space around it."""
        text, signs = self.text[start:end], self.signs[start:end]
        left, right = len(text) - len(text.lstrip()), len(text.rstrip())
        return _Source(text[left:right], signs[left:right])

    def part(self, sign: str) -> "tuple[_Source, _Source]":
        """What stands before and after the first `sign`; nothing after where there is none."""
        at = self.signs.find(sign)
        return (self.cut(0, at), self.cut(at + len(sign))) if at >= 0 else (self.cut(0), self.cut(0, 0))


def _read_question(source: _Source, category: str | None) -> GiftQuestion:
    title = None
    if source.signs.startswith("::"):
        named, source = source.cut(2).part("::")
        title = named.text
    before, answers, after = _part_answers(source)
    gap = _Source(_GAP, "\\" * len(_GAP))
    stem = _read_text(_join(before, gap, after) if after.text else before.cut(0), "moodle")
    if stem is None:
        raise GiftInvalid("it asks nothing; write a text before its braces")
    at = answers.signs.rfind("####")
    feedback = _read_text(answers.cut(at + 4), stem.markup) if at >= 0 else None
    kind, options, pairs = _read_answers(answers.cut(0, at) if at >= 0 else answers, stem.markup)
    return GiftQuestion(kind, stem, options, pairs, feedback, title, category)
