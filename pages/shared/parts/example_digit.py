"""The picture with which the screens show what noise is."""

import numpy as np
from numpy.typing import NDArray

from core.data import Dataset, as_pictures, lookup, to_float
from core.noise import GaussianNoise, make_generator

Picture = NDArray[np.float32]
LABEL = 4


def clean_and_noisy(dataset: Dataset, sigma: float) -> tuple[Picture, Picture]:
    """A test picture, clean and noisy: float32 (H, W) or (3, H, W) in [0, 1] each.

    It is the first of class `LABEL`, or the first of all if that class has none. ``sigma`` is the
    standard deviation of the Gaussian noise, on the same scale.
    """
    test = dataset.split("test")
    row = (lookup.class_rows(test, LABEL) or lookup.class_rows(test))[0]
    clean = to_float(dataset.images[[lookup.position(dataset, row)]])
    noisy = GaussianNoise(sigma)(clean, make_generator(0))
    return as_pictures(clean)[0].numpy(), as_pictures(noisy)[0].numpy()
