"""Make the additions of the README in a copy of the project.

A block is divided by comments that name a file. ``# models/sparse.py`` starts the text of a new
file, or what an existing one gets above its registry; ``# models/__init__.py, in FAMILIES`` starts
an entry of the collection that has this name.
"""

import ast
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from core.settings import PROJECT

COPIED = ("core", "models", "pages", "tests", "tools")
LINKED = (".streamlit", "README.md", "checkpoints", "docs", "requirements.txt")
_PLACE = re.compile(r"^# (?P<file>[\w/]+\.py)(?:, in (?P<registry>\w+))?$")


@dataclass(frozen=True)
class Part:
    """A part of an addition: the text for one place in one file."""

    file: str
    registry: str | None
    text: str


def parts_of(block: str) -> list[Part]:
    """The parts of a block, in order; a block that does not start with a place is an error."""
    parts: list[Part] = []
    for line in block.splitlines():
        if place := _PLACE.match(line):
            parts.append(Part(place["file"], place["registry"], ""))
        elif not parts:
            raise ValueError(f"The block starts with {line!r} and not with the name of a file.")
        else:
            last = parts.pop()
            parts.append(Part(last.file, last.registry, f"{last.text}{line}\n"))
    return parts


def copy_project(folder: Path) -> None:
    """Copy the code and link what the additions leave as it is."""
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    for name in COPIED:
        shutil.copytree(PROJECT / name, folder / name, ignore=ignored)
    for name in LINKED:
        (folder / name).symlink_to(PROJECT / name)
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(PROJECT / name, folder)


def add(block: str, folder: Path) -> None:
    """Make the addition of a block in the project in this folder."""
    parts = parts_of(block)
    registries = {part.file: part.registry for part in parts if part.registry}
    for part in parts:
        path = folder / part.file
        if part.registry is not None:
            path.write_text(_with_entry(path.read_text(), part.registry, part.text))
        elif path.exists():
            path.write_text(_with_text_above(path.read_text(), registries[part.file], part.text))
        else:
            path.parent.mkdir(exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(part.text)


def _with_text_above(source: str, registry: str, text: str) -> str:
    lines = source.splitlines(keepends=True)
    at = _assignment(ast.parse(source), registry).lineno - 1
    return "".join([*lines[:at], text, "\n\n", *lines[at:]])


def _with_entry(source: str, registry: str, entry: str) -> str:
    """The source with one more entry before the closing bracket of a collection."""
    lines = source.splitlines(keepends=True)
    node = _collection(ast.parse(source), registry)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    # Offsets count bytes.
    last = lines[node.end_lineno - 1].encode()
    before = "".join(lines[: node.end_lineno - 1]) + last[: node.end_col_offset - 1].decode()
    after = last[node.end_col_offset - 1 :].decode() + "".join(lines[node.end_lineno :])
    comma = "" if before.rstrip().endswith((",", "(", "[", "{")) else ","
    return f"{before.rstrip()}{comma}\n{entry}{after}"


def _collection(module: ast.Module, name: str) -> ast.expr:
    """The dict, list or tuple that holds the entries of a registry."""
    value = _assignment(module, name).value
    if isinstance(value, ast.DictComp):
        value = value.generators[0].iter
    if isinstance(value, ast.Name):
        return _collection(module, value.id)
    if not isinstance(value, ast.Dict | ast.List | ast.Tuple):
        raise TypeError(f"{name} is not a dict, list or tuple but {type(value).__name__}.")
    return value


def _assignment(module: ast.Module, name: str) -> ast.Assign | ast.AnnAssign:
    for node in module.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and any(
            isinstance(target, ast.Name) and target.id == name for target in targets
        ):
            return node
    raise LookupError(f"The file has no {name}.")
