"""Payoff of denoising."""

from pathlib import Path

from core import data, inference
from core.checkpoints.pool import pool
from core.data import Dataset
from core.evaluation import metrics
from core.evaluation.classifiers import payoff, robustness
from core.noise import at_level, make_generator
from core.storage.cache import if_kept
from tests.unit.evaluation.samples import AE, CLF, small


def test_what_denoising_pays_is_what_the_metrics_say(store: Path, digits: Dataset) -> None:
    test = small(digits).split("test")
    assert if_kept(lambda: payoff.measure([CLF], [AE], "gaussian", 0.4, test, seed=2)) is None

    result = payoff.measure([CLF], [AE], "gaussian", 0.4, test, seed=2)

    x = data.to_float(test.images)
    noisy = at_level("gaussian", 0.4)(x, make_generator(2))
    reader, cleaner = pool().module(CLF), pool().module(AE)
    assert result.clean == (metrics.accuracy(reader, x, test.labels),)
    assert result.noisy == (metrics.accuracy(reader, noisy, test.labels),)
    cleaned = inference.reconstruct(cleaner, noisy)
    assert result.cleaned == {AE: (metrics.accuracy(reader, cleaned, test.labels),)}
    assert if_kept(lambda: payoff.measure([CLF], [AE], "gaussian", 0.4, test, seed=2)) == result
    point = (CLF, AE, "gaussian", 0.4, test, 2)
    assert if_kept(lambda: robustness.accuracy_at(*point)) == result.cleaned[AE][0]
    assert payoff.estimate_seconds([CLF], [AE], test) > 0
