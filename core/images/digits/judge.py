"""A judge that remembers its answers, so that each image is judged only once."""

import numpy as np
from numpy.typing import NDArray

from core.images.digits.candidates import Judge

Pixels = NDArray[np.uint8]


class CachedJudge:
    """A judge with a cache for one picture, because many ways to read it give the same images."""

    def __init__(self, judge: Judge) -> None:
        """``judge`` rates the images that are not in the cache."""
        self._judge = judge
        self._known: dict[bytes, float] = {}

    @property
    def count(self) -> int:
        """Number of different images judged so far."""
        return len(self._known)

    def __call__(self, images: Pixels) -> NDArray[np.float32]:
        """How surely each image, uint8 (N, 28, 28), is a digit: float32 (N,) in [0, 1]."""
        keys = [image.tobytes() for image in images]
        new = {key: place for place, key in enumerate(keys) if key not in self._known}
        if new:
            confidences = self._judge(images[list(new.values())]).tolist()
            self._known |= dict(zip(new, confidences, strict=True))
        return np.array([self._known[key] for key in keys], np.float32)
