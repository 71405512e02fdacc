"""Digits come out of pictures as MNIST has them, however they were drawn, lit and stored."""

from functools import cache
from itertools import product

import numpy as np
import pytest
import torch
from PIL import Image

from core import inference
from core.checkpoints.pool import pool
from core.errors import ImageError
from core.images import grey_of, prepare_drawing, prepare_file
from core.images.digits import centring
from core.images.digits.candidates import Judge
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
    return result.confidences if result else None


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


def test_a_drawing_is_ink_wherever_it_is() -> None:
    drawn = np.zeros((140, 140), np.uint8)
    drawn[:, 60:75] = 255  # over both edges

    image = prepare_drawing(drawn).images[0]

    assert image[14, 14] == 255
    assert image[14, 4] == image[14, 24] == 0


def test_a_blank_drawing_has_no_digit() -> None:
    with pytest.raises(ImageError, match="no digit to see"):
        prepare_drawing(np.zeros((140, 140), np.uint8))


@pytest.mark.parametrize("scale", [0.4, 0.7, 1, 1.5, 2])
def test_the_same_strokes_are_the_same_digit_at_nine_places(
    scale: float, classifier: tuple[Network, float]
) -> None:
    if judge() is None:
        pytest.skip("the store has no detector")
    digits, labels = chosen_digits()
    for digit, label in zip(digits[:3], labels, strict=False):
        strokes = enlarged(digit, 4 * scale)
        room = 240 - len(strokes)
        drawn, found = [], []
        for top, left in product((0, room // 2, room), repeat=2):
            board = np.pad(strokes, ((top, room - top), (left, room - left)))
            drawn.append(prepare_drawing(board).images)
            found.append(prepare_file(file_of(Image.fromarray(255 - board)), judge()).images)

        for images in (np.stack(drawn), np.stack(found)):
            assert images.shape == (9, 1, 28, 28)
            assert np.abs(images - images[4].astype(float)).mean() < 4
            assert right(classifier[0], images[:, 0], np.full(9, label)) == 1
