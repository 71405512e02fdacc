"""The digits of a picture are found whole and in order."""

import numpy as np
from PIL import Image

from core.images import prepare_file
from core.images.digits.finding import Finder
from tests.unit.images.pictures import chosen_digits, file_of


def test_each_digit_of_a_number_is_found_in_order() -> None:
    digits = chosen_digits()[0][:6]
    sheet = np.zeros((2 * 60, 3 * 50), np.uint8)
    for place, digit in enumerate(digits):
        top, left = 60 * (place // 3) + 15, 50 * (place % 3) + 10
        sheet[top : top + 28, left : left + 28] = digit

    prepared = prepare_file(file_of(Image.fromarray(255 - sheet)))

    assert len(prepared.digits) == 6
    for place, (digit, result) in enumerate(zip(digits, prepared.digits, strict=True)):
        start, above, end, below = result.box
        assert start < (50 * (place % 3) + 24) / 150 < end
        assert above < (60 * (place // 3) + 29) / 120 < below
        alone = prepare_file(file_of(Image.fromarray(digit))).images[0]
        assert np.corrcoef(result.image.ravel(), alone.ravel())[0, 1] > 0.9


def test_the_parts_of_one_digit_stay_together() -> None:
    five = np.zeros((100, 100), np.float32)
    five[30:80, 30:36] = 1
    five[74:80, 30:60] = 1
    five[15:21, 32:62] = 1  # the hat, drawn apart

    assert len(Finder(five, five > 0.3).find()) == 1


def test_a_page_of_two_hundred_marks_is_in_order_of_lines() -> None:
    page = np.zeros((800, 600), np.float32)
    rng = np.random.default_rng(0)
    for row in range(20):
        for column in range(10):
            top = 40 * row + column // 3 + int(rng.integers(4))  # a little askew
            page[top + 4 : top + 30, 60 * column + 10 : 60 * column + 20] = 1

    boxes = [one.box for one in Finder(page, page > 0.3).find()]

    assert len(boxes) == 200
    assert [box.left // 60 for box in boxes] == list(range(10)) * 20
    assert [box.top // 40 for box in boxes] == np.repeat(range(20), 10).tolist()
