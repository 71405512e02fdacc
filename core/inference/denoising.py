"""Denoise a few images, with their errors and the probabilities of a classifier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core import inference
from core.data import as_pictures
from core.inference.errors import psnr, squared_errors
from core.noise import Noise, apply_seeded
from models import Network


@dataclass(frozen=True)
class Denoising:
    """N images before and after each of M denoisers, float32 on the CPU."""

    clean: Tensor
    """(N, H, W) in [0, 1]; (N, 3, H, W) for colour images."""
    noisy: Tensor
    """(N, H, W) in [0, 1]; (N, 3, H, W) for colour images."""
    outputs: Tensor
    """(M, N, H, W) in [0, 1], in the order of the denoisers; (M, N, 3, H, W) for colour images."""
    squared_errors: Tensor
    """(1 + M, N), summed over the pixels: first of the noisy image, then of each output."""
    psnr: Tensor
    """(1 + M, N) in dB, peak 1; infinite if an image equals the clean one."""
    probabilities: Tensor | None
    """(2 + M, N, classes): of the clean, the noisy and each output; None without a classifier."""

    def strip(self) -> NDArray[np.float32]:
        """Clean, noisy and denoised versions of each image in turn: (N · (2 + M), H, W)."""
        rows = torch.cat([self.clean[None], self.noisy[None], self.outputs]).transpose(0, 1)
        strip: NDArray[np.float32] = rows.reshape(-1, *rows.shape[2:]).numpy()
        return strip

    def part(self, images: slice) -> "Denoising":
        """Select a slice of the images."""
        return Denoising(
            self.clean[images],
            self.noisy[images],
            self.outputs[:, images],
            self.squared_errors[:, images],
            self.psnr[:, images],
            None if self.probabilities is None else self.probabilities[:, images],
        )


@torch.inference_mode()
def denoise(
    x: Tensor,
    denoisers: Mapping[str, Network],
    *,
    noise: Noise | None = None,
    seed: int = 0,
    growing: bool = False,
    classifier: Network | None = None,
) -> Denoising:
    """Add noise to x, float32 (N, C, H, W) in [0, 1], and remove it with each denoiser.

    The noise follows from the seed and the image, so an image gets the same noise alone and in any
    batch; with ``growing`` it follows from the seed alone, as in `apply_seeded`. Without noise, the
    denoisers get x itself.
    """
    return _denoise(x, _noisy(x, noise, seed, growing=growing), denoisers, classifier)


@torch.inference_mode()
def denoise_together(
    inputs: Sequence[tuple[Tensor, Noise | None, int]],
    denoisers: Mapping[str, Network],
    *,
    classifier: Network | None = None,
) -> list[Denoising]:
    """Apply `denoise` to several inputs (x, noise, seed) with one pass through each network."""
    x = torch.cat([images for images, _, _ in inputs])
    noisy = torch.cat([_noisy(*item) for item in inputs])
    result = _denoise(x, noisy, denoisers, classifier)
    ends = np.cumsum([len(images) for images, _, _ in inputs]).tolist()
    starts = [0, *ends[:-1]]
    return [result.part(slice(*bounds)) for bounds in zip(starts, ends, strict=True)]


def _noisy(x: Tensor, noise: Noise | None, seed: int, *, growing: bool = False) -> Tensor:
    return x if noise is None else apply_seeded(noise, x, seed, growing=growing)


def _denoise(
    x: Tensor, noisy: Tensor, denoisers: Mapping[str, Network], classifier: Network | None
) -> Denoising:
    stages = [noisy, *(inference.reconstruct(module, noisy) for module in denoisers.values())]
    probabilities = None
    if classifier is not None:
        # One call for all images; without noise, x occurs only once in it.
        scores = inference.classify(classifier, torch.cat(stages if noisy is x else [x, *stages]))
        scores = scores.reshape(-1, len(x), scores.shape[1])
        probabilities = torch.cat([scores[:1], scores]) if noisy is x else scores
    images = torch.stack(stages)
    return Denoising(
        clean=as_pictures(x),
        noisy=as_pictures(noisy),
        outputs=as_pictures(images[1:]),
        squared_errors=squared_errors(x, images),
        psnr=psnr(x, images),
        probabilities=probabilities,
    )
