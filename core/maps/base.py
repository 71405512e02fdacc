"""What a map is: its description, its points, and how new images get a position on it."""

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
    """Titles of the horizontal and the vertical axis, and of the depth if it has three numbers."""
    splits: tuple[Split, ...]
    """Parts of the data set that the map can show."""
    checkpoint: str | None
    """Checkpoint whose latent space the plane is, or None for a projection."""
    task: str | None
    """Task of that checkpoint, ``reconstruct`` or ``classify``."""
    dataset: str | None = None
    """The only data set that it shows; None for all whose images have its shape."""
    shape: Shape = (1, 28, 28)
    """Channels, height and width of the images that it shows."""
    is_closed: bool = False
    """Whether only images of its data set can be placed on it."""

    def shows(self, dataset: Entry) -> bool:
        """Whether it can show the images of a data set."""
        return self.shape == dataset.shape and self.dataset in (None, dataset.name)

    @property
    def is_flat(self) -> bool:
        """Whether a position has two numbers, and not three."""
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
    """Content key: equal keys, equal points."""
    xy: Floats
    """float32 (N, 2) or (N, 3); not finite if the model gives no number."""
    rows: NDArray[np.int64]
    """int64 (N,), stable row ids of the data set, ascending."""
    labels: NDArray[np.uint8]
    """uint8 (N,), index into the data set's classes."""

    def __len__(self) -> int:
        """The number of points."""
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class Anchors:
    """The images of a map that new ones are compared with."""

    vectors: Floats
    """float32 (N, d), in the space that `Reference.embed` gives."""
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
    """Vectors of new images: float32 (N, 1, 28, 28) in [0, 1] to float32 (N, d)."""
    is_plane: bool
    """Whether an embedded vector is itself the position."""


class Source(Protocol):
    """A kind of map. `core.maps.catalogue` names every source."""

    def infos(self) -> list[MapInfo]:
        """Its maps, best first; each id starts with the source's name and a colon."""

    def key(self, name: str, dataset: str, split: Split) -> str:
        """Content key of a map, without computing it; LatentLabError if there is no such map."""

    def layout(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Layout:
        """The points of the map, from the cache or computed now."""

    def vectors(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Floats:
        """What the map lays out: float32 (N, d), a vector per row of the layout."""

    def vectors_title(self, name: str, dataset: str) -> str:
        """What these vectors are, in a few words."""

    def reference(self, name: str, dataset: str, split: Split) -> Reference:
        """How new images get a position; ProjectionError if the map or its encoder has changed."""
