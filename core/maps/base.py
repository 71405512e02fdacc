"""Types of maps: their descriptions, their points, and how new images get a position."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from core.data.catalogue import Entry
from core.data.dataset import Shape, Split
from core.inference.progress import OnProgress

Floats = NDArray[np.float32]

SPLITS: tuple[Split, ...] = ("test", "train", "all")


@dataclass(frozen=True)
class MapInfo:
    """Description of a map, available before anything is computed."""

    id: str
    """``source:name``, such as ``bottleneck:ae-conv-2``; part of links."""
    title: str
    """Name on the screen."""
    about: str
    """One plain sentence: what the numbers are."""
    axes: tuple[str, ...]
    """Titles of the horizontal axis, the vertical axis and, with three numbers, the depth."""
    splits: tuple[Split, ...]
    """Parts of the data set that the map can show."""
    checkpoint: str | None
    """Checkpoint whose latent numbers are the position; None for a projection."""
    task: str | None
    """Task of that checkpoint: ``reconstruct``, ``classify`` or ``encode``."""
    dataset: str | None = None
    """The only data set that the map can show; None for any with images of its shape."""
    shape: Shape = (1, 28, 28)
    """Channels, height and width of the images on the map."""
    is_closed: bool = False
    """Whether only images of its data set can be placed on it."""

    def shows(self, dataset: Entry) -> bool:
        """Whether the map can show the images of a data set."""
        return self.shape == dataset.shape and self.dataset in (None, dataset.name)

    @property
    def is_flat(self) -> bool:
        """Whether a position has two numbers instead of three."""
        return len(self.axes) == 2

    @property
    def decodes(self) -> bool:
        """Whether any position on a flat map, empty ones too, can be decoded to an image."""
        return self.checkpoint is not None and self.task == "reconstruct" and self.is_flat


@dataclass(frozen=True, eq=False)
class Layout:
    """The points of a map, one per row, in row order."""

    info: MapInfo
    dataset: str
    """One of `core.data.names()`."""
    split: Split
    key: str
    """Content key; layouts with equal keys have equal points."""
    xy: Floats
    """float32 (N, 2) or (N, 3); not finite where the model's output is not."""
    rows: NDArray[np.int64]
    """int64 (N,), stable row ids of the data set, ascending."""
    labels: NDArray[np.uint8]
    """uint8 (N,), index into the data set's classes."""

    def __len__(self) -> int:
        """Number of points."""
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class Anchors:
    """Images of a map with which new images are compared."""

    vectors: Floats
    """float32 (N, d), in the space of `Reference.embed`."""
    xy: Floats
    """float32 (N, 2) or (N, 3)."""
    rows: NDArray[np.int64]
    """int64 (N,), row ids."""


@dataclass(frozen=True, eq=False)
class Reference:
    """How new images get a position on a map; nothing large is loaded yet."""

    key: str
    """Content key of the anchors."""
    gather: Callable[[OnProgress], Anchors]
    """Load the anchors, which may take seconds."""
    embed: Callable[[Tensor], Floats]
    """Vectors of new images: float32 (N, C, H, W) in [0, 1] to float32 (N, d)."""
    is_plane: bool
    """Whether an embedded vector is itself the position."""


class Source(Protocol):
    """A kind of map. `core.maps.catalogue` names every source."""

    def infos(self) -> list[MapInfo]:
        """Maps of this kind, best first; each id starts with the source's name and a colon."""

    def key(self, name: str, dataset: str, split: Split) -> str:
        """Content key of a map, without computing it; LatentLabError if there is no such map."""

    def layout(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Layout:
        """The points of the map, from the cache or computed now."""

    def vectors(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Floats:
        """Vectors that the map lays out: float32 (N, d), one per row of the layout."""

    def vectors_title(self, name: str, dataset: str) -> str:
        """Description of these vectors in a few words."""

    def reference(self, name: str, dataset: str, split: Split) -> Reference:
        """How new images get a position; ProjectionError if the map or its encoder has changed."""
