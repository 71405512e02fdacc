"""A judge that remembers."""

import numpy as np

from core.images.digits.judge import CachedJudge


def test_each_image_is_judged_once_and_keeps_its_place() -> None:
    batches: list[int] = []

    def judge(images: np.ndarray) -> np.ndarray:
        batches.append(len(images))
        return images[:, 0, 0].astype(np.float32) / 255

    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 0, 0] = 10, 20, 10, 30
    counted = CachedJudge(judge)

    first, again = counted(images), counted(images[::-1])

    np.testing.assert_allclose(first * 255, [10, 20, 10, 30], rtol=1e-6)
    np.testing.assert_array_equal(again, first[::-1])
    assert batches == [3]
    assert counted.count == 3
