"""Which way up a page is, and lines that lie askew."""

import numpy as np
import pytest

from core.images.digits.candidates import Candidate
from core.images.digits.pieces import Box
from core.images.turning import level, quarter_turns


def l_shape(turns: int) -> np.ndarray:
    """Ink of an L, turned counter-clockwise by quarters."""
    ink = np.zeros((60, 60), np.float32)
    ink[10:50, 18:24] = 1
    ink[44:50, 18:42] = 1
    return np.ascontiguousarray(np.rot90(ink, turns))


def candidates(turns: int, count: int = 3) -> list[Candidate]:
    return [Candidate(Box(10, 50, 18, 42), l_shape(turns), 400, (0,)) for _ in range(count)]


def judge_of_ls(images: np.ndarray) -> np.ndarray:
    """Sure of an image whose upper right corner is its empty one."""
    confidences = []
    for image in images > 40:
        rows, columns = (np.flatnonzero(image.any(axis)) for axis in (1, 0))
        box = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        height, width = (side // 2 for side in box.shape)
        confidences.append(0.1 if box[:height, -width:].mean() > 0.2 else 0.95)
    return np.array(confidences, np.float32)


@pytest.mark.parametrize("turns", range(4))
def test_a_page_is_turned_until_its_digits_read_best(turns: int) -> None:
    quarters, confidence = quarter_turns(candidates(turns), judge_of_ls)

    assert (turns + quarters) % 4 == 0
    assert confidence == pytest.approx(0.95 if turns else 0)


def test_two_digits_are_too_few_to_turn_a_page() -> None:
    assert quarter_turns(candidates(1, count=2), judge_of_ls) == (0, 0.0)


def test_a_page_that_reads_badly_either_way_stays() -> None:
    def unsure(images: np.ndarray) -> np.ndarray:
        return np.full(len(images), 0.3, np.float32)

    assert quarter_turns(candidates(1), unsure) == (0, 0.0)


def test_a_line_askew_becomes_level() -> None:
    rows, columns = np.mgrid[:120, :120]
    askew = (abs(rows - 60 - np.tan(np.radians(6)) * (columns - 60)) < 2).astype(np.float32)

    straight = level(askew, 6)

    middles = [np.average(np.arange(120), weights=straight[:, at]) for at in (20, 60, 100)]
    assert max(middles) - min(middles) < 1
