"""Two short stories for the tour: a digit that gets noisier, and a row with pictures out of place.

>>> from core import data
>>> from core.evaluation import showcase
>>> digits = data.load("mnist")
>>> story = showcase.noise_story("dae-conv-32", "clf-conv", digits, row=60000, levels=(0.0, 0.5))
>>> story.noisy.shape, story.read_cleaned.tolist()
((2, 28, 28), [7, 7])
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core import inference
from core.checkpoints.pool import pool, require_task
from core.data import Dataset, lookup, to_float, to_uint8
from core.evaluation.autoencoders import anomalies
from core.inference import denoising, encodings
from core.noise import GaussianNoise
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

Bytes = NDArray[np.uint8]
ODD_KINDS = ("rotated", "shuffled", "negative", "uniform")
FALSE_ALARM_RATE = 0.01


@dataclass(frozen=True, eq=False)
class NoiseStory:
    """One digit at L noise levels: input and output of a denoiser, and the class read in each."""

    noisy: Bytes
    """uint8 (L, H, W)"""
    cleaned: Bytes
    """uint8 (L, H, W)"""
    read_noisy: NDArray[np.int64]
    """int64 (L,), the class that the classifier sees in the noisy picture"""
    read_cleaned: NDArray[np.int64]
    """int64 (L,), the class that the classifier sees in the cleaned picture"""


def noise_story(
    denoiser: str,
    classifier: str,
    digits: Dataset,
    row: int,
    levels: Sequence[float],
    seed: int = 0,
) -> NoiseStory:
    """The story of one image under Gaussian noise of these standard deviations, in units of [0, 1].

    The same seed gives all levels the same pattern of noise, so that only its strength changes.

    Raises:
        CheckpointError: a checkpoint is not available or does not do its task.
        DataError: the row is not in the data set.
    """
    require_task(pool().card(denoiser), "reconstruct")
    require_task(pool().card(classifier), "classify")
    image = to_float(digits.images[[lookup.position(digits, row)]])
    key = content_key(
        version=2,
        what="noise story",
        denoiser=pool().store.digest(denoiser),
        classifier=pool().store.digest(classifier),
        data=digits.fingerprint,
        row=row,
        levels=",".join(map(str, levels)),
        seed=seed,
    )

    def compute() -> Arrays:
        cleaning = denoising.denoise_together(
            [(image, GaussianNoise(level), seed) for level in levels],
            {denoiser: pool().module(denoiser)},
            classifier=pool().module(classifier),
        )
        noisy = torch.cat([part.noisy for part in cleaning])
        cleaned = torch.cat([part.outputs[0] for part in cleaning])
        reads = torch.cat(
            [part.probabilities for part in cleaning if part.probabilities is not None], 1
        )
        return {
            "noisy": to_uint8(noisy).numpy(),
            "cleaned": to_uint8(cleaned).numpy(),
            "read_noisy": reads[1].argmax(1).numpy(),
            "read_cleaned": reads[2].argmax(1).numpy(),
        }

    arrays = cached(key, compute)
    return NoiseStory(
        arrays["noisy"].astype(np.uint8, copy=False),
        arrays["cleaned"].astype(np.uint8, copy=False),
        arrays["read_noisy"].astype(np.int64, copy=False),
        arrays["read_cleaned"].astype(np.int64, copy=False),
    )


@dataclass(frozen=True, eq=False)
class OddStory:
    """N pictures, digits and others, as an autoencoder rebuilds them."""

    pictures: Bytes
    """uint8 (N, H, W)"""
    rebuilt: Bytes
    """uint8 (N, H, W)"""
    errors: NDArray[np.float32]
    """float32 (N,), squared error summed over the pixels"""
    is_digit: NDArray[np.bool_]
    """bool (N,)"""
    threshold: float
    """Error above which a picture counts as odd: at most `FALSE_ALARM_RATE` of the test digits."""


def odd_story(autoencoder: str, digits: Dataset, rows: Sequence[int], seed: int = 0) -> OddStory:
    """Test digits with these row ids, each followed by an odd picture made from it.

    The odd pictures go through `ODD_KINDS` in turn.

    Raises:
        CheckpointError: the checkpoint is not available or does not reconstruct.
        DataError: a row is not among the test digits.
    """
    test = digits.split("test")
    places = lookup.positions(test, rows).tolist()
    normal = encodings.reconstruction_errors(autoencoder, digits.name, "test")
    key = content_key(
        version=1,
        what="odd story",
        autoencoder=pool().store.digest(autoencoder),
        data=digits.fingerprint,
        rows=",".join(map(str, rows)),
        seed=seed,
    )

    def compute() -> Arrays:
        others = [anomalies.pictures(digits, kind, seed) for kind in ODD_KINDS]
        row = [
            picture
            for turn, place in enumerate(places)
            for picture in (test.images[place], others[turn % len(others)][place])
        ]
        pictures = torch.stack(row)
        x = to_float(pictures)
        rebuilt = inference.reconstruct(pool().module(autoencoder), x)
        return {
            "pictures": pictures.numpy(),
            "rebuilt": to_uint8(rebuilt[:, 0]).numpy(),
            "errors": inference.squared_errors(x, rebuilt).numpy(),
        }

    arrays = cached(key, compute)
    return OddStory(
        arrays["pictures"].astype(np.uint8, copy=False),
        arrays["rebuilt"].astype(np.uint8, copy=False),
        arrays["errors"].astype(np.float32, copy=False),
        np.arange(2 * len(places)) % 2 == 0,
        anomalies.threshold_for(normal, FALSE_ALARM_RATE),
    )
