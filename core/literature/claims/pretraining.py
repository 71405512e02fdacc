"""Pretraining of a classifier: a plain autoencoder against a denoiser, over seeds."""

from statistics import fmean, stdev
from typing import Any

from core.checkpoints import Card
from core.literature.claim import Claim, Measurement
from core.literature.experiment import Experiment
from core.literature.results.series import PretrainingSeeds
from core.text.numbers import percent
from core.training.recipes.recipe import Recipe
from core.training.recipes.shipped import recipe_named
from core.training.recipes.sources import REPORT

SEEDS = 5
CASES = (("ae-dense-200", "clf-dense-200-ae"), ("dae-dense-200-mask", "clf-dense-200-dae"))


def recipes(seed: int, case: int, encoder_name: str = "") -> tuple[Recipe, Recipe]:
    """The autoencoder of a case (0 or 1) and its classifier, which starts from ``encoder_name``.

    The seed also draws the 4,000 training and 1,000 test digits, so the spread over seeds is that
    of a full repetition.
    """
    encoder, classifier = CASES[case]
    start = encoder_name or encoder
    return (
        recipe_named(encoder, seed=seed),
        recipe_named(classifier, seed=seed, initial=start, rival=None),
    )


def series(experiment: Experiment) -> PretrainingSeeds:
    """Accuracies and training curves of both cases for every seed."""
    seeds = tuple(range(experiment.seed, experiment.seed + SEEDS))
    cards = [[_train(experiment, seed, case) for seed in seeds] for case in range(len(CASES))]
    values: dict[str, Any] = {}
    for number, case in enumerate(cards, start=1):
        values |= {
            f"case{number}": tuple(_metric(card, "recipe_test_balanced_accuracy") for card in case),
            f"case{number}_whole": tuple(_metric(card, "balanced_accuracy") for card in case),
            f"case{number}_curves": tuple(
                tuple(round(epoch["balanced_error"], 5) for epoch in card.history) for card in case
            ),
        }
    stamp = experiment.stamp()
    images = min(cards[0][0].dataset.test_count, len(experiment.x))
    return PretrainingSeeds(
        **(stamp | {"images": images}), seeds=seeds, whole_images=stamp["images"], **values
    )


def _train(experiment: Experiment, seed: int, case: int) -> Card:
    encoder, _ = recipes(seed, case)
    encoder_name = experiment.train(encoder).card.name
    return experiment.train(recipes(seed, case, encoder_name)[1]).card


def _metric(card: Card, key: str) -> float:
    value = card.metrics[key]
    assert isinstance(value, float)
    return value


def advantage(experiment: Experiment) -> Measurement:
    """Balanced accuracy of case 2 less that of case 1, mean over the seeds."""
    data = experiment.series(series)
    return _difference(data.case1, data.case2)


def advantage_on_all(experiment: Experiment) -> Measurement:
    """The same difference on all test digits, ten times as many."""
    data = experiment.series(series)
    return _difference(data.case1_whole, data.case2_whole)


def _difference(first: tuple[float, ...], second: tuple[float, ...]) -> Measurement:
    gains = [b - a for a, b in zip(first, second, strict=True)]
    better = sum(gain > 0 for gain in gains)
    note = (
        f"case 1 {percent(fmean(first), 2)} ± {percent(stdev(first), 2)}, "
        f"case 2 {percent(fmean(second), 2)} ± {percent(stdev(second), 2)} "
        f"(mean and standard deviation over {len(gains)} seeds); the "
        f"difference {100 * fmean(gains):+.2f} ± {100 * stdev(gains):.2f} points, from "
        f"{100 * min(gains):+.2f} to {100 * max(gains):+.2f}, case 2 better in {better}"
    )
    return Measurement(fmean(gains), note, {"case1": first, "case2": second})


CLAIMS = (
    Claim(
        id="pretraining-denoiser",
        statement="A classifier pretrained as a denoiser (case 2) reads more than one pretrained "
        "as a plain autoencoder (case 1): the difference in balanced accuracy on the 1,000 digits",
        source=REPORT,
        measure=advantage,
        sense="at least",
        bound=0.0,
        reported="case 2 better",
        unit="points",
    ),
    Claim(
        id="pretraining-denoiser-10000",
        statement="The same difference on all 10,000 test digits",
        source=REPORT,
        measure=advantage_on_all,
        sense="at least",
        bound=0.0,
        reported="case 2 better",
        unit="points",
    ),
)
