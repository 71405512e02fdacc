"""Loaded models, shared by all visitors, within a memory limit."""

from collections import OrderedDict
from dataclasses import replace
from functools import cache
from threading import RLock

from core.checkpoints import Card, LoadedModel, Store
from core.data.dataset import Dataset, Shape, shape_text
from core.errors import CheckpointError
from core.settings import settings
from models import Network


class ModelPool:
    """Least-recently-used cache of loaded checkpoints.

    The keys include the digest of the weights, so a rewritten checkpoint is loaded again. Modules
    are in eval mode without gradients; any number of threads may call them.
    """

    def __init__(self, store: Store, limit_bytes: int) -> None:
        """Keep models of ``store`` while their weights take at most ``limit_bytes``.

        The model opened last stays even if it alone is larger.
        """
        self.store = store
        self.limit_bytes = limit_bytes
        self._checkpoints: OrderedDict[tuple[str, str], LoadedModel] = OrderedDict()
        self._lock = RLock()

    def open(self, name: str) -> LoadedModel:
        """Load a model with its card and warnings; `CheckpointError` if it is not available."""
        card = self.store.card(name)
        key = (name, card.sha256)
        with self._lock:
            if key in self._checkpoints:
                self._checkpoints.move_to_end(key)
                if self._checkpoints[key].card != card:  # same weights, new figures
                    self._checkpoints[key] = replace(self._checkpoints[key], card=card)
                return self._checkpoints[key]
        checkpoint = self.store.open(name)
        key = (name, checkpoint.card.sha256)  # the file may have changed since
        with self._lock:
            # Another thread may have loaded it as well; all visitors must get the same module.
            checkpoint = self._checkpoints.setdefault(key, checkpoint)
            self._checkpoints.move_to_end(key)
            while len(self._checkpoints) > 1 and self.used_bytes > self.limit_bytes:
                self._checkpoints.popitem(last=False)
        return checkpoint

    def module(self, name: str) -> Network:
        """Load the module of a checkpoint, to compute with it.

        `CheckpointError` if it is not available, or if its outputs are not finite: its weights are
        checked once, when they are loaded.
        """
        checkpoint = self.open(name)
        if checkpoint.warnings:
            raise CheckpointError(f"'{name}' cannot be used: {checkpoint.warnings[0]}")
        return checkpoint.module

    def card(self, name: str) -> Card:
        """Read the card of a checkpoint, without its weights."""
        return self.store.card(name)

    @property
    def used_bytes(self) -> int:
        """Memory of the weights of all loaded models, in bytes."""
        with self._lock:
            return sum(_size(checkpoint.module) for checkpoint in self._checkpoints.values())

    def names(self, task: str | None = None, shape: Shape | None = None) -> list[str]:
        """Names of the usable checkpoints.

        ``task``, such as ``reconstruct``, and ``shape`` restrict them to the checkpoints that have
        this task and take images of this shape.
        """
        cards = [entry.card for entry in self.store.entries() if entry.card is not None]
        return [
            card.name for card in cards if task in (None, card.task) and shape in (None, card.shape)
        ]

    def names_for(self, dataset: Dataset) -> list[str]:
        """Names of the usable checkpoints that take the images of a data set."""
        return [name for name in self.names() if takes(self.card(name), dataset)]


_DOES = {
    "classify": "classifies images",
    "reconstruct": "reconstructs images",
    "encode": "only encodes images",
}


def require_task(card: Card, task: str) -> None:
    """Raise `CheckpointError` unless the checkpoint has this task."""
    if card.task != task:
        raise CheckpointError(
            f"'{card.name}' {_DOES[card.task]}; choose a checkpoint that can {task}."
        )


def takes(card: Card, dataset: Dataset) -> bool:
    """Whether a checkpoint takes the images of a data set; a table of vectors takes only its own.

    ``dataset`` may be one split of it.
    """
    is_known = not card.is_table or card.dataset.fingerprint == dataset.fingerprint
    return card.shape == dataset.shape and is_known


def require_images(card: Card, dataset: Dataset) -> None:
    """Raise `CheckpointError` unless the checkpoint takes the images of a data set."""
    require_shape(card, dataset.shape)
    if not takes(card, dataset):
        raise CheckpointError(
            f"'{card.name}' has vectors of the pictures of {card.dataset.name} as they were when "
            f"it was added, and not of {dataset.title}: choose another, or add it again."
        )


def require_shape(card: Card, shape: Shape) -> None:
    """Raise `CheckpointError` unless the checkpoint takes images of this shape."""
    if card.shape != shape:
        raise CheckpointError(
            f"'{card.name}' takes pictures of {shape_text(card.shape)} pixels, but these have "
            f"{shape_text(shape)}; choose a checkpoint for them."
        )


def _size(module: Network) -> int:
    return sum(value.numel() * value.element_size() for value in module.state_dict().values())


@cache
def pool() -> ModelPool:
    """Pool of this process, with the store and memory limit from the settings."""
    values = settings()
    return ModelPool(Store(values.checkpoints), values.model_memory_mb * 2**20)
