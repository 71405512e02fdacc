"""The figures that a shipped model must reach: those of `core.literature.targets`, each a claim."""

from functools import partial

import models
from core.literature.bench import Bench
from core.literature.claim import Claim, Measured, Unit
from core.literature.targets import PCA_RATIO, TARGETS, Target, pca_squared_error
from core.training.recipes import ARTICLES, FRAMEWORK, RECIPES

_CLASSIFIERS = ("clf-logistic", "clf-mlp-1", "clf-mlp-3", "clf-conv")
_BOTTLENECKS = ("clf-bottleneck-2", "clf-conv-bottleneck-2")
_DENOISERS = ("dae-dense-128", "dae-conv-32")


def of_target(target: Target) -> Claim:
    """The claim that a shipped checkpoint reaches its target, measured from its weights."""
    return Claim(
        id=f"{target.name}-{target.metric}".replace("_", "-"),
        claim=f"{RECIPES[target.name].title}: {target.words}",
        source=RECIPES[target.name].source,
        measure=partial(_figure, target.name, target.metric),
        sense=target.sense,
        asked=target.value,
        reported=target.reported,
        unit=_unit(target.metric),
    )


def _unit(metric: str) -> Unit:
    if any(word in metric for word in ("accuracy", "share", "cluster_error")):
        return "share"
    return "error"


def _figure(name: str, metric: str, bench: Bench) -> float:
    return float(bench.figures(name)[metric])


def _of(*names: str) -> tuple[Claim, ...]:
    return tuple(of_target(target) for target in TARGETS if target.name in names)


def pca_over_conv(bench: Bench) -> Measured:
    """PCA-16's squared error over that of `ae-conv-16`."""
    ours = float(bench.figures("ae-conv-16")["squared_error"])
    linear = pca_squared_error(bench.dataset, 16)
    words = f"PCA {linear:.2f}, ae-conv-16 {ours:.2f} per digit"
    return Measured(linear / ours, words, {"pca": linear, "ae-conv-16": ours})


def parameters(bench: Bench) -> float:
    """Weights and biases of `dae-dense-10`."""
    return models.parameter_count(bench.module("dae-dense-10"))


CLASSIFIERS = _of(*_CLASSIFIERS)
BOTTLENECKS = _of(*_BOTTLENECKS)
DENOISERS = _of(*_DENOISERS)
AUTOENCODERS = (
    *(
        of_target(target)
        for target in TARGETS
        if target.name not in (*_CLASSIFIERS, *_BOTTLENECKS, *_DENOISERS)
    ),
    Claim(
        id="ae-conv-16-beats-pca",
        claim="Sixteen numbers of a convolutional autoencoder hold more than sixteen principal "
        "components: PCA's squared error over its own",
        source=ARTICLES,
        measure=pca_over_conv,
        sense="at least",
        asked=PCA_RATIO,
        reported="",
        unit="ratio",
    ),
    Claim(
        id="dae-dense-10-parameters",
        claim="The ten-number denoiser has 16,474 parameters",
        source=FRAMEWORK,
        measure=parameters,
        sense="within",
        asked=(16_474, 16_474),
        reported="16,474",
    ),
)
