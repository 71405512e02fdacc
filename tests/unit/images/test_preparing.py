"""Digits come out of pictures as MNIST has them, however they were drawn, lit and stored."""

from functools import cache

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from PIL import Image

from core import inference
from core.checkpoints.pool import pool
from core.errors import ImageError
from core.images import centring, grey_of, prepare_drawing, prepare_file, read
from core.images.candidates import Judge
from core.images.finding import Finder
from core.images.ink.lines import find_lines
from core.images.nondigits.doubt import detector
from models import Network
from tests.unit.images import pictures
from tests.unit.images.pictures import Pixels, chosen_digits, enlarged, file_of

# What the classifier keeps of its accuracy on the untouched digits.
FLOORS = {"clf-conv": 0.97, "clf-mlp-3": 0.95}
COUNT = 100  # digits of each case
CALM = 20  # where the picture holds the same pixels in another wrapping


@pytest.fixture(scope="module")
def classifier() -> tuple[Network, float]:
    """The best classifier of the store, and its floor."""
    names = [name for name in FLOORS if name in pool().names("classify")]
    if not names:
        pytest.skip("no classifier in the store")
    return pool().module(names[0]), FLOORS[names[0]]


def right(module: Network, images: Pixels, labels: np.ndarray) -> float:
    x = torch.from_numpy(images[:, None].astype(np.float32) / 255)
    return float((inference.classify(module, x).argmax(1).numpy() == labels).mean())


def judge() -> Judge | None:
    """What the dashboard uses, if the store has it."""
    result = detector()
    return result.sureties if result else None


@cache
def clean_accuracy(module: Network, count: int) -> float:
    """The same of the first digits as they are."""
    digits, labels = chosen_digits()
    return right(module, digits[:count], labels[:count])


@pytest.mark.slow
@pytest.mark.parametrize("case", pictures.CASES)
def test_a_digit_is_read_however_it_comes(
    case: str, classifier: tuple[Network, float], record_property
) -> None:
    module, floor = classifier
    digits, labels = chosen_digits()
    count = CALM if case.startswith(("EXIF", "HEIC")) else COUNT
    digits, labels = digits[:count], labels[:count]
    rng = np.random.default_rng(pictures.SEED)

    images = np.stack(
        [prepare_file(pictures.CASES[case](digit, rng), judge()).images[0] for digit in digits]
    )

    share = right(module, images, labels) / clean_accuracy(module, len(digits))
    record_property("share", share)
    assert share >= floor, f"{case}: {share:.4f} of the clean accuracy"


@pytest.mark.parametrize("case", pictures.REPORTED)
def test_what_is_askew_is_read_in_most_cases(
    case: str, classifier: tuple[Network, float], record_property
) -> None:
    module, _ = classifier
    digits, labels = chosen_digits()
    digits, labels = digits[:COUNT], labels[:COUNT]
    rng = np.random.default_rng(pictures.SEED)

    images = np.stack(
        [prepare_file(pictures.REPORTED[case](digit, rng), judge()).images[0] for digit in digits]
    )

    share = right(module, images, labels) / clean_accuracy(module, len(digits))
    record_property("share", share)
    assert share >= 0.75, f"{case}: {share:.4f} of the clean accuracy"


def test_a_digit_of_mnist_stays_as_it_is() -> None:
    for digit in chosen_digits()[0][:20]:
        image = prepare_file(file_of(Image.fromarray(digit))).images[0]

        # Already in its 20×20 box: at most its place and its faintest edges may differ.
        moves = [(down, right_by) for down in (-1, 0, 1) for right_by in (-1, 0, 1)]
        apart = [np.abs(np.roll(image, move, (0, 1)) - digit.astype(int)).mean() for move in moves]
        assert min(apart) < 4


def test_light_ink_on_dark_and_dark_on_light_give_the_same() -> None:
    digit = enlarged(chosen_digits()[0][0], 5)

    light, dark = (
        prepare_file(file_of(Image.fromarray(one))).images for one in (digit, 255 - digit)
    )

    assert np.abs(light.astype(int) - dark).max() <= 1


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


def test_what_is_transparent_lets_the_ink_be_seen() -> None:
    ink = np.zeros((20, 20), np.uint8)
    ink[5:15, 9:12] = 255
    for shade in (0, 76, 255):
        image = Image.merge("LA", [Image.new("L", (20, 20), shade), Image.fromarray(ink)])

        grey = grey_of(image)

        assert abs(grey[10, 10] - grey[0, 0]) > 0.5


def test_paper_with_a_clear_margin_keeps_its_own_ground() -> None:
    shades = np.full((40, 40), 240, np.uint8)
    shades[12:28, 18:22] = 20
    alpha = np.zeros((40, 40), np.uint8)
    alpha[4:-4, 4:-4] = 255

    grey = grey_of(Image.merge("LA", [Image.fromarray(shades), Image.fromarray(alpha)]))

    assert grey[0, 0] == pytest.approx(240 / 255, abs=0.01)


def test_steps_lead_from_the_picture_to_the_image() -> None:
    rng = np.random.default_rng(5)
    photo = pictures.on_paper(chosen_digits()[0][0], rng)

    digit = prepare_file(file_of(Image.fromarray(photo))).digits[0]

    assert [step.name for step in digit.steps] == ["grey", "light", "ink", "cut", "box", "centred"]
    assert all(step.picture.dtype == np.uint8 and step.caption for step in digit.steps)
    assert (digit.steps[-1].picture == digit.image).all()
    assert digit.steps[-2].picture.shape == (centring.BOX, centring.BOX)


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


def test_a_drawing_is_ink_wherever_it_is() -> None:
    drawn = np.zeros((140, 140), np.uint8)
    drawn[:, 60:75] = 255  # over both edges

    image = prepare_drawing(drawn).images[0]

    assert image[14, 14] == 255
    assert image[14, 4] == image[14, 24] == 0


def test_a_blank_drawing_has_no_digit() -> None:
    with pytest.raises(ImageError, match="no digit to see"):
        prepare_drawing(np.zeros((140, 140), np.uint8))


def test_dust_is_left_out() -> None:
    drawn = np.zeros((140, 140), np.uint8)
    drawn[30:110, 66:74] = 255
    dusty = drawn.copy()
    dusty[135:137, 3:5] = 255

    assert (prepare_drawing(dusty).images == prepare_drawing(drawn).images).all()


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


def test_a_single_long_stroke_is_no_line_but_a_rule_across_the_picture_is() -> None:
    letter = np.zeros((200, 200), bool)
    letter[30:170, 60:64] = True  # the stem of a letter
    letter[30:34, 60:120] = True
    ruled = np.zeros((200, 200), bool)
    ruled[100:102] = True

    assert find_lines(letter, letter.astype(np.float32)) is None
    lines = find_lines(ruled, ruled.astype(np.float32))
    assert lines is not None
    assert lines.count == 1


def test_a_mark_beside_much_that_is_no_digit_is_believed_less() -> None:
    def believe_bars(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.where(images.astype(float).mean((1, 2)) < 40, 0.8, 0.02).astype(np.float32)

    y, x = np.mgrid[0:200, 0:400]
    bar = (abs(x - 50) < 6) & (abs(y - 100) < 40)
    rings = [abs(np.hypot(x - left, y - 100) - 30) < 6 for left in (150, 250, 350)]

    alone, beside = (
        prepare_file(
            file_of(Image.fromarray(np.where(mask, 0, 255).astype(np.uint8))), believe_bars
        )
        for mask in (bar, np.any([bar, *rings], axis=0))
    )

    assert alone.sureties == pytest.approx([0.8])
    assert len(beside.digits) == 4
    assert max(beside.sureties) < 0.5
