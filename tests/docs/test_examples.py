"""Examples in docstrings and documents run, and there is no example that does not run."""

import doctest
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.checkpoints.pool import pool
from core.jobs import runner
from core.settings import settings
from tests.docs.docstrings import Docstring, code_without_prompt, docstrings
from tests.docs.markdown import FILES, blocks

ALL = list(docstrings())
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder with the real data and nothing else."""
    (tmp_path / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    caches = (settings, pool, runner)
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "docstring", [one for one in ALL if one.has_example], ids=lambda docstring: docstring.id
)
def test_an_example_in_a_docstring_gives_what_it_says(docstring: Docstring) -> None:
    # Without the module's names: an example works when it is pasted into a new session.
    example = doctest.DocTestParser().get_doctest(
        docstring.text, {}, docstring.name, str(docstring.file), docstring.line
    )
    report: list[str] = []
    doctest.DocTestRunner(optionflags=OPTIONS).run(example, out=report.append)

    assert example.examples
    assert not report, "".join(report)


def test_every_example_in_a_docstring_is_for_a_prompt() -> None:
    other = {one.id: code for one in ALL if (code := code_without_prompt(one.text))}

    assert other == {}, "write these examples with >>> and their output, so that a test runs them"


def test_code_in_a_docstring_is_recognised() -> None:
    assert code_without_prompt("Such as:\n\n    x = load('mnist')\n    x.images\n") != []
    assert code_without_prompt("Such as:\n\nx = load('mnist')\n") != []
    assert code_without_prompt("Such as:\n\n    >>> x = load('mnist')\n") == []
    assert code_without_prompt("A folder:\n\n    spec.json     what was asked\n") == []
    assert code_without_prompt("Adds.\n\nArgs:\n    x: the first (see f(y))\n") == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_python_in_a_document_is_an_addition_of_the_readme(file) -> None:
    """Only those are run, by test_additions."""
    sections = [block.section for block in blocks(file, "python")]

    assert not sections or file.name == "README.md"
    assert all(section.startswith("A ") for section in sections)
