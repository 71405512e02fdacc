"""NumPy's files: Keras, KMNIST, MedMNIST, MNIST-C, and single arrays."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import load
from core.data.imports import ChoiceNeeded, Choices, add, understand
from core.errors import DataError
from tests.unit.data.imports.files import digits, npy, npz, npz_at, written, zipped

IMAGES, LABELS = digits(60)


def test_keras_npz_is_read_with_its_split(tmp_path: Path) -> None:
    path = npz_at(
        tmp_path,
        x_train=IMAGES[:40],
        y_train=LABELS[:40],
        x_test=IMAGES[40:],
        y_test=LABELS[40:],
    )
    add(path, "mine")
    loaded = load("mine")
    assert (loaded.train, len(loaded)) == (40, 60)
    assert (loaded.images.numpy() == IMAGES).all()
    assert (loaded.labels.numpy() == LABELS).all()


def test_kmnist_is_four_npz_files_of_one_array_each(tmp_path: Path) -> None:
    contents = {
        "kmnist-train-imgs.npz": npz(arr_0=IMAGES[:40]),
        "kmnist-train-labels.npz": npz(arr_0=LABELS[:40]),
        "kmnist-test-imgs.npz": npz(arr_0=IMAGES[40:]),
        "kmnist-test-labels.npz": npz(arr_0=LABELS[40:]),
    }
    for paths in (written(tmp_path, contents), [zipped(tmp_path / "k.zip", contents)]):
        seen = understand(paths)
        assert (seen.train, seen.test, len(seen.classes)) == (40, 20, 10)


class Trap:
    def __reduce__(self):
        return Path.touch, (Path("trap-has-run"),)


def test_python_objects_are_never_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    trap = np.array([Trap()], object)
    paths = written(
        tmp_path,
        {"a.npy": npy(trap, allow_pickle=True), "b.npz": npz(images=IMAGES, labels=trap)},
    )
    for path in paths:
        with pytest.raises(DataError, match="Python objects, which are never loaded"):
            understand(path)
    assert not Path("trap-has-run").exists()


def test_records_and_strange_headers_are_refused(tmp_path: Path) -> None:
    records = np.zeros(5, [("a", "u1"), ("b", "f4")])
    damaged = npy(IMAGES).replace(b"'descr'", b"'desxr'")
    huge = npy(IMAGES).replace(b"(60, 28, 28)", b"(9**9**99, )")
    for content in (npy(records), damaged, huge, npy(IMAGES)[:60]):
        [path] = written(tmp_path, {"x.npy": content})
        with pytest.raises(DataError):
            understand(path)


def test_mnist_c_is_a_folder_of_arrays_for_each_corruption(tmp_path: Path) -> None:
    contents = {
        f"mnist_c/{kind}/{part}_{what}.npy": npy(values[places])
        for kind in ("fog", "stripe")
        for part, places in (("train", slice(40)), ("test", slice(40, 60)))
        for what, values in (("images", IMAGES[..., None]), ("labels", LABELS))
    }
    path = zipped(tmp_path / "mnist_c.zip", contents)
    with pytest.raises(ChoiceNeeded) as caught:
        understand(path)
    assert caught.value.options == ("mnist_c/fog", "mnist_c/stripe")
    seen = understand(path, Choices(inside="mnist_c/fog"))
    assert (seen.train, seen.test, len(seen.classes)) == (40, 20, 10)


def test_scikit_learn_digits_are_read(tmp_path: Path) -> None:
    from sklearn.datasets import load_digits

    bunch = load_digits()
    seen = understand(npz_at(tmp_path, data=bunch.data, target=bunch.target))
    assert (seen.shape, seen.value_range, len(seen.classes)) == ((1, 8, 8), (0, 16), 10)


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"images": np.zeros((0, 28, 28))}, "has no pictures"),
        ({"images": np.zeros((5, 28, 28, 4))}, "have four channels"),
        ({"images": np.zeros((5, 28, 28, 2))}, "expected .N, H, W."),
        ({"x": IMAGES, "labels": LABELS[:3]}, "60 pictures and some.npz/labels 3 labels"),
        ({"names": np.array(["a", "b"])}, "There are no pictures in"),
    ],
)
def test_other_shapes_are_refused(tmp_path: Path, arrays: Any, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        understand(npz_at(tmp_path, **arrays))
