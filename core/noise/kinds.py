"""Corruptions of images, each a small frozen dataclass called on a batch with a generator.

``GaussianNoise(sigma=0.4)(x, generator)`` takes float32 images (N, 1, 28, 28) in [0, 1] on any
device and returns new ones of the same shape, clipped to [0, 1]. The same generator state gives
the same noise. The first field of each class is its level, 0 meaning none: the other fields say
how the noise looks, the level says how much of it there is.

To add a noise: write one dataclass below and give it a name in `KINDS`.
"""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from core.errors import RecipeError


def _setting(default: float, label: str, low: float, high: float, step: float, text: str) -> Any:
    """A field with the label, range and step that the screens build its slider from."""
    metadata = {"label": label, "low": low, "high": high, "step": step, "help": text}
    return field(default=default, metadata=metadata)


def _normal(x: Tensor, generator: torch.Generator | None) -> Tensor:
    return torch.randn(x.shape, generator=generator, device=x.device, dtype=x.dtype)


def _uniform(shape: tuple[int, ...], x: Tensor, generator: torch.Generator | None) -> Tensor:
    return torch.rand(shape, generator=generator, device=x.device, dtype=x.dtype)


@dataclass(frozen=True)
class Noise:
    """The base of all corruptions: checks each field against its declared range.

    A level may also be a tensor (N, 1, 1, 1): then each image gets its own.
    """

    title: ClassVar[str]
    summary: ClassVar[str]

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            low, high = item.metadata["low"], item.metadata["high"]
            if isinstance(value, Tensor):
                continue  # made by `MixtureNoise` from the same ranges
            if not isinstance(value, int | float) or not low <= value <= high:
                raise RecipeError(
                    f"{self.title} noise: {item.name} is {value!r}, expected a number "
                    f"from {low:g} to {high:g}."
                )

    def __call__(self, x: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Corrupted copies of x: float (N, 1, H, W) in [0, 1], on x's device."""
        return self.corrupt(x, generator).clamp_(0, 1)

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """A new tensor, not yet clipped."""
        raise NotImplementedError


@dataclass(frozen=True)
class GaussianNoise(Noise):
    """x + sigma n, with n standard normal in each pixel."""

    title: ClassVar[str] = "Gaussian"
    summary: ClassVar[str] = "a random amount of grey added to every pixel, like a grainy photo"

    sigma: float = _setting(0.4, "Strength (sigma)", 0, 2, 0.05, "Standard deviation of the grey.")

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Sum of x and scaled normal noise."""
        return x + self.sigma * _normal(x, generator)


@dataclass(frozen=True)
class MaskNoise(Noise):
    """Each pixel becomes 0 with chance ``zeros``, 1 with chance ``ones``, else stays.

    Masking noise of Vincent et al. (2008); with both shares equal it is salt and pepper.
    """

    title: ClassVar[str] = "Mask (salt and pepper)"
    summary: ClassVar[str] = "some pixels turned fully black, some fully white"

    zeros: float = _setting(0.4, "Share set to black", 0, 1, 0.05, "Chance of each pixel to be 0.")
    ones: float = _setting(0.05, "Share set to white", 0, 1, 0.05, "Chance of each pixel to be 1.")

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.zeros, Tensor) and self.zeros + self.ones > 1 + 1e-9:
            raise RecipeError(
                f"Mask noise: zeros {self.zeros:g} and ones {self.ones:g} add up to more than 1."
            )

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Images with some pixels replaced."""
        chance = _uniform(tuple(x.shape), x, generator)
        masked = torch.where(chance < self.zeros, 0.0, x)
        return torch.where(chance >= 1 - self.ones, 1.0, masked)


@dataclass(frozen=True)
class SpeckleNoise(Noise):
    """x + sigma n x: noise in proportion to the brightness."""

    title: ClassVar[str] = "Speckle"
    summary: ClassVar[str] = "the strokes themselves flicker, the background stays black"

    sigma: float = _setting(0.6, "Strength (sigma)", 0, 3, 0.05, "Standard deviation, times x.")

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Sum of x and normal noise scaled by x."""
        return x + self.sigma * x * _normal(x, generator)


@dataclass(frozen=True)
class BlurNoise(Noise):
    """Convolution with a Gaussian kernel."""

    title: ClassVar[str] = "Blur"
    summary: ClassVar[str] = "the picture out of focus"

    radius: float = _setting(1.5, "Radius (pixels)", 0, 4, 0.25, "Sigma of the Gaussian kernel.")

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
        stacked = x.reshape(1, count * channels, height, width)
        groups = count * channels
        rows = F.conv2d(stacked, kernel[:, None, None, :], padding=(0, self._REACH), groups=groups)
        both = F.conv2d(rows, kernel[:, None, :, None], padding=(self._REACH, 0), groups=groups)
        return both.reshape(x.shape)


@dataclass(frozen=True)
class BlockNoise(Noise):
    """A square of one grey at a random place, wholly inside the image."""

    title: ClassVar[str] = "Covering block"
    summary: ClassVar[str] = "a square patch hides part of the digit"

    side: float = _setting(10, "Side (pixels)", 0, 28, 1, "Side of the square.")
    grey: float = _setting(0.5, "Grey of the block", 0, 1, 0.05, "0 is black, 1 is white.")

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Images with one square painted over in each image."""
        count, _, height, width = x.shape
        side = torch.as_tensor(self.side, device=x.device, dtype=x.dtype).round()
        corner = _uniform((2, count, 1, 1, 1), x, generator)
        top = (corner[0] * (height - side + 1)).floor()
        left = (corner[1] * (width - side + 1)).floor()
        row = torch.arange(height, device=x.device).reshape(1, 1, -1, 1)
        column = torch.arange(width, device=x.device).reshape(1, 1, 1, -1)
        inside = (row >= top) & (row < top + side) & (column >= left) & (column < left + side)
        return torch.where(inside, float(self.grey), x)


def _morphology(x: Tensor, radius: float | Tensor, grow: bool) -> Tensor:
    """Grey dilation (or erosion) by a disc-like window, a part of a pixel by interpolation."""
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

    radius: float = _setting(1, "Pixels worn off", 0, MORPHOLOGY_REACH, 0.25, "From each side.")

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Images with their strokes thinned."""
        return _morphology(x, self.radius, grow=False)


@dataclass(frozen=True)
class DilationNoise(Noise):
    """Grey dilation: each pixel takes the brightest value around it."""

    title: ClassVar[str] = "Thicker strokes (dilation)"
    summary: ClassVar[str] = "the strokes swell and run together"

    radius: float = _setting(1, "Pixels added", 0, MORPHOLOGY_REACH, 0.25, "To each side.")

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


@dataclass(frozen=True)
class MixtureNoise:
    """A share of clean images and an equal share of each kind, at uniformly random levels.

    Image i of a batch gets kind ``i mod (kinds + 1)``: training shuffles its batches, so every
    image meets every kind, and nothing has to be read back from the device.
    """

    limits: tuple[tuple[str, float], ...]  # (kind, highest level)

    def __post_init__(self) -> None:
        for kind, highest in self.limits:
            at_level(kind, highest)  # raises where the kind or level is wrong

    def __call__(self, x: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Corrupted copies of x: float (N, 1, H, W) in [0, 1]."""
        result = x.clone()
        groups = len(self.limits) + 1
        for index, (kind, highest) in enumerate(self.limits, start=1):
            chosen = x[index::groups]
            if len(chosen):
                level = highest * _uniform((len(chosen), 1, 1, 1), x, generator)
                result[index::groups] = at_level(kind, level)(chosen, generator)
        return result


AnyNoise = Noise | MixtureNoise


def level_field(kind: str) -> str:
    """Name of the field that says how much noise there is."""
    return fields(_kind(kind))[0].name


def at_level(kind: str, level: float | Tensor) -> Noise:
    """The noise of that kind at that level, its other fields at their defaults; level 0 is none."""
    noise = _kind(kind)
    if noise is MaskNoise:
        # White in proportion to black, so that level 0 is no noise at all; never more than is left.
        ratio = MaskNoise().ones / MaskNoise().zeros
        ones: Any
        if isinstance(level, Tensor):
            ones = torch.minimum(level * ratio, 1 - level)
        else:
            ones = min(level * ratio, 1 - level)
        return MaskNoise(level, ones)  # pyrefly: ignore[bad-argument-type]  # a level per image
    return replace(noise(), **{level_field(kind): level})


def to_spec(noise: AnyNoise) -> dict[str, Any]:
    """The noise as JSON values, such as ``{"kind": "gaussian", "sigma": 0.4}``."""
    if isinstance(noise, MixtureNoise):
        return {"kind": "mixture", "limits": [list(limit) for limit in noise.limits]}
    kind = next(name for name, known in KINDS.items() if known is type(noise))
    return {"kind": kind, **asdict(noise)}


def from_spec(spec: dict[str, Any]) -> AnyNoise:
    """The noise of a specification; `RecipeError` where a kind or field is unknown."""
    values = {name: value for name, value in spec.items() if name != "kind"}
    if spec.get("kind") == "mixture":
        try:
            limits = tuple((str(kind), float(highest)) for kind, highest in values["limits"])
        except (KeyError, TypeError, ValueError) as error:
            raise RecipeError("Mixture noise needs limits: pairs of kind and level.") from error
        if unknown := sorted(set(values) - {"limits"}):
            raise RecipeError(f"Mixture noise has no {unknown[0]!r}, only limits.")
        return MixtureNoise(limits)
    noise = _kind(str(spec.get("kind")))
    known = {item.name for item in fields(noise)}
    if unknown := sorted(set(values) - known):
        raise RecipeError(
            f"{noise.title} noise has no {unknown[0]!r}, only {', '.join(sorted(known))}."
        )
    return noise(**values)


def seeded(seed: int, device: str | torch.device = "cpu") -> torch.Generator:
    """A generator on the device with this seed."""
    return torch.Generator(device).manual_seed(seed)


def _kind(kind: str) -> type[Noise]:
    if kind not in KINDS:
        raise RecipeError(f"Unknown noise {kind!r}, expected one of {', '.join(KINDS)}.")
    return KINDS[kind]
