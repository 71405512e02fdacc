"""A digit is cut out, thickened and centred as in MNIST."""

import numpy as np
import pytest
from PIL import Image

from core.images import prepare_drawing, prepare_file
from core.images.digits import centring
from tests.unit.images import pictures
from tests.unit.images.pictures import chosen_digits, enlarged, file_of


@pytest.mark.parametrize("factor", [2, 5, 17])
def test_the_result_has_the_box_and_the_centre_of_mnist(factor: int) -> None:
    rng = np.random.default_rng(1)
    for digit in chosen_digits()[0][:5]:
        big = pictures.on_frame(enlarged(digit, factor), 40 * factor, rng)

        image = prepare_file(file_of(Image.fromarray(big))).images[0]

        rows, columns = (np.flatnonzero(image.any(axis)) for axis in (1, 0))
        assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20)
        weights = image / image.sum()
        y, x = np.mgrid[:28, :28]
        assert (weights * y).sum() == pytest.approx(centring.CENTRE, abs=0.75)
        assert (weights * x).sum() == pytest.approx(centring.CENTRE, abs=0.75)


def test_thin_strokes_are_made_as_thick_as_usual() -> None:
    fine = pictures.skeleton(chosen_digits()[0][0])

    digit = prepare_drawing(fine).digits[0]

    assert "strokes" in [step.name for step in digit.steps]
    width = centring.stroke_width((digit.image / 255).astype(np.float32))
    assert width == pytest.approx(centring.USUAL, abs=0.7)


@pytest.mark.parametrize("width", [3, 8, 20])
def test_the_width_of_a_bar_is_measured(width: int) -> None:
    bar = np.zeros((300, 60), np.float32)
    bar[20:280, 20 : 20 + width] = 1

    assert centring.stroke_width(bar) == pytest.approx(width, rel=0.12)


def test_dust_is_left_out() -> None:
    drawn = np.zeros((140, 140), np.uint8)
    drawn[30:110, 66:74] = 255
    dusty = drawn.copy()
    dusty[135:137, 3:5] = 255

    assert (prepare_drawing(dusty).images == prepare_drawing(drawn).images).all()
