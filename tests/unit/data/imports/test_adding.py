"""What is kept is whole or absent, and takes no more memory than a few blocks."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.data import load, own
from core.data.imports import Choices, ImportStopped, add
from core.errors import DataError, StorageError
from core.settings import PROJECT, settings
from tests.unit.data.imports.conftest import Bound
from tests.unit.data.imports.files import class_folders, digits, kept_imports, npz, written, zipped

IMAGES, LABELS = digits(60)


def test_progress_goes_from_nothing_to_all(file: Path) -> None:
    steps: list[tuple[int, int]] = []
    add(file, "mine", progress=lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert steps[-1] == (120, 120)


@pytest.mark.parametrize("after", [0, 1])
def test_a_stopped_import_leaves_nothing(file: Path, after: int) -> None:
    answers = iter([False] * after + [True] * 9)
    with pytest.raises(ImportStopped, match="The import was stopped; nothing was kept."):
        add(file, "mine", is_cancelled=lambda: next(answers))
    assert kept_imports() == []


def test_a_file_that_changes_while_it_is_read_is_refused(file: Path) -> None:
    def change(done: int, total: int) -> None:
        if done == total:
            os.utime(file, (1, 1))

    with pytest.raises(DataError, match="changed while it was read: add it again"):
        add(file, "mine", progress=change)
    assert kept_imports() == []


def test_a_full_disk_leaves_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", deny)
    with pytest.raises(StorageError, match="the disk is full .48,000 bytes needed"):
        add(file, "mine")
    assert kept_imports() == []


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
    assert len(kept_imports()) == 1  # the temporary file of the dead process
    assert own.files() == []

    add(file, "mine")

    assert kept_imports() == ["mine.safetensors"]


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


def test_a_full_folder_of_imports_says_what_to_do(tmp_path: Path, bound: Bound) -> None:
    images = np.random.default_rng(0).integers(0, 256, (400, 64, 64), dtype=np.uint8)
    [path] = written(tmp_path, {"x.npz": npz(images=images)})
    bound("IMPORTS_MB", 2)
    add(path, "one")
    with pytest.raises(DataError, match="2 of the 2 for people's own data sets are taken: delete"):
        add(path, "two")
    assert [file.name for file in settings().imports.iterdir()] == ["one.safetensors"]
