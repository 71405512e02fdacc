"""Digits with the largest reconstruction errors."""

import numpy as np
from numpy.typing import NDArray

from core import data, inference
from core.checkpoints.pool import pool, require_task
from core.data import Dataset
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

COUNT = 100


def hardest_rows(name: str, dataset: Dataset) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Row ids, int64, and squared errors, float32, of up to `COUNT` images, worst first.

    Errors are summed over the pixels, without noise. Cached by content.
    """
    card = pool().card(name)
    require_task(card, "reconstruct")
    key = content_key(
        what="hardest",
        checkpoint=card.sha256,
        dataset=dataset.fingerprint,
        first=int(dataset.rows[0]),
        count=len(dataset),
        kept=COUNT,
    )

    def compute() -> Arrays:
        x = data.to_float(dataset.images)
        errors = inference.squared_errors(x, inference.reconstruct(pool().module(name), x))
        worst, places = errors.topk(min(COUNT, len(errors)))
        return {"rows": dataset.rows[places].numpy(), "errors": worst.numpy()}

    arrays = cached(key, compute)
    return arrays["rows"], arrays["errors"]  # pyrefly: ignore[bad-return]  # the types computed above
