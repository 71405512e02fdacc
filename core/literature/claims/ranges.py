"""How far two-number latents reach, with and without the pull of a prior."""

import math

from core.evaluation import metrics
from core.literature.bench import Bench
from core.literature.claim import Claim, Measured
from core.literature.series import LatentRanges
from core.training.recipes import ARTICLES

PLAIN, TINY, WHOLE = "ae-conv-2", "vae-conv-2-tiny-kl", "vae-conv-2"
MODELS = (PLAIN, TINY, WHOLE)


def series(bench: Bench) -> LatentRanges:
    """Extremes, spread and reconstruction error of the three models."""
    figures = [bench.figures(name) for name in MODELS]
    return LatentRanges(
        **bench.stamp(),
        models=MODELS,
        low=tuple(found["latent_low"] for found in figures),
        high=tuple(found["latent_high"] for found in figures),
        std=tuple(found["latent_std"] for found in figures),
        squared_error=tuple(found["squared_error"] for found in figures),
    )


def reach(bench: Bench) -> Measured:
    """The largest size of either number over the test digits, in the plain autoencoder."""
    z = bench.latent(PLAIN)
    found = metrics.latent_spread(z)
    low, high = found["latent_low"], found["latent_high"]
    assert isinstance(low, tuple)
    assert isinstance(high, tuple)
    words = " and ".join(f"[{a:.1f}, {b:.1f}]" for a, b in zip(low, high, strict=True))
    return Measured(float(z.abs().max()), words, {"low": low, "high": high})


def spread_ratio(bench: Bench) -> Measured:
    """Spread of the tiny-KL latent over that of the plain one (geometric mean of two numbers)."""
    found = bench.series(series)
    spread = [math.prod(std) ** (1 / len(std)) for std in found.std]
    by_name = dict(zip(MODELS, spread, strict=True))
    words = "standard deviation: " + ", ".join(f"{name} {by_name[name]:.2f}" for name in MODELS)
    return Measured(by_name[TINY] / by_name[PLAIN], words, by_name)


def error_ratio(bench: Bench) -> Measured:
    """Squared error of the tiny-KL model over that of the plain autoencoder."""
    found = bench.series(series)
    by_name = dict(zip(MODELS, found.squared_error, strict=True))
    epochs = {name: len(bench.card(name).history) for name in MODELS}
    words = "per digit: " + ", ".join(
        f"{name} {by_name[name]:.2f} after {epochs[name]} epochs" for name in MODELS
    )
    return Measured(by_name[TINY] / by_name[PLAIN], words, by_name)


CLAIMS = (
    Claim(
        id="ae-conv-2-range",
        claim="The latent of an autoencoder with two numbers reaches to about ±7: its largest "
        "value over the test digits",
        source=ARTICLES,
        measure=reach,
        sense="within",
        asked=(5.0, 9.0),
        reported="about [−7, 7]",
    ),
    Claim(
        id="tiny-kl-spread",
        claim="With a tiny weight on the KL term the prior holds nothing together: the latent "
        "spreads at least as wide as the autoencoder's, as a ratio",
        source=ARTICLES,
        measure=spread_ratio,
        sense="at least",
        asked=1.0,
        reported="as the autoencoder",
        unit="ratio",
    ),
    Claim(
        id="tiny-kl-error",
        claim="With a tiny weight on the KL term the reconstruction is about the autoencoder's: "
        "its squared error over the autoencoder's",
        source=ARTICLES,
        measure=error_ratio,
        sense="at most",
        asked=1.1,
        reported="as the autoencoder",
        unit="ratio",
    ),
)
