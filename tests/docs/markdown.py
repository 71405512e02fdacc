"""Fenced code blocks of the project's Markdown files."""

import re
from dataclasses import dataclass
from pathlib import Path

from core.settings import PROJECT

FILES = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))
_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} (?P<title>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block and where it stands."""

    file: Path
    line: int
    section: str  # title of the heading above it; empty without one
    language: str
    text: str

    @property
    def id(self) -> str:
        """Such as ``README.md:132``."""
        return f"{self.file.name}:{self.line}"


def blocks(file: Path, language: str) -> list[Block]:
    """The blocks of a file in a language, such as ``python``, in order."""
    text = file.read_text(encoding="utf-8")
    return [
        Block(
            file,
            text.count("\n", 0, fence.start()) + 1,
            _section(text[: fence.start()]),
            language,
            fence["text"],
        )
        for fence in _FENCE.finditer(text)
        if fence["language"] == language
    ]


def _section(before: str) -> str:
    outside = _FENCE.sub("", before)  # a comment in a block is not a heading
    titles = [heading["title"] for heading in _HEADING.finditer(outside)]
    return titles[-1] if titles else ""
