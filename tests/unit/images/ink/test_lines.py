"""Rules, frames and grids are taken out of the ink; strokes stay."""

import numpy as np
import pytest

from core.images.ink.lines import find_lines, slant

SIDE = 200


def mask_of(*parts: tuple[slice, slice]) -> np.ndarray:
    mask = np.zeros((SIDE, SIDE), bool)
    for part in parts:
        mask[part] = True
    return mask


RULES = [(slice(y, y + 2), slice(5, 195)) for y in (40, 80, 120, 160)]
STROKE = (slice(60, 140), slice(90, 96))


def lines_in(mask: np.ndarray) -> np.ndarray | None:
    result = find_lines(mask, mask.astype(np.float32))
    return None if result is None else result.mask


def test_rules_are_counted_and_taken_out() -> None:
    mask = mask_of(*RULES)

    lines = find_lines(mask, mask.astype(np.float32))

    assert lines is not None
    assert lines.count == 4
    assert not (mask & ~lines.mask).any()


def test_a_stroke_stays_whole_where_it_crosses_a_rule() -> None:
    mask = mask_of(*RULES, STROKE)

    removed = lines_in(mask)

    assert removed is not None
    assert not removed[85:118, 91:95].any()  # between two rules
    assert not removed[80:82, 91:95].any()  # on a rule
    assert removed[80:82, 20:80].all()


def test_upright_rules_are_lines_too() -> None:
    removed = lines_in(mask_of(*RULES).T)

    assert removed is not None
    assert removed[20:180, 40:42].all()


@pytest.mark.parametrize(
    "mask",
    [
        mask_of(STROKE),
        mask_of((slice(50, 54), slice(60, 130)), (slice(50, 150), slice(126, 130))),
        mask_of((slice(50, 100), slice(5, 195))),  # too thick to be drawn as a line
        np.zeros((SIDE, SIDE), bool),
    ],
    ids=["stroke", "seven", "block", "nothing"],
)
def test_what_is_no_line_stays(mask: np.ndarray) -> None:
    assert lines_in(mask) is None


def test_a_picture_as_small_as_a_digit_has_no_lines() -> None:
    mask = np.zeros((28, 28), bool)
    mask[10:12] = mask[20:22] = True

    assert find_lines(mask, mask.astype(np.float32)) is None


@pytest.mark.parametrize("degrees", [-4.0, -1.5, 0.0, 2.0, 5.0])
def test_the_slant_of_rules_is_measured(degrees: float) -> None:
    rows, columns = np.mgrid[:400, :400]
    across = rows - np.tan(np.radians(degrees)) * (columns - 200)
    mask = (across % 50 < 2) & (rows > 20) & (rows < 380)

    assert slant(mask) == pytest.approx(degrees, abs=0.6)


def test_a_ring_has_no_slant() -> None:
    rows, columns = np.mgrid[:SIDE, :SIDE]
    away = np.hypot(rows - 100, columns - 100)

    assert slant((away > 60) & (away < 66)) == 0


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
