"""Reconstruction error of each image."""

from torch import Tensor


def squared_errors(x: Tensor, y: Tensor) -> Tensor:
    """Squared error of each image, summed over its pixels: two float (N, 1, H, W) -> (N,).

    Either may be several such lots, (M, N, 1, H, W); the errors are then (M, N).
    """
    return ((x - y) ** 2).flatten(-3).sum(-1)


def psnr(x: Tensor, y: Tensor) -> Tensor:
    """Peak signal-to-noise ratio of each image in dB, peak 1; infinite where they are equal.

    Shapes as for `squared_errors`.
    """
    mean = ((x - y) ** 2).flatten(-3).mean(-1)
    return -10 * mean.log10()
