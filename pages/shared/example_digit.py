"""The digit with which the screens show what noise is."""

import numpy as np
from numpy.typing import NDArray

from core.data import Dataset, lookup, to_float
from core.noise import GaussianNoise, seeded

Picture = NDArray[np.float32]
LABEL = 4


def clean_and_noisy(digits: Dataset, sigma: float) -> tuple[Picture, Picture]:
    """The first test digit of class `LABEL`, clean and noisy: float32 (H, W) in [0, 1] each.

    ``sigma`` is the standard deviation of the Gaussian noise, on the same scale.
    """
    row = lookup.class_rows(digits.split("test"), LABEL)[0]
    clean = to_float(digits.images[[lookup.position(digits, row)]])
    noisy = GaussianNoise(sigma)(clean, seeded(0))
    return clean[0, 0].numpy(), noisy[0, 0].numpy()
