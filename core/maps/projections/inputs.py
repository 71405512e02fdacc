"""Vectors that a projection lays out, pixels or latents, and the vectors of new images."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from core import inference
from core.checkpoints.pool import pool
from core.data import load
from core.evaluation.autoencoders import pca
from core.evaluation.autoencoders.pca import Basis
from core.inference import encodings
from core.inference.progress import OnProgress, ignore_progress
from core.maps.base import Floats
from core.maps.projections.request import Request, sample


@dataclass(frozen=True, eq=False)
class Inputs:
    """The images of a request, in row order."""

    vectors: Floats
    """float32 (N, k); not finite where the model's output is not."""
    rows: NDArray[np.int64]
    """int64 (N,), stable row ids."""
    labels: NDArray[np.uint8]
    """uint8 (N,), index into the data set's classes."""
    basis: Basis | None
    """Reduction of longer vectors; None if they were not reduced."""


def load_inputs(
    request: Request, basis: Basis | None = None, on_progress: OnProgress = ignore_progress
) -> Inputs:
    """The vectors of every image of a request, reduced along ``basis`` or as the request says.

    Raises CheckpointError or DataError if the checkpoint or the data is not available.
    """
    data = load(request.dataset).split(request.split)
    places = sample(request, data)
    if request.checkpoint:
        latents = encodings.latents(request.checkpoint, request.dataset, request.split, on_progress)
        x = latents[places]
    else:
        images = data.images.numpy() if len(places) == len(data) else data.images.numpy()[places]
        x = np.asarray(images.reshape(len(places), -1) / np.float32(255), np.float32)
    x = _unit(x) if request.unit else x
    if basis is None and request.algorithm.reduces and x.shape[1] > request.components:
        basis = _basis(x, request.components)
    rows, labels = data.rows.numpy()[places], data.labels.numpy()[places].astype(np.uint8)
    return Inputs(x if basis is None else basis(x), rows, labels, basis)


def embed(request: Request, images: Tensor, basis: Basis | None) -> Floats:
    """The vectors of new images, float32 (N, C, H, W) in [0, 1]: float32 (N, k)."""
    if request.checkpoint:
        x = inference.encode(pool().module(request.checkpoint), images).numpy()
    else:
        x = images.reshape(len(images), -1).numpy()
    x = np.asarray(x, np.float32)
    x = _unit(x) if request.unit else x
    return x if basis is None else basis(x)


def _basis(x: Floats, count: int) -> Basis | None:
    """The first principal components of the finite rows; None if there are too few."""
    usable = np.isfinite(x).all(axis=1)
    finite = x if usable.all() else x[usable]
    return pca.leading(finite, count).basis(count) if min(finite.shape) > count else None


def _unit(x: Floats) -> Floats:
    """Rows scaled to length 1; a row of zeros is unchanged."""
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    return np.asarray(x / np.where(lengths == 0, 1, lengths), np.float32)
