"""Digits that touch are cut where both halves read well."""

import numpy as np

from core.images.digits.candidates import Candidate
from core.images.digits.pieces import Box
from core.images.digits.splitting import cuts, split_touching

SURE, UNSURE = 0.95, 0.1


def touching() -> Candidate:
    """Two upright bars with a thin bridge between them."""
    ink = np.zeros((60, 80), np.float32)
    ink[10:50, 18:26] = ink[10:50, 54:62] = 1
    ink[28:31, 26:54] = 1
    return Candidate(Box(10, 50, 18, 62), ink, int(ink.sum()), (0,), confidence=UNSURE)


def judge_of_bars(images: np.ndarray) -> np.ndarray:
    """Sure of narrow images: one bar, not two."""
    narrow = (images > 40).any(1).sum(1) < 16
    return np.where(narrow, SURE, UNSURE).astype(np.float32)


def test_a_cut_goes_through_the_bridge_and_shares_out_the_ink() -> None:
    whole = touching()

    cut = cuts(whole)[0]
    left, right = cut.left, cut.right

    assert cut.strokes == 1
    assert left.box.right <= right.box.left + 4
    assert left.split
    assert right.split
    np.testing.assert_allclose(left.ink + right.ink, whole.ink)


def test_two_digits_that_touch_become_two() -> None:
    alone = Candidate(Box(0, 40, 0, 8), np.ones((40, 8), np.float32), 320, (1,), confidence=SURE)

    parts = split_touching([alone, touching()], judge_of_bars)

    assert parts[0] is alone
    assert [part.confidence for part in parts[1:]] == [np.float32(SURE)] * 2
    assert parts[1].box.left < parts[2].box.left


def test_a_wide_digit_stays_whole_if_its_halves_do_not_read() -> None:
    whole = touching()

    def judge(images: np.ndarray) -> np.ndarray:
        return np.full(len(images), UNSURE, np.float32)

    assert split_touching([whole], judge) == [whole]


def ladder() -> Candidate:
    """Two upright bars with a thin bridge at the top and one at the bottom, as in a wide 0."""
    ink = touching().ink
    ink[12:14, 26:54] = ink[46:48, 26:54] = 1
    ink[28:31, 26:54] = 0
    return Candidate(Box(10, 50, 18, 62), ink, int(ink.sum()), (0,), confidence=UNSURE)


def test_a_cut_through_two_strokes_needs_halves_that_read_surely() -> None:
    whole = ladder()

    def judge(images: np.ndarray, sure: float) -> np.ndarray:
        return np.where(judge_of_bars(images) > 0.5, sure, UNSURE).astype(np.float32)

    assert {cut.strokes for cut in cuts(whole)} == {2}
    assert split_touching([whole], lambda images: judge(images, 0.85)) == [whole]
    assert len(split_touching([whole], lambda images: judge(images, 0.95))) == 2


def test_a_low_part_is_not_cut_off() -> None:
    whole = touching()
    whole.ink[10:30, 18:26] = 0  # the left bar is half as high as the right one

    assert cuts(whole) == []
