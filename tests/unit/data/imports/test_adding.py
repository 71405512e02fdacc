"""What is kept is whole or absent, and takes no more memory than a few blocks."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.data import __main__ as command
from core.data import load, own
from core.data.imports import Choices, ImportStopped, add, scan, understand
from core.errors import DataError, StorageError
from core.settings import PROJECT, settings
from tests.unit.data.imports.files import class_folders, digits, npz, written, zipped

IMAGES, LABELS = digits(60)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    [path] = written(tmp_path, {"Own_digits.npz": npz(images=IMAGES, labels=LABELS)})
    return path


def kept() -> list[str]:
    folder = settings().imports
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_understanding_keeps_nothing(file: Path) -> None:
    seen = understand(file)
    assert (seen.title, seen.name) == ("Own digits", "own-digits")
    assert seen.bytes == 60 * (784 + 8)
    assert kept() == []
    add(file, "own-digits")
    assert understand(file).name == "own-digits-2"


def test_some_pictures_of_each_class_are_shown(file: Path) -> None:
    seen = understand(file)
    assert seen.samples.shape == (20, 28, 28)
    assert sorted(seen.sample_classes[:10]) == list("0123456789")


def test_other_choices_about_the_same_file_do_not_read_it_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    understand(file)
    monkeypatch.setattr(scan, "open_bundle", lambda *_: pytest.fail("the file was read"))
    assert understand(file, Choices(inverted=True, test_share=0.5)).test == 30


def test_a_changed_file_is_read_again(file: Path) -> None:
    assert understand(file).train == 48
    file.write_bytes(npz(images=IMAGES[:30], labels=LABELS[:30]))
    assert understand(file).train == 24


def test_progress_goes_from_nothing_to_all(file: Path) -> None:
    steps: list[tuple[int, int]] = []
    add(file, "mine", progress=lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert steps[-1] == (120, 120)


@pytest.mark.parametrize("after", [0, 1])
def test_a_stopped_import_leaves_nothing(file: Path, after: int) -> None:
    answers = iter([False] * after + [True] * 9)
    with pytest.raises(ImportStopped, match="The import was stopped; nothing was kept."):
        add(file, "mine", cancelled=lambda: next(answers))
    assert kept() == []


def test_a_file_that_changes_while_it_is_read_is_refused(file: Path) -> None:
    def change(done: int, total: int) -> None:
        if done == total:
            os.utime(file, (1, 1))

    with pytest.raises(DataError, match="changed while it was read: add it again"):
        add(file, "mine", progress=change)
    assert kept() == []


def test_a_full_disk_leaves_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", deny)
    with pytest.raises(StorageError, match="the disk is full .47,520 bytes needed"):
        add(file, "mine")
    assert kept() == []


def test_a_set_of_one_picture_is_refused(tmp_path: Path) -> None:
    [path] = written(tmp_path, {"x.npz": npz(images=IMAGES[:1])})
    with pytest.raises(DataError, match="at least two pictures, to train and to test: add more"):
        add(path, "mine")


def test_names_of_classes_are_given_in_the_order_of_the_labels(file: Path) -> None:
    names = tuple("abcdefghij")
    add(file, "mine", Choices(classes=names))
    assert load("mine").classes == names


def test_a_killed_import_leaves_nothing_that_stays(file: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom core.data.imports import add\n"
        "def wait(done, total):\n"
        "    if done > total // 2:\n        print('writing', flush=True)\n        time.sleep(60)\n"
        "add(Path(sys.argv[1]), 'mine', progress=wait)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(file)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(kept()) == 1  # the temporary file of the dead process
    assert own.files() == []

    add(file, "mine")

    assert kept() == ["mine.safetensors"]


MEASURE = """
import json, resource, sys
from pathlib import Path
from core.data.imports import Choices, add, understand
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
entry = add(Path(sys.argv[1]), "many", Choices())
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"grown_mb": (after - before) / 1024, "images": entry.total}))
"""


def measured(path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    values: dict[str, float] = json.loads(done.stdout)
    return values


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "count"), [("npz", 200_000), ("zip", 20_000)])
def test_many_pictures_take_bounded_memory(tmp_path: Path, kind: str, count: int) -> None:
    if kind == "npz":
        many = np.tile(IMAGES, (count // 60 + 1, 1, 1))[:count]
        path = tmp_path / "many.npz"
        np.savez(path, images=many, labels=np.arange(count) % 10)
    else:
        contents = list(class_folders(10, side=28).items())
        path = zipped(
            tmp_path / "many.zip",
            {
                f"{name.partition('/')[0]}/{turn}-{at}.png": content
                for turn in range(count // len(contents) + 1)
                for at, (name, content) in enumerate(contents)
                if turn * len(contents) + at < count
            },
        )

    found = measured(path)

    assert found["images"] == count
    # All pictures would take 150 MB and 45 MB, the names of the files in the zip take 20 MB.
    assert found["grown_mb"] < {"npz": 110, "zip": 80}[kind]


def test_the_command_says_what_it_understands_and_keeps_it(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["add", str(file)]) == 0
    out = capsys.readouterr().out
    assert "npz: 60 pictures, 28×28 grey, 48 to train and 12 to test" in out
    assert "Nothing is kept yet: add --name NAME to keep it." in out
    assert kept() == []

    options = ["--name", "mine", "--classes", "a,b,c,d,e,f,g,h,i,j", "--test-share", "0.5"]
    assert command.main(["add", str(file), *options, "--inverted", "yes"]) == 0
    assert "Own digits is kept as mine" in capsys.readouterr().out
    loaded = load("mine")
    assert (loaded.train, loaded.classes) == (30, tuple("abcdefghij"))

    assert command.main(["list"]) == 0
    assert "mine: 60 images, 28×28 grey, 10 classes (48 kB)" in capsys.readouterr().out
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
