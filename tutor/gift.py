r"""Questions as teachers keep them: Moodle's GIFT, read and written.

The format is described at docs.moodle.org/en/GIFT_format; where that page is silent, this module does as
Moodle's own reader does. A backslash takes the meaning from ``~ = # { } :`` and from itself, and ``\n`` is a
line break. One escape is ours: GIFT has none for ``->``, which parts the sides of a pair, so where it would
be taken for that it is written ``-\>``; Moodle shows the backslash.

A missing word becomes a stem with a gap. Numerical questions and mere descriptions are refused.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from knowledge.catalogue import Catalogue
from tutor.errors import GiftInvalid
from tutor.items import ChoiceItem, Claim, Item, MatchingItem, OrderingItem, TextItem

Markup = Literal["moodle", "plain", "html", "markdown"]
GiftKind = Literal["single", "multiple", "short_answer", "matching", "true_false", "essay"]

_GAP = "_____"
_DIGITS = 5  # of a weight after the point, as Moodle keeps them: a third is 33.33333
_SHOWN = 60  # characters of a question by which a message names it
_CATEGORY = "$CATEGORY:"
_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "\\~=#{}:"} | {"\n": "\\n"})
_ESCAPED = re.compile(r"\\([~=#{}:\\n])|(?<=-)\\(>)")
_MARKUP = re.compile(rf"\[({'|'.join(get_args(Markup))})\]")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]*)?)%")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
# What would be read as a markup, a weight, a comment or a byte order mark where a text begins.
_MISTAKABLE = ("[", "%", "/", "\ufeff")


def _unify_breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _tidy(text: str) -> str:
    return _unify_breaks(text).strip()


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
        kind, options = "short_answer", tuple(_accept(name) for name in _names(item, catalogue))
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
    names: dict[str, str] = {}
    for name in (*(name for entry in entries for name in entry.names), *item.name.texts):
        names.setdefault(name.casefold(), name)
    return names.values()


def _evidence(claim: Claim) -> str:
    return f"{claim.why}\n“{claim.quote}” (sheet {claim.sheet})"


def _accept(name: str) -> GiftOption:
    return GiftOption(_plain(name), 100)


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
    line = "TRUE" if right.text == TRUE else "FALSE"
    for option in (wrong, right):
        if option.feedback:
            line += f"#{_write_text(option.feedback, question.stem.markup)}"
        elif right.feedback:
            line += "#"
    return line


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
    for lines in _split_blocks(_unify_breaks(text.removeprefix("\ufeff"))):
        while lines and lines[0][1].startswith(_CATEGORY):
            category = lines.pop(0)[1].removeprefix(_CATEGORY)
        if not lines:
            continue
        source = "\n".join(line for _, line in lines)
        try:
            questions.append(_read_question(_Source.unescape(source), category))
        except GiftInvalid as error:
            start = source if len(source) <= _SHOWN else f"{source[:_SHOWN]}…"
            raise GiftInvalid(f"the question at line {lines[0][0]}, {start!r}: {error}") from error
    return questions


def _split_blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    """The lines between blank lines, without comments, each with its number from 1."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*map(str.strip, text.split("\n")), ""], 1):
        if line and not line.startswith("//"):
            block.append((number, line))
        elif not line and block:
            yield block
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

    def cut(self, start: int = 0, end: int | None = None) -> "_Source":
        """A part, without the space around it."""
        text, signs = self.text[start:end], self.signs[start:end]
        left, right = len(text) - len(text.lstrip()), len(text.rstrip())
        return _Source(text[left:right], signs[left:right])

    def part(self, sign: str) -> "tuple[_Source, _Source | None]":
        """What stands before and after the first `sign`; None after it where there is none."""
        at = self.signs.find(sign)
        return (self.cut(0, at), self.cut(at + len(sign))) if at >= 0 else (self.cut(), None)


def _read_question(source: _Source, category: str | None) -> GiftQuestion:
    title = None
    if source.signs.startswith("::"):
        named, rest = source.cut(2).part("::")
        if rest is None:
            raise GiftInvalid("its title has no end; write :: after it")
        title, source = named.text, rest
    asked, answers = _part_braces(source)
    stem = _read_text(asked, "moodle")
    if stem is None:
        raise GiftInvalid("it asks nothing; write a text before its braces")
    general = answers.signs.rfind("####")
    feedback = None
    if general >= 0:
        answers, feedback = answers.cut(0, general), _read_text(answers.cut(general + 4), stem.markup)
    kind, options, pairs = _read_answers(answers, stem.markup)
    return GiftQuestion(kind, stem, options, pairs, feedback, title, category)


def _part_braces(source: _Source) -> tuple[_Source, _Source]:
    """The stem, with a gap where the answers stood in its midst, and what was between the braces."""
    start, end = source.signs.find("{"), source.signs.find("}")
    if start < 0 and end < 0:
        raise GiftInvalid("it has no answers; add them in braces, or put // before each of its lines")
    if end < 0:
        raise GiftInvalid("its { has no end; write }, and leave no blank line between the two")
    if sum(map(source.signs.count, "{}")) > 2 or end < start or start < 0:
        raise GiftInvalid(r"it has a brace too many; put a backslash before one that is text, as in \{")
    before, after = source.cut(0, start), source.cut(end + 1)
    if after.text:
        # Only the text counts from here on, so the signs need not be kept.
        gapped = f"{source.text[:start]}{_GAP}{source.text[end + 1 :]}"
        before = _Source(gapped, gapped).cut()
    return before, source.cut(start + 1, end)


def _read_answers(
    answers: _Source, markup: Markup
) -> tuple[GiftKind, tuple[GiftOption, ...], tuple[GiftPair, ...]]:
    signs = answers.signs
    if not answers.text:
        return "essay", (), ()
    if signs.startswith("#"):
        raise GiftInvalid("numerical questions are not supported; write it as a short answer, {=1822}")
    if "~" in signs:
        kind: GiftKind = "single" if "=" in signs else "multiple"
        return kind, tuple(_read_option(*piece, markup) for piece in _split_answers(answers)), ()
    if "=" in signs and "->" in signs:
        return "matching", (), tuple(_read_pair(piece, markup) for _, piece in _split_answers(answers))
    truth = _TRUTHS.get(answers.part("#")[0].text.upper())
    if truth is not None:
        return "true_false", _read_truth(answers, truth, markup), ()
    pieces = _split_answers(answers) if "=" in signs else [("=", answers)]
    return "short_answer", tuple(_read_option(*piece, markup) for piece in pieces), ()


def _split_answers(answers: _Source) -> list[tuple[str, _Source]]:
    """Each answer with the sign before it."""
    starts = [found.start() for found in re.finditer("[~=]", answers.signs)]
    astray = answers.cut(0, starts[0]).text
    if astray:
        raise GiftInvalid(f"{astray!r} stands before the first answer; put = or ~ before it")
    ends = [*starts[1:], len(answers.signs)]
    return [
        (answers.signs[start], answers.cut(start + 1, end)) for start, end in zip(starts, ends, strict=True)
    ]


def _read_option(sign: str, source: _Source, markup: Markup) -> GiftOption:
    said = _WEIGHT.match(source.text)
    weight = float(said[1]) if said else 100.0 if sign == "=" else 0.0
    answer, feedback = source.cut(said.end() if said else 0).part("#")
    text = _read_text(answer, markup)
    if text is None:
        raise GiftInvalid(f"nothing stands after one of its {sign}; write the answer or take the sign out")
    return GiftOption(text, weight, _read_text(feedback, markup))


def _read_pair(source: _Source, markup: Markup) -> GiftPair:
    prompt, match = source.part("->")
    if match is None:
        raise GiftInvalid(f"{source.text!r} has no match; write -> and its match, or take the other -> out")
    return GiftPair(_read_text(prompt, markup), match.text)


def _read_truth(answers: _Source, truth: bool, markup: Markup) -> tuple[GiftOption, GiftOption]:
    _, feedback = answers.part("#")
    if_wrong, if_right = feedback.part("#") if feedback else (None, None)
    if_true, if_false = (if_right, if_wrong) if truth else (if_wrong, if_right)
    return (
        GiftOption(TRUE, 100 if truth else 0, _read_text(if_true, markup)),
        GiftOption(FALSE, 0 if truth else 100, _read_text(if_false, markup)),
    )


def _read_text(source: _Source | None, default: Markup) -> GiftText | None:
    """A text in the markup that it names, else in that of its question; None where there is none."""
    if source is None:
        return None
    named = _MARKUP.match(source.text)
    content = source.text[named.end() :] if named else source.text
    return GiftText(content, cast(Markup, named[1]) if named else default) if content.strip() else None
