"""The kinds of noise, each one dataclass.

>>> import torch
>>> from core.noise import GaussianNoise, make_generator
>>> GaussianNoise(sigma=0.4)(torch.zeros(5, 1, 28, 28), make_generator(0)).shape  # images in [0, 1]
torch.Size([5, 1, 28, 28])

The same generator state gives the same noise, and every noise works on any device and image size.
To add one, write its dataclass and name it in `KINDS`: sliders, curves and tests follow from that.
"""

from typing import Any, ClassVar

import torch
from pydantic.dataclasses import dataclass
from torch import Tensor
from torch.nn import functional as F

from core.errors import RecipeError
from core.noise.base import Noise, normal, uniform
from core.text.controls import Control, controls, setting


@dataclass(frozen=True)
class GaussianNoise(Noise):
    """x + sigma n, with n standard normal in each pixel."""

    title: ClassVar[str] = "Gaussian"
    summary: ClassVar[str] = "a random amount added to every pixel, like a grainy photo"

    sigma: float = setting(
        0.4, "How much noise (sigma)", 0, 2, 0.05, "How far pixels stray (standard deviation)."
    )

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Sum of x and scaled normal noise."""
        return x + self.sigma * normal(x, generator)


@dataclass(frozen=True)
class MaskNoise(Noise):
    """Each pixel becomes 0 with probability ``zeros`` and 1 with probability ``ones``.

    Masking noise of Vincent et al. (2008); with both shares equal it is salt and pepper.
    """

    title: ClassVar[str] = "Mask (salt and pepper)"
    summary: ClassVar[str] = "some pixels turned fully black, some fully white"

    zeros: float = setting(0.4, "Share set to black", 0, 1, 0.05, "Chance of each pixel to be 0.")
    ones: float = setting(0.05, "Share set to white", 0, 1, 0.05, "Chance of each pixel to be 1.")

    def __post_init__(self) -> None:
        if self.zeros + self.ones > 1 + 1e-9:
            raise RecipeError(
                f"Mask noise: zeros {self.zeros:g} and ones {self.ones:g} add up to more than 1."
            )

    @classmethod
    def fields_at(cls, level: float | Tensor) -> dict[str, Any]:
        """White keeps its default ratio to black, but both together are at most 1."""
        ratio = cls.ones / cls.zeros
        if isinstance(level, Tensor):
            return {"zeros": level, "ones": torch.minimum(level * ratio, 1 - level)}
        return {"zeros": level, "ones": min(level * ratio, 1 - level)}

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Images with some pixels replaced."""
        chance = uniform(tuple(x.shape), x, generator)
        masked = torch.where(chance < self.zeros, 0.0, x)
        return torch.where(chance >= 1 - self.ones, 1.0, masked)


@dataclass(frozen=True)
class SpeckleNoise(Noise):
    """x + sigma n x: noise in proportion to the brightness."""

    title: ClassVar[str] = "Speckle"
    summary: ClassVar[str] = "the strokes themselves flicker, the background stays black"

    sigma: float = setting(
        0.6,
        "How much noise (sigma)",
        0,
        3,
        0.05,
        "How far white pixels stray (standard deviation).",
    )

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Sum of x and normal noise scaled by x."""
        return x + self.sigma * x * normal(x, generator)


@dataclass(frozen=True)
class BlurNoise(Noise):
    """Convolution with a Gaussian kernel."""

    title: ClassVar[str] = "Blur"
    summary: ClassVar[str] = "the picture out of focus"

    radius: float = setting(
        1.5, "Radius (pixels)", 0, 4, 0.25, "How far each pixel spreads (sigma)."
    )

    _REACH: ClassVar[int] = 10  # pixels; 2.5 sigma at the largest radius

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Images smoothed along rows, then along columns."""
        count, channels, height, width = x.shape
        offsets = torch.arange(-self._REACH, self._REACH + 1, device=x.device, dtype=x.dtype)
        radius = torch.as_tensor(self.radius, device=x.device, dtype=x.dtype).reshape(-1, 1)
        # A radius of 0 must be the identity, so the width never reaches zero.
        kernel = torch.exp(-0.5 * (offsets / radius.clamp_min(1e-3)) ** 2)
        kernel = (kernel / kernel.sum(1, keepdim=True)).expand(count, -1)
        kernel = kernel.repeat_interleave(channels, 0)
        planes = x.reshape(1, count * channels, height, width)
        groups = count * channels
        rows = F.conv2d(planes, kernel[:, None, None, :], padding=(0, self._REACH), groups=groups)
        both = F.conv2d(rows, kernel[:, None, :, None], padding=(self._REACH, 0), groups=groups)
        return both.reshape(x.shape)


@dataclass(frozen=True)
class BlockNoise(Noise):
    """A square of one grey at a random place, wholly inside the image."""

    title: ClassVar[str] = "Covering block"
    summary: ClassVar[str] = "a square patch hides part of the picture"

    side: float = setting(10, "Side (pixels)", 0, 28, 1, "Side of the square.")
    grey: float = setting(0.5, "Grey of the block", 0, 1, 0.05, "0 is black, 1 is white.")

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Images with one square painted over in each image."""
        count, _, height, width = x.shape
        side = torch.as_tensor(self.side, device=x.device, dtype=x.dtype).round()
        corner = uniform((2, count, 1, 1, 1), x, generator)
        top = (corner[0] * (height - side + 1)).floor()
        left = (corner[1] * (width - side + 1)).floor()
        row = torch.arange(height, device=x.device).reshape(1, 1, -1, 1)
        column = torch.arange(width, device=x.device).reshape(1, 1, 1, -1)
        inside = (row >= top) & (row < top + side) & (column >= left) & (column < left + side)
        return torch.where(inside, float(self.grey), x)


def _morphology(x: Tensor, radius: float | Tensor, grow: bool) -> Tensor:
    """Grey dilation, or erosion, by a disc-like window; parts of a pixel are interpolated."""
    radius = torch.as_tensor(radius, device=x.device, dtype=x.dtype)
    sign = 1.0 if grow else -1.0
    layers = [x]
    # Outside the image counts as background (black) for both: strokes at the rim erode too.
    padded = sign * F.pad(x, (1, 1, 1, 1))
    for _ in range(MORPHOLOGY_REACH):
        cross = torch.maximum(
            F.max_pool2d(padded, (3, 1), 1)[..., :, 1:-1],
            F.max_pool2d(padded, (1, 3), 1)[..., 1:-1, :],
        )
        layers.append(sign * cross)
        padded = F.pad(cross, (1, 1, 1, 1))
    result = torch.zeros_like(x)
    for step, layer in enumerate(layers):
        result = result + layer * (1 - (radius - step).abs()).clamp_min(0)
    return result


MORPHOLOGY_REACH = 3  # pixels


@dataclass(frozen=True)
class ErosionNoise(Noise):
    """Grey erosion: each pixel takes the darkest value around it."""

    title: ClassVar[str] = "Thinner strokes (erosion)"
    summary: ClassVar[str] = "the strokes wear away"

    radius: float = setting(1, "Pixels worn off", 0, MORPHOLOGY_REACH, 0.25, "From each side.")

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Images with their strokes thinned."""
        return _morphology(x, self.radius, grow=False)


@dataclass(frozen=True)
class DilationNoise(Noise):
    """Grey dilation: each pixel takes the brightest value around it."""

    title: ClassVar[str] = "Thicker strokes (dilation)"
    summary: ClassVar[str] = "the strokes swell and run together"

    radius: float = setting(1, "Pixels added", 0, MORPHOLOGY_REACH, 0.25, "To each side.")

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Images with their strokes thickened."""
        return _morphology(x, self.radius, grow=True)


KINDS: dict[str, type[Noise]] = {
    "gaussian": GaussianNoise,
    "mask": MaskNoise,
    "speckle": SpeckleNoise,
    "blur": BlurNoise,
    "block": BlockNoise,
    "erosion": ErosionNoise,
    "dilation": DilationNoise,
}


def level_control(kind: str) -> Control:
    """The slider of a kind's level, its first field."""
    return controls(kind_named(kind))[0]


def at_level(kind: str, level: float | Tensor) -> Noise:
    """The noise of a kind at a level; a tensor (N, 1, 1, 1) gives each image its own.

    Raises `RecipeError` if the kind is unknown or the level out of its range.
    """
    return kind_named(kind).at_level(level)


def kind_named(kind: str) -> type[Noise]:
    """The class of a kind; `RecipeError` if there is no such kind."""
    if kind not in KINDS:
        raise RecipeError(f"Unknown noise {kind!r:.60}, expected one of {', '.join(KINDS)}.")
    return KINDS[kind]
