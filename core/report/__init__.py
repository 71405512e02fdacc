"""One model under the loupe: what a classifier confuses, what an autoencoder finds unusual, ...

`reading` and `calibration` look at classifiers, `errors`, `thresholds` and `anomalies` at
autoencoders, `features` and `activations` into either, `payoff` at both together, and `latent`
at all autoencoders of the store. Each gives arrays; `core.figures` draws them.
"""

import os

import torch

from core.maps.work import Report, Work
from core.settings import settings

work = Work()
"""Whatever takes longer than a blink, once for all visitors, kept going when one leaves."""


def all_cores() -> None:
    """Let this thread's models use every core: it is work that somebody waits for."""
    # The routes' threads use one core each.
    torch.set_num_threads(settings().threads or os.cpu_count() or 1)


__all__ = ["Report", "all_cores", "work"]
