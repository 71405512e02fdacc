"""Range of two-number latents, with and without the pull of a prior."""

import math

from core.evaluation import metrics
from core.literature.claim import Claim, Measurement
from core.literature.experiment import Experiment
from core.literature.results.series import LatentRanges
from core.training.recipes.sources import ARTICLES

PLAIN, TINY, FULL = "ae-conv-2", "vae-conv-2-tiny-kl", "vae-conv-2"
MODELS = (PLAIN, TINY, FULL)


def series(experiment: Experiment) -> LatentRanges:
    """Extremes, spread and reconstruction error of the three models."""
    figures = [experiment.metrics(name) for name in MODELS]
    return LatentRanges(
        **experiment.stamp(),
        models=MODELS,
        low=tuple(one["latent_low"] for one in figures),
        high=tuple(one["latent_high"] for one in figures),
        std=tuple(one["latent_std"] for one in figures),
        squared_error=tuple(one["squared_error"] for one in figures),
    )


def largest_value(experiment: Experiment) -> Measurement:
    """Largest absolute value of either latent number of the plain autoencoder."""
    z = experiment.encode(PLAIN)
    spread = metrics.latent_spread(z)
    low, high = spread["latent_low"], spread["latent_high"]
    assert isinstance(low, tuple)
    assert isinstance(high, tuple)
    note = " and ".join(f"[{a:.1f}, {b:.1f}]" for a, b in zip(low, high, strict=True))
    return Measurement(float(z.abs().max()), note, {"low": low, "high": high})


def spread_ratio(experiment: Experiment) -> Measurement:
    """Ratio of the tiny-KL latent's spread to the plain one's (geometric mean of both numbers)."""
    data = experiment.series(series)
    spread = [math.prod(std) ** (1 / len(std)) for std in data.std]
    by_name = dict(zip(MODELS, spread, strict=True))
    note = "standard deviation: " + ", ".join(f"{name} {by_name[name]:.2f}" for name in MODELS)
    return Measurement(by_name[TINY] / by_name[PLAIN], note, by_name)


def error_ratio(experiment: Experiment) -> Measurement:
    """Ratio of the tiny-KL model's squared error to the plain autoencoder's."""
    data = experiment.series(series)
    by_name = dict(zip(MODELS, data.squared_error, strict=True))
    epochs = {name: len(experiment.card(name).history) for name in MODELS}
    note = "per digit: " + ", ".join(
        f"{name} {by_name[name]:.2f} after {epochs[name]} epochs" for name in MODELS
    )
    return Measurement(by_name[TINY] / by_name[PLAIN], note, by_name)


CLAIMS = (
    Claim(
        id="ae-conv-2-range",
        statement="The latent of an autoencoder with two numbers reaches to about ±7: its largest "
        "value over the test digits",
        source=ARTICLES,
        measure=largest_value,
        sense="within",
        bound=(5.0, 9.0),
        reported="about [−7, 7]",
    ),
    Claim(
        id="tiny-kl-spread",
        statement="With a tiny weight on the KL term the latent spreads at least as far as the "
        "plain autoencoder's: the ratio of the spreads",
        source=ARTICLES,
        measure=spread_ratio,
        sense="at least",
        bound=1.0,
        reported="as the autoencoder",
        unit="ratio",
    ),
    Claim(
        id="tiny-kl-error",
        statement="With a tiny weight on the KL term the reconstruction is about as good as the "
        "plain autoencoder's: the ratio of the squared errors",
        source=ARTICLES,
        measure=error_ratio,
        sense="at most",
        bound=1.1,
        reported="as the autoencoder",
        unit="ratio",
    ),
)
