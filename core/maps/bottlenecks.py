"""Maps of the checkpoints with two or three latent numbers: the numbers are the position."""

import numpy as np
from torch import Tensor

from core import inference
from core.checkpoints import Card
from core.checkpoints.pool import pool
from core.data import load
from core.data.dataset import Split
from core.errors import ProjectionError
from core.inference.encodings import VERSION, latents
from core.inference.progress import OnProgress
from core.maps.base import SPLITS, Anchors, Floats, Layout, MapInfo, Reference
from core.storage.cache import content_key

NUMBERS = {2: "two", 3: "three"}
"""Numbers of a position, in words."""


class Bottlenecks:
    """The checkpoints of the store that encode an image as two or three numbers."""

    def infos(self) -> list[MapInfo]:
        """One map per usable checkpoint of two or three numbers; flat maps, autoencoders first."""
        cards = [entry.card for entry in pool().store.entries() if entry.card is not None]
        infos = [_info(card) for card in cards if card.latent_size in NUMBERS]
        return sorted(
            infos, key=lambda info: (not info.is_flat, info.task != "reconstruct", info.id)
        )

    def key(self, name: str, dataset: str, split: Split) -> str:
        """Content key of the weights, the data and the split."""
        return content_key(
            version=VERSION,
            source="bottleneck",
            checkpoint=pool().store.digest(name),
            data=load(dataset).fingerprint,
            split=split,
        )

    def layout(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Layout:
        """The latent numbers of every digit of the split."""
        card = pool().card(name)
        if card.latent_size not in NUMBERS:
            raise ProjectionError(
                f"'{name}' gives {card.latent_size} numbers per picture and a map needs two or "
                "three: choose a checkpoint with so few, or a projection of this one."
            )
        data = load(dataset).split(split)
        return Layout(
            _info(card),
            dataset,
            split,
            self.key(name, dataset, split),
            latents(name, dataset, split, on_progress),
            data.rows.numpy(),
            data.labels.numpy().astype(np.uint8),
        )

    def vectors(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Floats:
        """The positions themselves."""
        return latents(name, dataset, split, on_progress)

    def vectors_title(self, name: str, dataset: str) -> str:
        """Description of the positions, such as "the two numbers of ae-conv-2"."""
        return f"the {NUMBERS[pool().card(name).latent_size]} numbers of {name}"

    def reference(self, name: str, dataset: str, split: Split) -> Reference:
        """The digits of the split, and the encoder for new images."""

        def gather(on_progress: OnProgress) -> Anchors:
            layout = self.layout(name, dataset, split, on_progress)
            return Anchors(layout.xy, layout.xy, layout.rows)

        def embed(images: Tensor) -> Floats:
            return inference.encode(pool().module(name), images).numpy().astype(np.float32)

        return Reference(self.key(name, dataset, split), gather, embed, is_plane=True)


def _info(card: Card) -> MapInfo:
    task = card.task
    what = {
        "reconstruct": "all that the decoder is given to draw the picture again",
        "classify": "all that the classifier keeps to name its class",
        "encode": "all that the encoder gives",
    }[task]
    what = f"in the middle of {card.name}: {what}"
    if card.is_table:
        what = f"that {card.name} has of each picture; another program computed them"
    return MapInfo(
        id=f"bottleneck:{card.name}",
        title=card.title,
        about=f"The {NUMBERS[card.latent_size]} numbers {what}.",
        axes=("first number", "second number", "third number")[: card.latent_size],
        splits=_splits(card),
        checkpoint=card.name,
        task=task,
        dataset=card.dataset.name if card.is_table else None,
        shape=card.shape,
        is_closed=card.is_table,
    )


def _splits(card: Card) -> tuple[Split, ...]:
    """Splits that the map can show; a table may have the vectors of only one."""
    if not card.is_table or (card.dataset.train_count and card.dataset.test_count):
        return SPLITS
    return ("train",) if card.dataset.train_count else ("test",)
