"""Checkpoint store: one self-describing safetensors file per model.

A file holds the weights and, in its header, a JSON card that describes them. Nothing is unpickled.
Every file is treated as hostile until it is verified. The store reports a bad file in one sentence
and keeps listing the others.
"""

from core.checkpoints.card import Card, DatasetCard, suggest_name
from core.checkpoints.codec import LoadedModel
from core.checkpoints.store import Entry, Store

__all__ = ["Card", "DatasetCard", "Entry", "LoadedModel", "Store", "suggest_name"]
