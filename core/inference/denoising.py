"""Denoise a few images: the pictures, their errors, and a classifier's probabilities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core import inference
from core.inference.errors import psnr, squared_errors
from core.noise import Noise, apply_seeded
from models import Network


@dataclass(frozen=True)
class Cleaning:
    """N images before and after each of M denoisers; everything is float32 on the CPU."""

    clean: Tensor
    """(N, 28, 28) in [0, 1]."""
    noisy: Tensor
    """(N, 28, 28) in [0, 1]."""
    cleaned: Tensor
    """(M, N, 28, 28) in [0, 1], in the order of the denoisers."""
    squared_errors: Tensor
    """(1 + M, N): of the noisy image, then of each cleaned one; summed over the 784 pixels."""
    psnr: Tensor
    """(1 + M, N) in dB, peak 1; infinite for an image equal to the clean one."""
    probabilities: Tensor | None
    """(2 + M, N, 10): of the clean, the noisy and each cleaned image; None without a classifier."""

    def strip(self) -> NDArray[np.float32]:
        """The clean, noisy and cleaned versions of each image in turn: (N · (2 + M), 28, 28)."""
        rows = torch.cat([self.clean[None], self.noisy[None], self.cleaned]).transpose(0, 1)
        strip: NDArray[np.float32] = rows.reshape(-1, *rows.shape[2:]).numpy()
        return strip

    def part(self, images: slice) -> "Cleaning":
        """The same for a slice of the images."""
        return Cleaning(
            self.clean[images],
            self.noisy[images],
            self.cleaned[:, images],
            self.squared_errors[:, images],
            self.psnr[:, images],
            None if self.probabilities is None else self.probabilities[:, images],
        )


@torch.inference_mode()
def clean(
    x: Tensor,
    denoisers: Mapping[str, Network],
    *,
    noise: Noise | None = None,
    seed: int = 0,
    classifier: Network | None = None,
) -> Cleaning:
    """Add noise to x, float32 (N, 1, 28, 28) in [0, 1], and remove it with each denoiser.

    The same seed gives the same noise, to each image in a batch as alone. Without a noise the
    denoisers get x as it is.
    """
    return _cleaned(x, _noisy(x, noise, seed), denoisers, classifier)


@torch.inference_mode()
def clean_together(
    lots: Sequence[tuple[Tensor, Noise | None, int]],
    denoisers: Mapping[str, Network],
    *,
    classifier: Network | None = None,
) -> list[Cleaning]:
    """`clean` for several sets of x, noise and seed, with one pass through each network."""
    x = torch.cat([lot for lot, _, _ in lots])
    noisy = torch.cat([_noisy(*lot) for lot in lots])
    done = _cleaned(x, noisy, denoisers, classifier)
    ends = np.cumsum([len(lot) for lot, _, _ in lots]).tolist()
    starts = [0, *ends[:-1]]
    return [done.part(slice(*ends)) for ends in zip(starts, ends, strict=True)]


def _noisy(x: Tensor, noise: Noise | None, seed: int) -> Tensor:
    return x if noise is None else apply_seeded(noise, x, seed)


def _cleaned(
    x: Tensor, noisy: Tensor, denoisers: Mapping[str, Network], classifier: Network | None
) -> Cleaning:
    stages = [noisy, *(inference.reconstruct(module, noisy) for module in denoisers.values())]
    probabilities = None
    if classifier is not None:
        # One call for all, and without noise none twice.
        read = inference.classify(classifier, torch.cat(stages if noisy is x else [x, *stages]))
        read = read.reshape(-1, len(x), read.shape[1])
        probabilities = torch.cat([read[:1], read]) if noisy is x else read
    shown = torch.stack(stages)
    return Cleaning(
        clean=x[:, 0],
        noisy=noisy[:, 0],
        cleaned=shown[1:, :, 0],
        squared_errors=squared_errors(x, shown),
        psnr=psnr(x, shown),
        probabilities=probabilities,
    )
