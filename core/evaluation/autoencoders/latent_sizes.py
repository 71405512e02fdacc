"""Reconstruction error over the latent size, compared with PCA, the best linear method."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.checkpoints import Card, descriptions
from core.checkpoints.pool import pool
from core.data import Dataset
from core.evaluation.autoencoders import pca
from core.inference.progress import OnProgress, ignore_progress
from core.storage.cache import cached, content_key

SIZES = (2, 4, 8, 10, 16, 25, 32, 64)


def pca_errors(dataset: Dataset, on_progress: OnProgress = ignore_progress) -> NDArray[np.float64]:
    """Squared error per test digit of PCA with 0, 1, 2, ... components, computed once.

    float64; see `core.evaluation.autoencoders.pca.pixel_errors`.
    """
    key = content_key(version=1, what="pca errors", data=dataset.fingerprint)
    arrays = cached(key, lambda: {"errors": pca.pixel_errors(dataset, on_progress)})
    return arrays["errors"].astype(np.float64, copy=False)


@dataclass(frozen=True)
class SizedModel:
    """Latent size and error of one autoencoder."""

    name: str
    title: str
    kind: str
    """``convolutional``, ``dense``, ``variational``, ``contrastive`` or ``linear``."""
    denoising: bool
    """Whether its training target was not its input, which raises its error on clean digits."""
    latent: int
    error: float
    """Squared error per clean test digit, summed over the pixels, before clipping."""


def models_by_size(dataset: Dataset) -> tuple[list[SizedModel], list[str]]:
    """Autoencoders of the store by latent size, and the names of those without a known error.

    Autoencoders for images of another shape are in neither. An error is known if the card was
    measured on this data set. It is measured before the output is clipped to [0, 1], as in
    `pca_errors`.
    """
    entries = pool().store.entries()
    cards = [e.card for e in entries if e.card is not None and _fits(e.card, dataset)]
    points, unknown = [], []
    for card in cards:
        error = card.metrics.get(_error_key(card))
        # An error of 0 or less was not measured, and has no place on a logarithmic axis.
        if (
            isinstance(error, float)
            and error > 0
            and card.dataset.fingerprint == dataset.fingerprint
        ):
            points.append(_sized_model(card, error))
        else:
            unknown.append(card.name)
    return sorted(points, key=lambda model: (model.latent, model.error)), unknown


def _error_key(card: Card) -> str:
    """Key of the error before clipping; only a linear output can leave [0, 1]."""
    linear = card.model.get("output") == "linear"
    return "squared_error_unclipped" if linear else "squared_error"


def _fits(card: Card, dataset: Dataset) -> bool:
    return card.task == "reconstruct" and card.shape == dataset.shape


def _sized_model(card: Card, error: float) -> SizedModel:
    return SizedModel(
        card.name,
        card.title,
        _kind(card),
        card.recipe.get("noise") is not None or has_other_target(card),
        card.latent_size,
        error,
    )


def has_other_target(card: Card) -> bool:
    """Whether the training target was another picture than the deformed input."""
    return descriptions.deformation_target(card.recipe) != "same"


def _kind(card: Card) -> str:
    if card.family.variational:
        return "variational"
    if card.family.contrastive:
        return "contrastive"
    if card.family.convolutional:
        return "convolutional"
    linear_latent = card.model.get("latent_activation") == "linear"
    one_layer = not card.model.get("widths")
    return (
        "linear"
        if linear_latent and one_layer and card.model.get("output") == "linear"
        else "dense"
    )


@dataclass(frozen=True)
class SizeRow:
    """An autoencoder and a PCA of one latent size; a row of PCA alone has no name and no error."""

    latent: int
    name: str
    kind: str
    error: float | None
    """Squared error per test digit, summed over the pixels."""
    pca: float | None
    """Squared error of the PCA; None beyond its number of components."""

    @property
    def ratio(self) -> float | None:
        """The PCA's error divided by the autoencoder's."""
        return None if self.error is None or self.pca is None else self.pca / self.error


def compare_with_pca(models: Sequence[SizedModel], errors: Sequence[float]) -> list[SizeRow]:
    """Compare autoencoders with the PCA ``errors`` of 0, 1, ... components, by latent size.

    Sizes of `SIZES` without an autoencoder get a row for the PCA alone.
    """
    sizes = {model.latent for model in models}
    pca = at_sizes(errors, sorted({*SIZES, *sizes}))
    rows = [
        SizeRow(
            model.latent,
            model.name,
            model.kind + (", denoising" if model.denoising else ""),
            model.error,
            pca.get(model.latent),
        )
        for model in models
    ]
    rows += [
        SizeRow(size, "", "PCA alone", None, error)
        for size, error in pca.items()
        if size not in sizes
    ]
    return sorted(rows, key=lambda row: row.latent)


@dataclass(frozen=True)
class LatentRange:
    """Range of the two latent numbers of an autoencoder over the test digits."""

    name: str
    kind: str
    low: tuple[float, ...]
    high: tuple[float, ...]
    std: tuple[float, ...]
    within_4: float
    """Share of the test digits with all numbers within ±4."""
    error: float
    """Squared error per test digit, summed over the pixels."""


def latent_ranges(dataset: Dataset) -> list[LatentRange]:
    """Ranges of the store's autoencoders with two latent numbers, as measured on this data set."""
    ranges = []
    for model in models_by_size(dataset)[0]:
        metrics = pool().card(model.name).metrics
        low, high, std = (metrics.get(f"latent_{key}") for key in ("low", "high", "std"))
        within = metrics.get("latent_share_within_4")
        if (
            model.latent == 2
            and isinstance(low, tuple)
            and isinstance(high, tuple)
            and isinstance(std, tuple)
            and len(low) == len(high) == len(std) == model.latent
            and isinstance(within, float)
        ):
            ranges.append(LatentRange(model.name, model.kind, low, high, std, within, model.error))
    return ranges


def at_sizes(errors: Sequence[float], sizes: Sequence[int] = SIZES) -> dict[int, float]:
    """Errors at the given sizes, by size; sizes beyond the last error are omitted."""
    return {size: float(errors[size]) for size in sizes if size < len(errors)}
