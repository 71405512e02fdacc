"""Which pretraining helps a classifier more, the autoencoder's or the denoiser's, over seeds."""

from statistics import fmean, stdev
from typing import Any

from core.checkpoints import Card
from core.literature.bench import Bench
from core.literature.claim import Claim, Measured
from core.literature.series import PretrainingSeeds
from core.text.numbers import percent
from core.training.recipes import REPORT, Recipe, recipe_named

SEEDS = 5
CASES = (("ae-dense-200", "clf-dense-200-ae"), ("dae-dense-200-mask", "clf-dense-200-dae"))


def recipes(seed: int, case: int, pretrained: str = "") -> tuple[Recipe, Recipe]:
    """The autoencoder of a case (0 or 1) and its classifier, which starts from ``pretrained``.

    The seed draws the 4,000 and 1,000 digits too, so that its spread is that of a repetition.
    """
    encoder, classifier = CASES[case]
    start = pretrained or encoder
    return (
        recipe_named(encoder, seed=seed),
        recipe_named(classifier, seed=seed, initial=start, rival=None),
    )


def series(bench: Bench) -> PretrainingSeeds:
    """Both cases for every seed: what they read, and how they got there."""
    seeds = tuple(range(bench.seed, bench.seed + SEEDS))
    cards = [[_trained(bench, seed, case) for seed in seeds] for case in range(len(CASES))]
    values: dict[str, Any] = {}
    for number, case in enumerate(cards, start=1):
        values |= {
            f"case{number}": tuple(_number(card, "recipe_test_balanced_accuracy") for card in case),
            f"case{number}_whole": tuple(_number(card, "balanced_accuracy") for card in case),
            f"case{number}_curves": tuple(
                tuple(round(row["balanced_error"], 5) for row in card.history) for card in case
            ),
        }
    stamp = bench.stamp()
    own = min(cards[0][0].dataset.test_count, len(bench.x))
    return PretrainingSeeds(
        **(stamp | {"images": own}), seeds=seeds, whole_images=stamp["images"], **values
    )


def _trained(bench: Bench, seed: int, case: int) -> Card:
    encoder, _ = recipes(seed, case)
    pretrained = bench.trained(encoder).card.name
    return bench.trained(recipes(seed, case, pretrained)[1]).card


def _number(card: Card, key: str) -> float:
    value = card.metrics[key]
    assert isinstance(value, float)
    return value


def advantage(bench: Bench) -> Measured:
    """Balanced accuracy of case 2 less that of case 1, the mean over the seeds."""
    found = bench.series(series)
    return _difference(found.case1, found.case2)


def advantage_whole(bench: Bench) -> Measured:
    """The same on all test digits, ten times as many."""
    found = bench.series(series)
    return _difference(found.case1_whole, found.case2_whole)


def _difference(first: tuple[float, ...], second: tuple[float, ...]) -> Measured:
    gains = [b - a for a, b in zip(first, second, strict=True)]
    better = sum(gain > 0 for gain in gains)
    words = (
        f"case 1 {percent(fmean(first), 2)} ± {percent(stdev(first), 2)}, "
        f"case 2 {percent(fmean(second), 2)} ± {percent(stdev(second), 2)} "
        f"(mean and standard deviation over {len(gains)} seeds); the "
        f"difference {100 * fmean(gains):+.2f} ± {100 * stdev(gains):.2f} points, from "
        f"{100 * min(gains):+.2f} to {100 * max(gains):+.2f}, case 2 better in {better}"
    )
    return Measured(fmean(gains), words, {"case1": first, "case2": second})


CLAIMS = (
    Claim(
        id="pretraining-denoiser",
        claim="A classifier pretrained by the denoiser (case 2) reads more than one pretrained by "
        "the plain autoencoder (case 1): the difference in balanced accuracy on the 1,000 digits",
        source=REPORT,
        measure=advantage,
        sense="at least",
        asked=0.0,
        reported="case 2 better",
        unit="points",
    ),
    Claim(
        id="pretraining-denoiser-10000",
        claim="The same difference on all 10,000 test digits",
        source=REPORT,
        measure=advantage_whole,
        sense="at least",
        asked=0.0,
        reported="case 2 better",
        unit="points",
    ),
)
