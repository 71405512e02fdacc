"""Outputs of a checkpoint for all images of a split, cached by content.

`latents`, `reconstruction_errors` and `predictions` return arrays in the order of the split's rows.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core import inference
from core.checkpoints.pool import pool, require_images, require_task
from core.data import load, to_float
from core.data.dataset import Split
from core.errors import CheckpointError
from core.inference.errors import squared_errors
from core.inference.progress import OnProgress, ignore_progress
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key
from models import Network

CHUNK = 2000  # digits per step: 6 MiB as float, and frequent enough for a progress bar
VERSION = 1  # increase it when the meaning of a cached array changes
PARTS: dict[Split, tuple[Split, ...]] = {
    "test": ("test",),
    "train": ("train",),
    "all": ("train", "test"),
}


def latents(
    checkpoint: str, dataset: str, split: Split, on_progress: OnProgress = ignore_progress
) -> NDArray[np.float32]:
    """Latent vectors, or the means of a variational encoder: float32 (N, latent).

    Raises CheckpointError or DataError if the checkpoint or the data are not available.
    """
    if pool().card(checkpoint).is_table:
        return _listed_vectors(checkpoint, dataset, split)

    def compute(module: Network, x: Tensor) -> Arrays:
        return {"latents": inference.encode(module, x).numpy()}

    return _of_split("latents", checkpoint, dataset, split, compute, on_progress)["latents"].astype(
        np.float32, copy=False
    )


def reconstruction_errors(
    autoencoder: str, dataset: str, split: Split, on_progress: OnProgress = ignore_progress
) -> NDArray[np.float32]:
    """Squared error per digit, summed over the pixels: float32 (N,).

    Raises CheckpointError for a checkpoint that does not reconstruct.
    """
    require_task(pool().card(autoencoder), "reconstruct")

    def compute(module: Network, x: Tensor) -> Arrays:
        return {"errors": squared_errors(x, inference.reconstruct(module, x)).numpy()}

    return _of_split("errors", autoencoder, dataset, split, compute, on_progress)["errors"].astype(
        np.float32, copy=False
    )


def predictions(
    classifier: str, dataset: str, split: Split, on_progress: OnProgress = ignore_progress
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Most likely class of each digit, uint8 (N,), and its probability, float32 (N,).

    Raises CheckpointError for a checkpoint that does not classify.
    """
    require_task(pool().card(classifier), "classify")

    def compute(module: Network, x: Tensor) -> Arrays:
        probability, predicted = inference.classify(module, x).max(1)
        return {
            "predicted": predicted.to(torch.uint8).numpy(),
            "probability": probability.numpy(),
        }

    arrays = _of_split("predictions", classifier, dataset, split, compute, on_progress)
    return arrays["predicted"].astype(np.uint8, copy=False), arrays["probability"].astype(
        np.float32, copy=False
    )


def key(what: str, checkpoint: str, dataset: str, part: Split) -> str:
    """Content key of the ``latents``, ``errors`` or ``predictions`` of a split's digits.

    Raises CheckpointError or DataError if the checkpoint or the data are not available.
    """
    return content_key(
        version=VERSION,
        what=what,
        checkpoint=pool().store.digest(checkpoint),
        data=load(dataset).fingerprint,
        split=part,
    )


def _of_split(
    what: str,
    checkpoint: str,
    dataset: str,
    split: Split,
    compute: Callable[[Network, Tensor], Arrays],
    on_progress: OnProgress,
) -> Arrays:
    data = load(dataset)
    require_images(pool().card(checkpoint), data)
    total = len(data.split(split))
    before = 0
    parts: list[Arrays] = []
    for part in PARTS[split]:
        images = data.split(part).images
        parts.append(
            cached(
                key(what, checkpoint, dataset, part),
                partial(_compute, checkpoint, images, compute, before, total, on_progress),
            )
        )
        before += len(images)
    return _concatenate(parts)


def _listed_vectors(checkpoint: str, dataset: str, split: Split) -> NDArray[np.float32]:
    """Vectors of a table, looked up by row so that equal pictures keep their own vectors."""
    data, module, card = load(dataset), pool().module(checkpoint), pool().card(checkpoint)
    require_images(card, data)
    bounds = {"test": (data.train, len(data)), "train": (0, data.train), "all": (0, len(data))}
    start, stop = (edge - module.config.first for edge in bounds[split])
    if start < 0 or stop > module.config.count:
        part = "training" if card.dataset.train_count else "test"
        raise CheckpointError(
            f"'{checkpoint}' has vectors for the {part} pictures of {data.title} only: choose "
            "these, or another source."
        )
    return module.get_buffer("vectors")[start:stop].numpy()


def _compute(
    checkpoint: str,
    images: Tensor,
    compute: Callable[[Network, Tensor], Arrays],
    before: int,
    total: int,
    on_progress: OnProgress,
) -> Arrays:
    module = pool().module(checkpoint)
    chunks = []
    for piece in inference.batches(len(images), CHUNK):
        chunks.append(compute(module, to_float(images[piece])))
        on_progress(before + piece.stop, total)
    return _concatenate(chunks)


def _concatenate(parts: list[Arrays]) -> Arrays:
    if len(parts) == 1:
        return parts[0]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
