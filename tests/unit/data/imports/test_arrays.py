"""NumPy's files: Keras, KMNIST, MedMNIST, MNIST-C, and single arrays."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import load
from core.data.imports import ChoiceNeeded, Choices, add, understand
from core.errors import DataError
from tests.unit.data.imports.files import digits, npy, npz, written, zipped

IMAGES, LABELS = digits(60)
COLOUR = np.stack([IMAGES, IMAGES // 2, 255 - IMAGES], 3)


def file(folder: Path, **arrays: Any) -> Path:
    [path] = written(folder, {"some.npz": npz(**arrays)})
    return path


def test_keras_npz_is_read_with_its_split(tmp_path: Path) -> None:
    path = file(
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


def test_medmnist_has_colours_columns_of_labels_and_a_validation_part(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        train_images=COLOUR[:30],
        train_labels=LABELS[:30, None],
        val_images=COLOUR[30:40],
        val_labels=LABELS[30:40, None],
        test_images=COLOUR[40:],
        test_labels=LABELS[40:, None],
    )
    seen = understand(path)
    add(path, "mine")
    assert (seen.shape, seen.train, seen.test) == ((3, 28, 28), 40, 20)
    assert "The pictures to validate with join those to train with." in seen.notes
    assert (load("mine").images.numpy() == COLOUR.transpose(0, 3, 1, 2)).all()


def test_several_labels_a_picture_ask_which(tmp_path: Path) -> None:
    several = np.random.default_rng(0).integers(0, 2, (60, 14))
    path = file(tmp_path, images=IMAGES, labels=several)
    with pytest.raises(ChoiceNeeded, match="has 14 labels per picture: choose one") as caught:
        understand(path)
    assert caught.value.field == "label"
    seen = understand(path, Choices(label=caught.value.options[3]))
    assert (
        sum(one.train + one.test for one in seen.classes if one.name == "1") == several[:, 3].sum()
    )
    assert understand(path, Choices(label="none")).classes == ()


def test_labels_of_one_in_many_columns_are_classes(tmp_path: Path) -> None:
    path = file(tmp_path, images=IMAGES, labels=np.eye(10)[LABELS])
    seen = understand(path)
    assert [one.train + one.test for one in seen.classes] == np.bincount(LABELS).tolist()


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((60, 28, 28), (1, 28, 28)),
        ((60, 784), (1, 28, 28)),
        ((60, 28, 28, 1), (1, 28, 28)),
        ((60, 1, 28, 28), (1, 28, 28)),
        ((60, 14, 56), (1, 14, 56)),
    ],
)
def test_a_single_array_of_any_usual_shape_is_read(
    tmp_path: Path, shape: tuple[int, ...], expected: tuple[int, int, int]
) -> None:
    [path] = written(tmp_path, {"pictures.npy": npy(IMAGES.reshape(shape))})
    seen = understand(path)
    assert (seen.format, seen.shape, seen.classes) == ("npy", expected, ())


@pytest.mark.parametrize(
    "arrange",
    [
        lambda colour: colour,
        lambda colour: colour.transpose(0, 3, 1, 2),
        lambda colour: colour.reshape(60, -1),
        lambda colour: colour.transpose(0, 3, 1, 2).reshape(60, -1),
        lambda colour: np.asfortranarray(colour),
    ],
    ids=["channels last", "channels first", "row interleaved", "row of planes", "by columns"],
)
def test_colours_are_found_where_they_are(tmp_path: Path, arrange) -> None:
    path = file(tmp_path, x_train=arrange(COLOUR)[:40], x_test=arrange(COLOUR)[40:])
    add(path, "mine")
    assert (load("mine").images.numpy() == COLOUR.transpose(0, 3, 1, 2)).all()


def test_a_row_that_makes_no_square_asks_for_its_size(tmp_path: Path) -> None:
    [path] = written(tmp_path, {"pictures.npy": npy(IMAGES[:, :, :20].reshape(60, -1))})
    with pytest.raises(ChoiceNeeded, match="has 560 numbers, which make no square") as caught:
        understand(path)
    assert caught.value.field == "size"
    assert understand(path, Choices(size=(28, 20))).shape == (1, 28, 20)
    with pytest.raises(DataError, match="is not 20 × 20: choose another"):
        understand(path, Choices(size=(20, 20)))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (IMAGES, (0, 255)),
        (IMAGES / 255, (0, 1)),
        (IMAGES / 127.5 - 1, (-1, 1)),
        (IMAGES > 127, (0, 1)),
        (IMAGES // 16, (0, 16)),
        (IMAGES.astype(np.uint16) * 257, (0, 65_535)),
        (IMAGES.astype(np.float32) * 300, (0, 76_500)),
    ],
    ids=["bytes", "0 to 1", "-1 to 1", "bits", "0 to 16", "16 bits", "other"],
)
def test_the_range_of_values_is_recognised(tmp_path: Path, values, expected) -> None:
    [path] = written(tmp_path, {"pictures.npy": npy(values)})
    seen = understand(path)
    assert seen.value_range == expected
    assert seen.samples.min() == 0
    assert seen.samples.max() >= 239
    chosen = understand(path, Choices(value_range=(0, 1000)))
    assert chosen.value_range == (0, 1000)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_pixels_that_are_no_numbers_are_refused(tmp_path: Path, value: float) -> None:
    broken = IMAGES.astype(float)
    broken[30, 3, 3] = value
    [path] = written(tmp_path, {"pictures.npy": npy(broken)})
    with pytest.raises(DataError, match="pixels that are infinite or not a number"):
        understand(path)


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
    seen = understand(file(tmp_path, data=bunch.data, target=bunch.target))
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
        understand(file(tmp_path, **arrays))
