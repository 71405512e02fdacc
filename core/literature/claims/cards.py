"""Figures that the shipped models must reach on the 10,000 test digits.

The tests measure each of them again, and `tools.models_table` lists them in ``docs/models.md``.
"""

from dataclasses import dataclass

import models
from core.evaluation.autoencoders import pca
from core.literature.claim import Claim, Measurement, Sense, Unit
from core.literature.experiment import Experiment
from core.training.recipes.shipped import RECIPES
from core.training.recipes.sources import ARTICLES, FRAMEWORK

PCA_RATIO = 2.5  # least ratio of PCA-16's squared error to that of ae-conv-16


@dataclass(frozen=True)
class CardMetric:
    """A metric of a shipped model, measured again from its weights."""

    model: str  # name of the checkpoint
    metric: str  # key in the metrics of its card
    title: str  # in plain words

    def __call__(self, experiment: Experiment) -> float:
        """The value on the test digits of the experiment."""
        return float(experiment.metrics(self.model)[self.metric])


def _claim(
    model: str,
    metric: str,
    sense: Sense,
    bound: float,
    title: str,
    reported: float | str | None = None,
) -> Claim:
    recipe = RECIPES[model]
    is_share = any(word in metric for word in ("accuracy", "share", "cluster_error"))
    unit: Unit = "share" if is_share else "error"
    return Claim(
        id=f"{model}-{metric}".replace("_", "-"),
        statement=f"{recipe.title}: {title}",
        source=recipe.source,
        measure=CardMetric(model, metric, title),
        sense=sense,
        bound=bound,
        reported=reported,
        unit=unit,
    )


def pca_over_conv(experiment: Experiment) -> Measurement:
    """Ratio of PCA-16's squared error to that of `ae-conv-16`."""
    ours = float(experiment.metrics("ae-conv-16")["squared_error"])
    linear = float(pca.pixel_errors(experiment.dataset)[16])
    note = f"PCA {linear:.2f}, ae-conv-16 {ours:.2f} per digit"
    return Measurement(linear / ours, note, {"pca": linear, "ae-conv-16": ours})


def parameters(experiment: Experiment) -> float:
    """Number of weights and biases of `dae-dense-10`."""
    return models.parameter_count(experiment.module("dae-dense-10"))


_DENOISED = "accuracy of clf-mlp-3 on its output, at noise that takes clf-mlp-3 to 89 %"

CLASSIFIERS = (
    _claim("clf-logistic", "accuracy", "at least", 0.92, "accuracy", 0.92),
    _claim("clf-mlp-1", "accuracy", "at least", 0.975, "accuracy", 0.975),
    _claim("clf-mlp-3", "accuracy", "at least", 0.98, "accuracy", 0.98),
    _claim("clf-conv-mnist", "accuracy", "at least", 0.994, "accuracy"),
    _claim("clf-conv", "accuracy", "at least", 0.995, "accuracy"),
)
DENOISERS = (
    _claim("dae-dense-128", "judge_accuracy_denoised", "at least", 0.94, _DENOISED, 0.94),
    _claim("dae-conv-32", "judge_accuracy_denoised", "at least", 0.975, _DENOISED),
)
BOTTLENECKS = (
    _claim(
        "clf-bottleneck-2", "accuracy", "at least", 0.97, "accuracy through two numbers",
        "above 96 %",
    ),
    _claim(
        "clf-conv-bottleneck-2", "accuracy", "at least", 0.985, "accuracy through two numbers"
    ),
)  # fmt: skip
AUTOENCODERS = (
    _claim(
        "ae-dense-32", "squared_error_unclipped", "at most", 13.4,
        "squared error per digit, summed over the pixels", 13.4,
    ),
    _claim(
        "vae-conv-2", "latent_share_within_4", "at least", 0.99,
        "share of the test means with both numbers in [-4, 4]", "within [−4, 4]",
    ),
    _claim("vae-dense-20", "test_loss", "at most", 106.0, "loss per image"),
    _claim(
        "simclr-conv-64", "cluster_error", "at most", 0.03,
        "share of the test digits misread by 225 clusters of its latents, found without labels",
    ),
    Claim(
        id="ae-conv-16-beats-pca",
        statement="Sixteen numbers of a convolutional autoencoder hold more than sixteen principal "
        "components: the ratio of PCA's squared error to its own",
        source=ARTICLES,
        measure=pca_over_conv,
        sense="at least",
        bound=PCA_RATIO,
        unit="ratio",
    ),
    Claim(
        id="dae-dense-10-parameters",
        statement="The ten-number denoiser has 16,474 parameters",
        source=FRAMEWORK,
        measure=parameters,
        sense="within",
        bound=(16_474, 16_474),
        reported="16,474",
    ),
)  # fmt: skip

CARD_CLAIMS: dict[CardMetric, Claim] = {
    claim.measure: claim
    for claim in (*CLASSIFIERS, *DENOISERS, *BOTTLENECKS, *AUTOENCODERS)
    if isinstance(claim.measure, CardMetric)
}
"""Every claim about a metric of a shipped model's card, by that metric."""
