"""The checkpoint store: one model, one self-describing safetensors file.

The weights and, in the header, a JSON card that says how they came to be. Nothing is ever
unpickled, every file is taken to be hostile until it has been checked, and a file that is not what
it says is refused with one sentence while the rest of the store goes on working.
"""

from core.checkpoints.card import Card, DatasetCard, suggest_name
from core.checkpoints.codec import LoadedModel
from core.checkpoints.store import Entry, Store

__all__ = ["Card", "DatasetCard", "Entry", "LoadedModel", "Store", "suggest_name"]
