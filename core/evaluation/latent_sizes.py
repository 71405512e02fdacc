"""Reconstruction error over the number of latent numbers, beside the best that a line can do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.checkpoints import Card
from core.checkpoints.pool import pool
from core.data import Dataset
from core.evaluation import pca
from core.inference.progress import OnProgress, ignore_progress
from core.storage.cache import cached, content_key

SIZES = (2, 4, 8, 10, 16, 25, 32, 64)


def pca_errors(dataset: Dataset, on_progress: OnProgress = ignore_progress) -> NDArray[np.float64]:
    """Squared error per test digit of PCA with 0, 1, 2, ... components, computed once.

    float64 (785,); see `core.evaluation.pca.pixel_errors`.
    """
    key = content_key(version=1, what="pca errors", data=dataset.fingerprint)
    arrays = cached(key, lambda: {"errors": pca.pixel_errors(dataset, on_progress)})
    return arrays["errors"].astype(np.float64, copy=False)


@dataclass(frozen=True)
class Sized:
    """One autoencoder: how many numbers it keeps, and how well it gives digits back."""

    name: str
    title: str
    kind: str
    """``convolutional``, ``dense``, ``variational``, ``contrastive`` or ``linear``, in a word"""
    denoising: bool
    """whether it met noise in training: then giving clean digits back is not what it is best at"""
    latent: int
    error: float
    """squared error per test digit on clean digits, summed over the pixels and clipped"""


def sized(dataset: Dataset) -> tuple[list[Sized], list[str]]:
    """The store's autoencoders whose card has their error on these data; the names of the others.

    In the order of their latent numbers.
    """
    entries = pool().store.entries()
    cards = [e.card for e in entries if e.card is not None and e.card.task == "reconstruct"]
    known, unknown = [], []
    for card in cards:
        error = card.metrics.get("squared_error")
        if isinstance(error, float) and card.dataset.fingerprint == dataset.fingerprint:
            known.append(_sized(card, error))
        else:
            unknown.append(card.name)
    return sorted(known, key=lambda one: (one.latent, one.error)), unknown


def _sized(card: Card, error: float) -> Sized:
    return Sized(
        card.name,
        card.title,
        _kind(card),
        card.recipe.get("noise") is not None or asks_for_another(card),
        card.latent_size,
        error,
    )


def asks_for_another(card: Card) -> bool:
    """Whether its training asked for another picture than the deformed one that it saw."""
    return (card.recipe.get("augment") or {}).get("target", "same") != "same"


def _kind(card: Card) -> str:
    if card.family.variational:
        return "variational"
    if card.family.contrastive:
        return "contrastive"
    if card.family.convolutional:
        return "convolutional"
    straight = card.model.get("latent_activation") == "linear" and not card.model.get("widths")
    return "linear" if straight and card.model.get("output") == "linear" else "dense"


@dataclass(frozen=True)
class Line:
    """An autoencoder beside a PCA of as many numbers; a PCA alone has no name and no error."""

    latent: int
    name: str
    kind: str
    error: float | None
    """squared error per test digit, summed over the pixels"""
    pca: float | None
    """the same of the PCA; None for more numbers than it was computed for"""

    @property
    def ratio(self) -> float | None:
        """The PCA's error divided by the autoencoder's."""
        return None if self.error is None or self.pca is None else self.pca / self.error


def beside_pca(models: Sequence[Sized], errors: Sequence[float]) -> list[Line]:
    """The autoencoders beside the PCA ``errors`` of 0, 1, ... numbers, by rising latent size.

    Sizes of `SIZES` that no autoencoder has get a line for the PCA alone.
    """
    taken = {model.latent for model in models}
    pca = at_sizes(errors, sorted({*SIZES, *taken}))
    lines = [
        Line(
            model.latent,
            model.name,
            model.kind + (", denoising" if model.denoising else ""),
            model.error,
            pca.get(model.latent),
        )
        for model in models
    ]
    lines += [
        Line(size, "", "PCA alone", None, error) for size, error in pca.items() if size not in taken
    ]
    return sorted(lines, key=lambda line: line.latent)


@dataclass(frozen=True)
class Reach:
    """How far the two latent numbers of an autoencoder go over the test digits."""

    name: str
    kind: str
    low: tuple[float, ...]
    high: tuple[float, ...]
    std: tuple[float, ...]
    within_4: float
    """share of the test digits whose numbers all lie within ±4"""
    error: float
    """squared error per test digit"""


def reaches(dataset: Dataset) -> list[Reach]:
    """The store's autoencoders with two numbers whose card has their spread on these data."""
    found = []
    for one in sized(dataset)[0]:
        metrics = pool().card(one.name).metrics
        low, high, std = (metrics.get(f"latent_{key}") for key in ("low", "high", "std"))
        within = metrics.get("latent_share_within_4")
        if (
            one.latent == 2
            and isinstance(low, tuple)
            and isinstance(high, tuple)
            and isinstance(std, tuple)
            and isinstance(within, float)
        ):
            found.append(Reach(one.name, one.kind, low, high, std, within, one.error))
    return found


def at_sizes(errors: Sequence[float], sizes: Sequence[int] = SIZES) -> dict[int, float]:
    """The errors of the sizes that people ask for."""
    return {size: float(errors[size]) for size in sizes if size < len(errors)}
