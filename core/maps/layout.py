"""What a map is: rows of a data set at two numbers each, with a name and where they come from."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.checkpoints import Card
from core.checkpoints.pool import pool
from core.data import load
from core.data.dataset import Split
from core.errors import ProjectionError
from core.inference.encodings import VERSION, latents
from core.inference.progress import OnProgress, ignore_progress
from core.storage.cache import content_key

SPLITS: tuple[Split, ...] = ("test", "train", "all")


@dataclass(frozen=True)
class MapInfo:
    """A map that can be drawn, before anything is computed."""

    id: str
    """``source:name``, such as ``bottleneck:ae-conv-2``; it goes into links."""
    title: str
    """Name for people."""
    about: str
    """One plain sentence: what the two numbers are."""
    axes: tuple[str, str]
    """Titles of the horizontal and the vertical number."""
    splits: tuple[Split, ...]
    """The parts of a data set that it can show."""
    checkpoint: str | None
    """The checkpoint whose latent space the plane is, or None for a projection."""
    task: str | None
    """What that checkpoint does, ``reconstruct`` or ``classify``."""

    @property
    def decodes(self) -> bool:
        """Whether any place of the plane, also an empty one, can be turned into a digit."""
        return self.checkpoint is not None and self.task == "reconstruct"


@dataclass(frozen=True, eq=False)
class Layout:
    """The points of a map, one a row, in the order of the rows."""

    info: MapInfo
    dataset: str
    """Key in `core.data.NAMES`."""
    split: Split
    key: str
    """Content key: equal keys, equal points."""
    xy: NDArray[np.float32]
    """float32 (N, 2); not finite where the model gave no number."""
    rows: NDArray[np.int64]
    """int64 (N,), stable row ids of the data set."""
    labels: NDArray[np.uint8]
    """uint8 (N,), index into the data set's classes."""

    def __len__(self) -> int:
        """How many points there are."""
        return len(self.rows)


class Source(Protocol):
    """Where maps come from. Put one into `SOURCES` and its maps are on the page."""

    def infos(self) -> list[MapInfo]:
        """Its maps, best first; their ids start with its name in `SOURCES` and a colon."""

    def key(self, name: str, dataset: str, split: Split) -> str:
        """The content key of a map without computing it; LatentLabError where there is none."""

    def layout(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Layout:
        """The map called ``name``, computed now unless it is kept."""

    def vectors(
        self, name: str, dataset: str, split: Split, on_progress: OnProgress
    ) -> NDArray[np.float32]:
        """What its places were made of: a vector for each of the layout's rows."""

    def made_of(self, name: str, dataset: str) -> str:
        """What these vectors are, for people."""


class Bottlenecks:
    """The checkpoints that squeeze a digit through two numbers: the numbers are the map."""

    def infos(self) -> list[MapInfo]:
        """One map for each usable checkpoint with two latent numbers, autoencoders first."""
        cards = [entry.card for entry in pool().store.entries() if entry.card is not None]
        found = [_bottleneck(card) for card in cards if card.latent_size == 2]
        return sorted(found, key=lambda info: (info.task != "reconstruct", info.id))

    def key(self, name: str, dataset: str, split: Split) -> str:
        """Of the weights, the data and the split."""
        return content_key(
            version=VERSION,
            source="bottleneck",
            checkpoint=pool().store.digest(name),
            data=load(dataset).fingerprint,
            split=split,
        )

    def layout(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Layout:
        """The two numbers of every digit of the split."""
        card = pool().card(name)
        if card.latent_size != 2:
            raise ProjectionError(
                f"'{name}' gives {card.latent_size} numbers for a digit and a map needs two: "
                "choose a checkpoint with two, or a projection of this one."
            )
        data = load(dataset).split(split)
        return Layout(
            _bottleneck(card),
            dataset,
            split,
            self.key(name, dataset, split),
            latents(name, dataset, split, on_progress),
            data.rows.numpy(),
            data.labels.numpy().astype(np.uint8),
        )

    def vectors(
        self, name: str, dataset: str, split: Split, on_progress: OnProgress
    ) -> NDArray[np.float32]:
        """The places themselves."""
        return latents(name, dataset, split, on_progress)

    def made_of(self, name: str, dataset: str) -> str:
        """The numbers, by the name of the checkpoint that gives them."""
        return f"the two numbers of {name}"


SOURCES: dict[str, Source] = {"bottleneck": Bottlenecks()}


def infos() -> list[MapInfo]:
    """Every map that can be drawn."""
    return [info for source in SOURCES.values() for info in source.infos()]


def info(map_id: str) -> MapInfo:
    """The map with this id; ProjectionError where there is none."""
    for known in infos():
        if known.id == map_id:
            return known
    raise ProjectionError(f"There is no map {map_id[:120]!r}: choose one that the Map page lists.")


def layout(
    map_id: str, dataset: str, split: Split, on_progress: OnProgress = ignore_progress
) -> Layout:
    """The points of a map; LatentLabError where it, its checkpoint or its data cannot be had."""
    source, name = _source(map_id)
    return source.layout(name, dataset, split, on_progress)


def key(map_id: str, dataset: str, split: Split) -> str:
    """The content key of a map, without computing the map."""
    source, name = _source(map_id)
    return source.key(name, dataset, split)


def vectors(
    map_id: str, dataset: str, split: Split, on_progress: OnProgress = ignore_progress
) -> NDArray[np.float32]:
    """What a map was made of: float32 (N, d), a vector for each of its rows, in their order.

    Its own places, for the two numbers of a checkpoint; not finite where a model gave no number.
    """
    source, name = _source(map_id)
    return source.vectors(name, dataset, split, on_progress)


def made_of(map_id: str, dataset: str) -> str:
    """What these vectors are, such as "the two numbers of ae-conv-2"."""
    source, name = _source(map_id)
    return source.made_of(name, dataset)


def _source(map_id: str) -> tuple[Source, str]:
    kind, _, name = map_id.partition(":")
    if kind not in SOURCES or not name:
        raise ProjectionError(
            f"There is no map {map_id[:120]!r}: choose one that the Map page lists."
        )
    return SOURCES[kind], name


def _bottleneck(card: Card) -> MapInfo:
    task = card.task
    what = (
        "all that the decoder is given to draw the digit again"
        if task == "reconstruct"
        else "all that the classifier keeps to name the digit"
    )
    return MapInfo(
        id=f"bottleneck:{card.name}",
        title=card.title,
        about=f"The two numbers in the middle of {card.name}: {what}.",
        axes=("first number", "second number"),
        splits=SPLITS,
        checkpoint=card.name,
        task=task,
    )
