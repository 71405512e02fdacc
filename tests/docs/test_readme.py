"""The README's tables and layout are those of the code."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.settings import PROJECT, Settings
from tests.docs.markdown import blocks

README = (PROJECT / "README.md").read_text(encoding="utf-8")
SETTING = re.compile(
    r"^\| `LATENT_LAB_(?P<name>\w+)` \| (?P<default>[^|]+) \| (?P<meaning>[^|]+) \|$", re.MULTILINE
)
CHAPTER = re.compile(r"^\| (?P<names>`\w+`(?:, `\w+`)*) \| (?P<meaning>[^|]+) \|$", re.MULTILINE)
ROWS = {row["name"].lower(): row for row in SETTING.finditer(README)}


def default_text(value: object) -> str:
    """The default of a setting as the table has it."""
    if isinstance(value, Path):
        return f"`{value.relative_to(PROJECT)}` in the project"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return f"`{str(value).lower()}`" if value != "" else "none"


def test_every_setting_is_listed() -> None:
    assert list(ROWS) == list(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_has_its_default_and_its_meaning(name: str) -> None:
    field = Settings.model_fields[name]

    assert ROWS[name]["default"] == default_text(field.default)
    assert field.description is not None
    first, rest = field.description[0].lower(), field.description[1:].rstrip(".")
    assert ROWS[name]["meaning"] in (f"{first}{rest}", f"{first.upper()}{rest}")


def test_the_layout_is_that_of_the_project() -> None:
    (layout,) = (block for block in blocks(PROJECT / "README.md", "") if "app.py" in block.text)
    names = [line.split()[0] for line in layout.text.splitlines()]

    assert all((PROJECT / name).exists() for name in names)
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")}
    assert packages | {"checkpoints", "docs"} == {name.rstrip("/") for name in names} - {"app.py"}


def test_the_chapters_of_core_are_listed_in_their_order() -> None:
    names = [name.strip("`") for row in CHAPTER.finditer(README) for name in row[1].split(", ")]
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = (c["layers"] for c in contracts["contracts"] if c.get("containers") == ["core"])

    assert sorted(names) == sorted(layers)
    assert names == layers[::-1]


def test_every_screen_of_the_menu_is_described() -> None:
    shell = (PROJECT / "pages" / "shell.py").read_text(encoding="utf-8")
    titles = re.findall(r'title="([^"]+)"', shell)

    assert re.findall(r"^\| \*\*(\w+)\*\* \|", README, re.MULTILINE) == titles


def test_every_picture_exists_and_has_an_alternative_text() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README)

    assert len(pictures) == 6
    for text, path in pictures:
        assert len(text) > 20
        assert (PROJECT / path).is_file()


@pytest.mark.parametrize("path", re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)\)", README))
def test_every_link_leads_to_a_file(path: str) -> None:
    assert path.startswith("https://") or (PROJECT / path).is_file()
