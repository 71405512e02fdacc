"""Loaded models, shared by every visitor and bounded in memory."""

from collections import OrderedDict
from dataclasses import replace
from functools import cache
from threading import RLock

from core.checkpoints import Card, LoadedModel, Store
from core.errors import CheckpointError
from core.settings import settings
from models import Network


class ModelPool:
    """Loads a checkpoint once, keeps the most recently used ones, forgets the oldest first.

    Keys hold the digest of the weights, so a checkpoint written anew is loaded anew. Modules are
    in eval mode without gradients and are only read: any number of threads may call them.
    """

    def __init__(self, store: Store, limit_bytes: int) -> None:
        """Keep loaded models of ``store`` while their weights take at most ``limit_bytes``.

        The model asked for last stays even where it alone is larger.
        """
        self.store = store
        self.limit_bytes = limit_bytes
        self._loaded: OrderedDict[tuple[str, str], LoadedModel] = OrderedDict()
        self._lock = RLock()

    def open(self, name: str) -> LoadedModel:
        """The model, its card and its warnings; `CheckpointError` where it cannot be had."""
        card = self.store.card(name)
        key = (name, card.sha256)
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                if self._loaded[key].card != card:  # measured again: same weights, new figures
                    self._loaded[key] = replace(self._loaded[key], card=card)
                return self._loaded[key]
        loaded = self.store.open(name)
        key = (name, loaded.card.sha256)  # the file may be another one by now
        with self._lock:
            # Another thread may have been as quick: every visitor must get the same one.
            loaded = self._loaded.setdefault(key, loaded)
            self._loaded.move_to_end(key)
            while len(self._loaded) > 1 and self.used_bytes > self.limit_bytes:
                self._loaded.popitem(last=False)
        return loaded

    def module(self, name: str) -> Network:
        """The module of a checkpoint."""
        return self.open(name).module

    def card(self, name: str) -> Card:
        """The card of a checkpoint, without loading its weights."""
        return self.store.card(name)

    @property
    def used_bytes(self) -> int:
        """Bytes that the weights of the loaded models take."""
        with self._lock:
            return sum(_size(loaded.module) for loaded in self._loaded.values())

    def names(self, task: str | None = None) -> list[str]:
        """Names of the usable checkpoints, all or those of one task.

        ``task`` is ``reconstruct`` (autoencoders) or ``classify``.
        """
        cards = [entry.card for entry in self.store.entries() if entry.card is not None]
        return [card.name for card in cards if task is None or card.task == task]


def require_task(card: Card, task: str) -> None:
    """Raise `CheckpointError` unless the checkpoint does this task."""
    if card.task != task:
        does = "classifies digits" if task == "reconstruct" else "reconstructs images"
        raise CheckpointError(f"'{card.name}' {does}; choose a checkpoint that can {task}.")


def _size(module: Network) -> int:
    return sum(value.numel() * value.element_size() for value in module.state_dict().values())


@cache
def pool() -> ModelPool:
    """The pool of this process, over the store that the settings name."""
    chosen = settings()
    return ModelPool(Store(chosen.checkpoints), chosen.model_memory_mb * 2**20)
