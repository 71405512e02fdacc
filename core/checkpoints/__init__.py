"""Checkpoint store: one self-describing safetensors file per model.

A file has the weights and, in its header, a JSON card that describes them. Nothing is unpickled.
Every file counts as hostile until it is verified; the store refuses a bad one with one sentence and
goes on with the others.
"""

from core.checkpoints.card import Card, DatasetCard, suggest_name
from core.checkpoints.codec import LoadedModel
from core.checkpoints.store import Entry, Store

__all__ = ["Card", "DatasetCard", "Entry", "LoadedModel", "Store", "suggest_name"]
