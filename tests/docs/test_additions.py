"""Each addition that the README describes takes what its code block says, and no more.

A copy of the project gets all of them, and one process runs the contracts that hold for every
noise, recipe, family, projection, data set, page and claim, and looks at the screens.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.settings import PROJECT, settings
from tests.docs.additions import Part, add, copy_project, parts_of
from tests.docs.markdown import blocks

TIMEOUT_S = 1200
pytestmark = pytest.mark.timeout(TIMEOUT_S)
README = PROJECT / "README.md"
ADDITIONS = {block.section: block.text for block in blocks(README, "python")}
KEYS = {
    "A noise": "fade",
    "A model": "ae-dense-64",
    "A family of networks": "sparse",
    "A projection": "isomap",
    "A data set": "emnist-letters",
    "A page": "about",
    "A claim of the literature": "clf-conv-balanced",
}
"""For each section of the README the name that its addition has in test ids."""
CONTRACTS = (
    "tests/unit/noise",
    "tests/unit/models",
    "tests/unit/maps",
    "tests/unit/data",
    "tests/unit/training/recipes",
    "tests/unit/literature",
    "tests/unit/checkpoints/test_architecture.py",
    "tests/unit/checkpoints/test_store.py",
    "tests/unit/figures/test_network.py",
    "tests/unit/api",
    "tests/app/test_shell.py",
    "tests/docs/screens_with_additions.py",
)


@dataclass(frozen=True)
class Outcome:
    """A test in the copy: its id, and the message of its failure."""

    id: str
    failure: str | None

    @property
    def text(self) -> str:
        """The id with the message."""
        return f"{self.id}\n{self.failure}"

    def is_of(self, key: str) -> bool:
        """Whether the test's id has the key, as a parameter or in the function's name."""
        return key in self.id.lower().replace("_", "-")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """The outcomes of the contracts in a copy of the project with all additions."""
    project = tmp_path_factory.mktemp("added")
    copy_project(project)
    for block in ADDITIONS.values():
        add(block, project)
    report = project / "report.xml"
    words = " or ".join(key.replace("-", "_") for key in KEYS.values())
    names = " or ".join(KEYS.values())
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            "--continue-on-collection-errors",
            *("-k", f"{names} or {words}", f"--junitxml={report}", *CONTRACTS),
        ],
        cwd=project,
        env=os.environ | {"LATENT_LAB_HOME": str(settings().home)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    return [
        Outcome(
            f"{case.get('classname')}::{case.get('name')}",
            next((result.text for result in case if result.tag in ("failure", "error")), None),
        )
        for case in ElementTree.parse(report).iter("testcase")
    ]


def test_every_addition_has_a_key() -> None:
    assert ADDITIONS.keys() == KEYS.keys()


def test_every_contract_can_be_collected(outcomes: list[Outcome]) -> None:
    failures = [
        one.text for one in outcomes if one.failure and not any(map(one.is_of, KEYS.values()))
    ]

    assert not failures, "\n\n".join(failures)


@pytest.mark.parametrize("section", KEYS)
def test_an_addition_keeps_the_contract(section: str, outcomes: list[Outcome]) -> None:
    key = KEYS[section]
    own = [one for one in outcomes if one.is_of(key)]
    failures = [one.text for one in own if one.failure]

    assert not failures, "\n\n".join(failures)
    assert len(own) >= 2, f"too few tests follow from {key}"


def test_the_parts_of_a_block() -> None:
    text = "# a/b.py\nX = 1\n\n# a/c.py, in ALL\n'b': X,\n"

    assert parts_of(text) == [Part("a/b.py", None, "X = 1\n\n"), Part("a/c.py", "ALL", "'b': X,\n")]
    with pytest.raises(ValueError, match="not with the name of a file"):
        parts_of("X = 1\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ALL = {1: 1}\n", "ALL = {1: 1,\n2: 2,\n}\n"),
        ("ALL: dict = {\n    1: 1,\n}\n", "ALL: dict = {\n    1: 1,\n2: 2,\n}\n"),
        ("_ = [\n1,\n]\nALL = {x: x for x in _}", "_ = [\n1,\n2: 2,\n]\nALL = {x: x for x in _}"),
    ],
)  # fmt: skip
def test_an_entry_goes_to_the_end_of_its_registry(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / "file.py").write_text(before)

    add("# file.py, in ALL\n2: 2,\n", tmp_path)

    assert (tmp_path / "file.py").read_text() == after
