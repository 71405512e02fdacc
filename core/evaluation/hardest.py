"""The digits that an autoencoder reconstructs worst."""

import numpy as np
from numpy.typing import NDArray

from core import data, inference
from core.checkpoints.pool import pool, require_task
from core.data import Dataset
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

KEPT = 100


def hardest_rows(name: str, dataset: Dataset) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Row ids and summed squared errors of the worst reconstructed images, the worst first.

    At most `KEPT` of them, of the whole data set given, without noise. Computed once for a
    checkpoint and a data set, and kept on disk.
    """
    card = pool().card(name)
    require_task(card, "reconstruct")
    key = content_key(
        what="hardest",
        checkpoint=card.sha256,
        dataset=dataset.fingerprint,
        first=int(dataset.rows[0]),
        count=len(dataset),
        kept=KEPT,
    )

    def compute() -> Arrays:
        x = data.to_float(dataset.images)
        errors = inference.squared_errors(x, inference.reconstruct(pool().module(name), x))
        worst, places = errors.topk(min(KEPT, len(errors)))
        return {"rows": dataset.rows[places].numpy(), "errors": worst.numpy()}

    found = cached(key, compute)
    return found["rows"], found["errors"]  # pyrefly: ignore[bad-return]  # the types computed above
