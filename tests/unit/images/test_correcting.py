"""Pictures that a person has turned or framed by hand."""

import numpy as np
import pytest
from PIL import Image

from core import images
from core.errors import ImageError
from tests.unit.images.pictures import Pixels, chosen_digits, file_of

SIDE = 84


def sheet(count: int = 2) -> Image.Image:
    """Digits beside each other in cells of 100 pixels, black on white."""
    paper = Image.new("L", (100 * count, 100), 255)
    for place, digit in enumerate(chosen_digits()[0][:count]):
        paper.paste(Image.fromarray(255 - digit).resize((SIDE, SIDE)), (100 * place + 8, 8))
    return paper


def likeness(one: Pixels, other: Pixels) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def test_a_box_by_hand_holds_the_digit_in_it() -> None:
    boxes = [(0.5, 0.0, 1.0, 1.0), (0.0, 0.0, 0.5, 1.0)]

    prepared = images.prepare_corrected(file_of(sheet()), 0, boxes)

    assert [digit.box for digit in prepared.digits] == boxes
    first, second = chosen_digits()[0][:2]
    assert likeness(prepared.images[0], second) > 0.8
    assert likeness(prepared.images[1], first) > 0.8


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_picture_is_turned_as_the_person_says(turns: int) -> None:
    sideways = sheet(3).rotate(-90 * turns, expand=True)

    prepared = images.prepare_corrected(file_of(sideways), turns)

    assert prepared.turns == 0
    assert len(prepared.digits) == 3
    for image, digit in zip(prepared.images, chosen_digits()[0], strict=False):
        assert likeness(image, digit) > 0.8


def test_one_box_around_two_makes_one_digit_of_them() -> None:
    prepared = images.prepare_corrected(file_of(sheet()), 0, [(0.0, 0.0, 1.0, 1.0)])

    assert len(prepared.digits) == 1
    assert prepared.digits[0].steps[-1].picture.shape == (28, 28)


def test_a_box_without_ink_is_refused() -> None:
    paper = Image.new("L", (300, 100), 255)
    paper.paste(sheet(1), (0, 0))

    with pytest.raises(ImageError, match="no ink in one of the boxes"):
        images.prepare_corrected(file_of(paper), 0, [(0.7, 0.0, 1.0, 1.0)])
    with pytest.raises(ImageError):
        images.prepare_corrected(file_of(Image.new("L", (90, 90), 255)), 0)
