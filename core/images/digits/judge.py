"""A judge that remembers: how surely images are digits, each asked once, and how many were."""

import numpy as np
from numpy.typing import NDArray

from core.images.digits.candidates import Judge

Pixels = NDArray[np.uint8]


class CachedJudge:
    """A judge of its own for one picture, since many ways to read it give the same images."""

    def __init__(self, judge: Judge) -> None:
        """``judge`` is asked about images that are new."""
        self._judge = judge
        self._known: dict[bytes, float] = {}

    @property
    def count(self) -> int:
        """Images that were judged."""
        return len(self._known)

    def __call__(self, images: Pixels) -> NDArray[np.float32]:
        """How surely each image, uint8 (N, 28, 28), is a digit: float32 (N,) in [0, 1]."""
        keys = [image.tobytes() for image in images]
        new = {key: place for place, key in enumerate(keys) if key not in self._known}
        if new:
            sureties = self._judge(images[list(new.values())]).tolist()
            self._known |= dict(zip(new, sureties, strict=True))
        return np.array([self._known[key] for key in keys], np.float32)
