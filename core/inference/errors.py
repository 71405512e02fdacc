"""Reconstruction errors per image."""

from torch import Tensor


def squared_errors(x: Tensor, y: Tensor) -> Tensor:
    """Squared error per image, summed over its pixels: two float (N, C, H, W) -> (N,).

    If either has M sets of images, (M, N, C, H, W), the errors are (M, N).
    """
    return ((x - y) ** 2).flatten(-3).sum(-1)


def psnr(x: Tensor, y: Tensor) -> Tensor:
    """Peak signal-to-noise ratio per image in dB, peak 1; infinite for equal images.

    Shapes as for `squared_errors`.
    """
    mean = ((x - y) ** 2).flatten(-3).mean(-1)
    return -10 * mean.log10()
