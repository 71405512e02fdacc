"""What a choice makes of pictures: their size, colours, ground and split."""

from pathlib import Path

import numpy as np
import pytest

from core.data import load
from core.data.imports import Choices, add, understand
from tests.unit.data.imports.files import class_folders, picture, square, zipped

GREY = np.arange(32 * 32, dtype=np.uint8).reshape(32, 32)


def test_pictures_of_many_sizes_are_resized_and_it_says_how(tmp_path: Path) -> None:
    contents = {
        f"{name}/{side}-{at}.png": picture(square(colour, side, at))
        for name, colour in {"a": (255, 0, 0), "b": (0, 0, 255)}.items()
        for side in (20, 40, 200)
        for at in range(4)
    }
    path = zipped(tmp_path / "sizes.zip", contents)
    seen = understand(path)
    assert (seen.shape, seen.resized) == ((3, 40, 40), True)
    assert "have 20×20 to 200×200 pixels and become 40×40 by averaging." in " ".join(seen.notes)
    chosen = understand(path, Choices(resize=16, method="nearest"))
    assert chosen.shape == (3, 16, 16)
    assert "become 16×16 by taking the nearest pixel." in " ".join(chosen.notes)


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_a_long_picture_becomes_a_square_as_chosen(tmp_path: Path, fit: str) -> None:
    pixels = np.full((100, 200), 200, np.uint8)
    pixels[:, :50] = 0
    contents = {f"{at}.png": picture(pixels) for at in range(4)}
    path = zipped(tmp_path / "long.zip", contents)
    add(path, "mine", Choices.model_validate({"resize": 20, "fit": fit}))
    image = load("mine").images[0].numpy()
    expected = {"crop": [200] * 20, "pad": [0] * 5 + [200] * 15, "stretch": [0] * 5 + [200] * 15}
    assert image[10].tolist() == expected[fit]
    assert (image[0].max() == 0) == (fit == "pad")


def test_pictures_that_are_no_squares_stay_as_they_are(tmp_path: Path) -> None:
    contents = {f"{at}.png": picture(GREY[:20]) for at in range(4)}
    seen = understand(zipped(tmp_path / "t.zip", contents))
    assert (seen.shape, seen.resized) == ((1, 20, 32), False)


def test_colours_can_be_kept_as_grey(tmp_path: Path) -> None:
    path = zipped(tmp_path / "flowers.zip", class_folders(10))
    seen = understand(path, Choices(colour="grey"))
    assert seen.shape == (1, 32, 32)
    assert "The colours are kept as shades of grey." in seen.notes


def test_a_light_ground_is_noticed_and_can_be_inverted(tmp_path: Path) -> None:
    pixels = np.full((32, 32), 250, np.uint8)
    pixels[10:20, 10:20] = 10
    path = zipped(tmp_path / "ink.zip", {f"{at}.png": picture(pixels) for at in range(4)})
    seen = understand(path)
    assert seen.light_ground
    assert any("The ground is light" in note for note in seen.notes)
    turned = understand(path, Choices(inverted=True))
    assert not turned.light_ground
    assert (turned.samples[0] == 255 - seen.samples[0]).all()


def test_a_light_ground_in_colour_needs_no_advice_about_mnist(tmp_path: Path) -> None:
    pixels = np.full((32, 32, 3), (250, 240, 200), np.uint8)
    path = zipped(tmp_path / "paint.zip", {f"{at}.png": picture(pixels) for at in range(4)})
    assert not any("MNIST" in note for note in understand(path).notes)
    grey = understand(path, Choices(colour="grey"))
    assert any("swap black and white" in note for note in grey.notes)
