"""An experiment on a few digits, a claim and an outcome for tests."""

from typing import Any

import torch

from core.checkpoints import Store
from core.data import load
from core.literature.claim import Claim
from core.literature.experiment import Experiment, quick_subset
from core.literature.results.outcomes import Outcome
from core.settings import PROJECT

SHIPPED = Store(PROJECT / "checkpoints")


def experiment(tmp_path, store: Store = SHIPPED, **changes) -> Experiment:
    cache = tmp_path / "models"
    cache.mkdir(exist_ok=True)
    values: dict[str, Any] = {
        "dataset": quick_subset(load("mnist")),
        "device": torch.device("cpu"),
        "quick": True,
    }
    return Experiment(**{**values, **changes}, store=store, model_cache=Store(cache))


def claim(measure=lambda experiment: 0.5, sense: Any = "at least", bound=0.4, **changes) -> Claim:
    values: dict[str, Any] = {
        "id": "it-works",
        "statement": "It works",
        "source": "a book",
        "reported": "40 %",
    }
    return Claim(**{**values, **changes}, measure=measure, sense=sense, bound=bound)


def an_outcome(**changes) -> Outcome:
    values: dict[str, Any] = {
        "id": "a", "claim": "A | b", "source": "book", "ours": 0.5, "met": True, "reported": "",
        "sense": "at least", "bound": 0.25, "unit": "share", "margin": 0.25, "note": "so",
        "values": {"x": [1.5, 2]}, "seeds": (0, 1, 2, 3, 4), "device": "cpu",
        "training_devices": ("cpu", "Big GPU"), "seconds": 0.2, "training_seconds": 90.4,
        "date": "2026-01-31T12:00:00+00:00",
    }  # fmt: skip
    return Outcome(**{**values, **changes})
