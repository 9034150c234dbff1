"""The fenced blocks of the sheets."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from launch.environments import ROOT

SHEETS = ROOT / "knowledge" / "sheets"


@dataclass(frozen=True)
class Block:
    """One code example.

    Attributes:
        line: Line of the sheet that opens the fence, counted from 1.
        subject: The headings above it, joined by ``›``.
        language: What the fence names, such as ``python``; empty when it names nothing.
    """

    sheet: Path
    line: int
    subject: str
    language: str
    code: str

    @property
    def place(self) -> str:
        """Where it stands, as ``bedrock.md:99``."""
        return f"{self.sheet.name}:{self.line}"

    def modules(self) -> set[str]:
        """Top-level names of the modules that a Python block imports.

        Raises:
            SyntaxError: The block is not Python.
        """
        names: set[str] = set()
        for node in ast.walk(ast.parse(self.code, self.place)):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module or "")
        return {name.partition(".")[0] for name in names}


def collect_blocks(folder: Path = SHEETS) -> list[Block]:
    """Collect every fenced block of a folder's sheets, by sheet and line."""
    return [block for sheet in sorted(folder.glob("*.md")) for block in _read_blocks(sheet)]


def _read_blocks(sheet: Path) -> Iterator[Block]:
    # The front matter reads as a rule and a heading; no fence stands in it, and lines keep their numbers.
    tokens = MarkdownIt("commonmark").parse(sheet.read_text(encoding="utf-8"))
    headings: list[tuple[int, str]] = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            level = int(token.tag[1])
            headings = [(depth, text) for depth, text in headings if depth < level]
            headings.append((level, following.content))
        elif token.type == "fence" and token.map is not None:
            subject = " › ".join(text for _, text in headings)
            yield Block(sheet, token.map[0] + 1, subject, token.info.strip(), token.content)
