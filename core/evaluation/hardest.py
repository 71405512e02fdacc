"""The digits that an autoencoder reconstructs worst."""

import numpy as np
from numpy.typing import NDArray

from core import data, inference
from core.checkpoints.pool import pool, require_task
from core.data import Dataset
from core.settings import settings
from core.storage.cache import ArrayCache, content_key

KEPT = 100


def hardest_rows(name: str, dataset: Dataset) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Row ids and summed squared errors of the worst reconstructed images, the worst first.

    At most `KEPT` of them, of the whole data set given, without noise. Computed once for a
    checkpoint and a data set, and kept on disk.
    """
    loaded = pool().open(name)
    require_task(loaded.card, "reconstruct")
    key = content_key(
        what="hardest",
        checkpoint=loaded.card.sha256,
        dataset=dataset.fingerprint,
        first=int(dataset.rows[0]),
        count=len(dataset),
        kept=KEPT,
    )
    cache = ArrayCache(settings().cache / "hardest")
    found = cache.get(key)
    if found is None:
        x = data.to_float(dataset.images)
        errors = inference.squared_errors(x, inference.reconstruct(loaded.module, x))
        worst, places = errors.topk(min(KEPT, len(errors)))
        found = {"rows": dataset.rows[places].numpy(), "errors": worst.numpy()}
        cache.put(key, found)
    return found["rows"], found["errors"]  # pyrefly: ignore[bad-return]  # the types that were put
