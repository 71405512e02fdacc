"""The commands of `python -m core.data`."""

from pathlib import Path

import pytest

from core.data import __main__ as command
from core.data import load
from tests.unit.data.imports.files import kept_imports


def test_the_command_says_what_it_understands_and_keeps_it(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["add", str(file)]) == 0
    out = capsys.readouterr().out
    assert "npz: 60 pictures, 28×28 grey, 48 to train and 12 to test" in out
    assert "Nothing is kept yet: add --name NAME to keep it." in out
    assert kept_imports() == []

    options = ["--name", "mine", "--classes", "a,b,c,d,e,f,g,h,i,j", "--test-share", "0.5"]
    assert command.main(["add", str(file), *options, "--inverted", "yes"]) == 0
    assert "Own digits is kept as mine" in capsys.readouterr().out
    loaded = load("mine")
    assert (loaded.train, loaded.classes) == (30, tuple("abcdefghij"))

    assert command.main(["list"]) == 0
    assert "mine: 60 images, 28×28 grey, 10 classes (49 kB)" in capsys.readouterr().out
    assert command.main(["delete", "mine"]) == 0
    assert command.main(["delete", "mine"]) == 1
    assert 'no data set of your own called "mine"' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--name", "No"], '"No" cannot be a name'),
        (["--resize", "500"], "The choices are not valid: resize"),
        (["--size", "28"], "The choices are not valid: size"),
        (["--label", "none", "--classes", "a,b"], "There are no labels to name"),
    ],
)
def test_the_command_refuses_in_one_sentence(
    file: Path, options: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["add", str(file), *options]) == 1
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert sentence in error
    assert error.endswith(".")
