"""Check that the outputs of a model for a few images are finite."""

from cachetools import LRUCache, cached

from core import inference
from core.checkpoints.pool import pool
from core.data import Dataset, to_float

COUNT = 200  # digits; damaged weights spoil the output for nearly every digit


def is_finite(name: str, dataset: Dataset) -> bool:
    """Whether the model's outputs for the first `COUNT` images of a data set are all finite.

    Weights that are NaN or too large give outputs whose error cannot be measured.
    """
    return _is_finite(pool().store.digest(name), name, dataset)


@cached(LRUCache(256), key=lambda digest, name, dataset: (digest, dataset.fingerprint))
def _is_finite(digest: str, name: str, dataset: Dataset) -> bool:
    x = to_float(dataset.images[:COUNT])
    checkpoint = pool().open(name)
    module, task = checkpoint.module, checkpoint.card.task
    if checkpoint.card.is_table:  # its vectors are the outputs
        return not checkpoint.warnings
    call = {"reconstruct": module, "classify": module.classify}.get(task, module.encode)
    return bool(inference.in_batches(call, x, inference.device_of(module)).isfinite().all())
