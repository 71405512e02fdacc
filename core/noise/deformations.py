"""Random small deformations of the training images, made on their device."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class AffineAugment:
    """A random rotation, scale, shear and shift of each image, drawn uniformly.

    Simard et al., "Best Practices for Convolutional Neural Networks Applied to Visual Document
    Analysis" (2003), show what such deformations do for MNIST.
    """

    rotation: float = 12.0  # degrees, to either side
    scale: float = 0.12  # relative, to either side of 1
    shear: float = 0.15  # horizontal pixels per vertical pixel, to either side
    shift: float = 2.0  # pixels, to either side, along each axis

    def __call__(self, x: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Deformed copies of x: float (N, C, H, W) in [0, 1], bilinear, black outside."""
        shape = (6, len(x))
        draws = torch.rand(shape, generator=generator, device=x.device, dtype=x.dtype) * 2 - 1
        angle = draws[0] * math.radians(self.rotation)
        scale_x, scale_y = 1 + draws[1] * self.scale, 1 + draws[2] * self.scale
        shear = draws[3] * self.shear
        height, width = x.shape[-2:]
        # Grid units: the image spans -1 to 1 along both axes, whatever its sides are.
        right, down = draws[4] * self.shift * 2 / width, draws[5] * self.shift * 2 / height
        cosine, sine = angle.cos(), angle.sin()
        across, up = (shear * cosine - sine) * scale_y, sine * scale_x
        row_x = torch.stack([cosine * scale_x, across * (height / width), right], 1)
        row_y = torch.stack([up * (width / height), (shear * sine + cosine) * scale_y, down], 1)
        grid = F.affine_grid(torch.stack([row_x, row_y], 1), list(x.shape), align_corners=False)
        return F.grid_sample(x, grid, align_corners=False)
