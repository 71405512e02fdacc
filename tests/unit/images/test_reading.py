"""Files are read as they are meant: upright, in grey, with all their shades."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image

from core.images import grey_of, prepare_file, read
from tests.unit.images import pictures
from tests.unit.images.pictures import chosen_digits, file_of


def test_every_exif_orientation_gives_the_same_upright_digit() -> None:
    digit = chosen_digits()[0][3]

    images = [prepare_file(pictures.rotated_by_exif(digit, turn)).images[0] for turn in range(1, 9)]

    for image in images[1:]:
        assert np.abs(image.astype(int) - images[0]).mean() < 3


def test_the_size_told_is_that_of_the_upright_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    picture = read(file_of(Image.new("L", (60, 30)), "JPEG", exif=exif))

    assert (picture.width, picture.height) == (30, 60)
    assert picture.grey.shape == (60, 30)


def test_sixteen_bits_keep_their_shades() -> None:
    ramp = np.linspace(0, 65535, 256 * 256).reshape(256, 256).astype(np.uint16)

    grey = read(file_of(Image.fromarray(ramp))).grey

    assert len(np.unique(grey)) >= 250
    assert_allclose([grey.min(), grey.max()], [0, 1], atol=1e-3)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.new("1", (10, 10), 1), 1),
        (Image.new("L", (10, 10), 51), 0.2),
        (Image.new("LA", (10, 10), (51, 255)), 0.2),
        (Image.new("I", (10, 10), 51), 0.2),
        (Image.new("I", (10, 10), 13107), 0.2),
        (Image.new("I;16", (10, 10), 13107), 0.2),
        (Image.new("F", (10, 10), 0.2), 0.2),
        (Image.new("RGB", (10, 10), (255, 0, 0)), 76 / 255),
        (Image.new("CMYK", (10, 10), (0, 255, 255, 0)), 76 / 255),
        (Image.new("YCbCr", (10, 10), (51, 128, 128)), 0.2),
        (Image.new("P", (10, 10)), 0),
    ],
    ids=lambda value: getattr(value, "mode", None),
)
def test_every_mode_becomes_its_shade_of_grey(image: Image.Image, expected: float) -> None:
    grey = grey_of(image)

    assert grey.dtype == np.float32
    assert_allclose(grey, expected, atol=0.005)
