"""Training: a recipe in, an epoch after epoch out, a checkpoint at the end.

``loop`` turns batches into weights, ``report`` measures the result and writes its card, and
``python -m core.training NAME`` does both from the shell.
"""

from core.training.loop import Cancelled, Epoch, Trainer, choose_device, device_name
from core.training.report import card_of, initial_weights, measured_again

__all__ = [
    "Cancelled",
    "Epoch",
    "Trainer",
    "card_of",
    "choose_device",
    "device_name",
    "initial_weights",
    "measured_again",
]
