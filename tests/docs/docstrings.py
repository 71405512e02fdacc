"""Docstrings of the project, and the examples in them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.settings import PROJECT

FOLDERS = ("core", "models", "pages", "tools", "benchmarks")
_SHAPE = re.compile(r"\w+ \(.*\)")  # such as: uint8 (H, W)
_SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Yields|Note):$")


@dataclass(frozen=True)
class Docstring:
    """A docstring and the line of its file where it starts."""

    file: Path
    name: str  # of the function, the class or the module
    line: int
    text: str  # without the indentation of the code around it

    @property
    def id(self) -> str:
        """Such as ``core/data/__init__.py:1``."""
        return f"{self.file.relative_to(PROJECT)}:{self.line}"

    @property
    def has_example(self) -> bool:
        """Whether it has an example for a Python prompt."""
        return ">>>" in self.text


def docstrings() -> Iterator[Docstring]:
    """Every docstring of the project's code, the strings below fields included."""
    files = [PROJECT / "app.py"]
    for folder in FOLDERS:
        files += sorted((PROJECT / folder).rglob("*.py"))
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            # A string alone on its line describes what is above it.
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                text = re.sub(rf"^ {{{node.col_offset}}}", "", node.value.value, flags=re.MULTILINE)
                yield Docstring(file, file.stem, node.lineno, text)


def code_without_prompt(text: str) -> list[str]:
    """Paragraphs or their indented lines that are Python calls or assignments without ``>>>``."""
    paragraph: list[str] = []
    result = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            paragraph.append(line)
            continue
        result += _code_of(paragraph)
        paragraph = []
    return result


def _code_of(paragraph: list[str]) -> list[str]:
    if not paragraph or _SECTION.match(paragraph[0]) or any(">>>" in line for line in paragraph):
        return []
    indented = [line[4:] for line in paragraph if line.startswith("    ")]
    return [code for lines in (paragraph, indented) if _is_code(code := "\n".join(lines))]


def _is_code(text: str) -> bool:
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except SyntaxError:
        return False
    if _SHAPE.fullmatch(text):
        return False
    return any(isinstance(node, ast.Call | ast.Assign) for node in nodes)
