"""Arrays are joined by their names: pictures with labels, parts of a split."""

from pathlib import Path

import numpy as np
import pytest

from core.data import load
from core.data.imports import ChoiceNeeded, Choices, add, understand
from tests.unit.data.imports.files import digits, npz_at

IMAGES, LABELS = digits(60)
COLOUR = np.stack([IMAGES, IMAGES // 2, 255 - IMAGES], 3)


def test_medmnist_has_colours_columns_of_labels_and_a_validation_part(tmp_path: Path) -> None:
    path = npz_at(
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
    assert "The validation pictures are added to the training pictures." in seen.notes
    assert (load("mine").images.numpy() == COLOUR.transpose(0, 3, 1, 2)).all()


def test_several_labels_a_picture_ask_which(tmp_path: Path) -> None:
    several = np.random.default_rng(0).integers(0, 2, (60, 14))
    path = npz_at(tmp_path, images=IMAGES, labels=several)
    with pytest.raises(ChoiceNeeded, match="has 14 labels per picture: choose one") as caught:
        understand(path)
    assert caught.value.field == "label"
    seen = understand(path, Choices(label=caught.value.options[3]))
    assert (
        sum(one.train + one.test for one in seen.classes if one.name == "1") == several[:, 3].sum()
    )
    assert understand(path, Choices(label="none")).classes == ()


def test_labels_of_one_in_many_columns_are_classes(tmp_path: Path) -> None:
    path = npz_at(tmp_path, images=IMAGES, labels=np.eye(10)[LABELS])
    seen = understand(path)
    assert [one.train + one.test for one in seen.classes] == np.bincount(LABELS).tolist()
