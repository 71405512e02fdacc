"""Commands in documents and docstrings exist, with their options."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from core.settings import PROJECT
from tests.docs.docstrings import docstrings
from tests.docs.markdown import FILES

MODULE = re.compile(r"python -m (?P<name>[a-z_]+(?:\.[a-z_]+)*)(?P<arguments>[^`\n]*)")
TARGET = re.compile(r"(?:`|^|\n)make (?P<name>[a-z][a-z-]*)")
OPTION = re.compile(r"--[a-z][a-z-]+")
OURS = ("benchmarks", "core", "tools")

TEXTS = {file.name: file.read_text(encoding="utf-8") for file in FILES}
TEXTS |= {one.id: one.text for one in docstrings()}
MODULES = sorted(
    {
        (found["name"], option)
        for text in TEXTS.values()
        for found in MODULE.finditer(text)
        if found["name"].partition(".")[0] in OURS
        for option in ["", *OPTION.findall(found["arguments"])]
    }
)
PYTEST = re.findall(r"^\.venv/bin/pytest (\S+)(?: -k (\w+))?$", TEXTS["README.md"], re.MULTILINE)
TARGETS = sorted({found["name"] for text in TEXTS.values() for found in TARGET.finditer(text)})


def source_of(module: str) -> str:
    """The source that ``python -m module`` runs, with that of its commands."""
    spec = find_spec(module)
    assert spec is not None, f"there is no module {module}"
    if spec.submodule_search_locations:
        spec = find_spec(f"{module}.__main__")
        assert spec is not None, f"the package {module} is no command"
    assert spec.origin is not None
    main = Path(spec.origin)
    commands = sorted(main.parent.glob("*/command.py")) if main.stem == "__main__" else []
    return "\n".join(path.read_text(encoding="utf-8") for path in [main, *commands])


@pytest.mark.parametrize(("module", "option"), MODULES)
def test_a_command_exists_and_has_the_option(module: str, option: str) -> None:
    source = source_of(module)

    assert '__name__ == "__main__"' in source
    assert option == "" or f'"{option}"' in source


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_of_make_exists(target: str) -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize(("path", "word"), PYTEST)
def test_a_call_of_pytest_selects_tests(path: str, word: str) -> None:
    place = PROJECT / path
    files = [place] if place.is_file() else list(place.rglob("test_*.py"))
    names = "".join(file.read_text(encoding="utf-8") for file in files)

    assert re.search(rf"^ *def test_\w*{word}", names, re.MULTILINE)


def test_there_are_commands_to_check() -> None:
    assert ("core.training", "--device") in MODULES
    assert {"run", "test", "reproduce"} <= set(TARGETS)
    assert len(PYTEST) == 2
