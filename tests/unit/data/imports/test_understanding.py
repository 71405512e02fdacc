"""What a file is understood to hold before anything of it is kept."""

from pathlib import Path

import numpy as np
import pytest

from core.data.imports import add, understand
from core.errors import DataError
from tests.unit.data.imports.conftest import Bound
from tests.unit.data.imports.files import digits, kept_imports, npz, written

IMAGES, _ = digits(60)


def test_understanding_keeps_nothing(file: Path) -> None:
    seen = understand(file)
    assert (seen.title, seen.name) == ("Own digits", "own-digits")
    assert seen.bytes == 60 * (784 + 16)
    assert kept_imports() == []
    add(file, "own-digits")
    assert understand(file).name == "own-digits-2"


def test_some_pictures_of_each_class_are_shown(file: Path) -> None:
    seen = understand(file)
    assert seen.samples.shape == (20, 28, 28)
    assert sorted(seen.sample_classes[:10]) == list("0123456789")


def test_too_many_pictures_are_refused(tmp_path: Path, bound: Bound) -> None:
    [path] = written(tmp_path, {"x.npz": npz(images=IMAGES)})
    bound("IMPORT_IMAGES", 50)
    with pytest.raises(DataError, match="more than 50 pictures: add fewer, or raise .*IMAGES"):
        understand(path)


def test_too_many_classes_are_refused(tmp_path: Path, bound: Bound) -> None:
    [path] = written(tmp_path, {"x.npz": npz(images=IMAGES, labels=np.arange(60) % 30)})
    bound("IMPORT_CLASSES", 20)
    with pytest.raises(DataError, match="30 different labels, and a data set may have 20"):
        understand(path)
