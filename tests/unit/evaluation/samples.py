"""Names of the models in the tests' stores, and a part of the digits."""

from dataclasses import replace

import torch

from core.data import Dataset

AE, CLF = "ae-small", "clf-small"
DENSE, CONV, LOGISTIC = "ae-dense-200", "ae-conv-2", "clf-logistic"  # shipped


def small(digits: Dataset, train: int = 500, test: int = 200) -> Dataset:
    """The first of both splits, as a set of its own."""
    kept = torch.cat([torch.arange(train), torch.arange(digits.train, digits.train + test)])
    return replace(
        digits,
        images=digits.images[kept],
        labels=digits.labels[kept],
        rows=digits.rows[kept],
        train=train,
        fingerprint="a part of the digits",
    )
