"""The non-digit detector: the share of digits that it refuses, and of other pictures it finds."""

from functools import partial

from core.errors import CheckpointError
from core.images.nondigits.calibrating import CHECKED, SEED, evaluate, unseen_sample
from core.images.nondigits.doubt import AUTOENCODER, CLASSIFIER, Measures, detector
from core.literature.claim import Claim, Measurement, Sense
from core.literature.experiment import Experiment
from core.training.recipes.sources import OURS

QUICK = 200  # non-digits of a quick experiment


def measures(experiment: Experiment) -> Measures:
    """Measure the shipped detector on the test digits and on drawn pictures, once per experiment.

    Raises:
        CheckpointError: a network or the detector is missing, or it was fitted to other networks.
    """
    for name in (CLASSIFIER, AUTOENCODER):
        experiment.card(name)
    if (shipped := detector()) is None:
        raise CheckpointError(
            "The detector of non-digits is missing: run python -m core.images calibrate."
        )
    if "nondigits" not in experiment.cache:
        others = QUICK if experiment.quick else CHECKED
        sample = unseen_sample(experiment.dataset.split("test"), SEED, others)
        experiment.cache["nondigits"] = evaluate(shipped.weights, shipped.figures, sample)
    rates: Measures = experiment.cache["nondigits"]
    return rates


def measure(name: str, experiment: Experiment) -> Measurement:
    """One of the measures, with its threshold in the note."""
    value = float(getattr(measures(experiment), name))
    shipped = detector()
    assert shipped is not None
    figures = shipped.figures
    notes = {
        "digits_refused": f"no digit below log odds of {figures.threshold:.2f}",
        "digits_doubted": f"in doubt below a probability of {figures.least_probability:.2f}",
    }
    return Measurement(value, notes.get(name, ""))


def _claim(name: str, statement: str, sense: Sense, bound: float) -> Claim:
    return Claim(
        id=f"nondigits-{name}".replace("_", "-"),
        statement=statement,
        source=OURS,
        measure=partial(measure, name),
        sense=sense,
        bound=bound,
        unit="number" if name == "auroc" else "share",
    )


CLAIMS = (
    _claim(
        "auroc",
        "The detector tells MNIST's test digits from 3,000 drawn letters, shapes, textures, turned "
        "digits and pairs: area under the ROC curve",
        "at least",
        0.99,
    ),
    _claim("digits_refused", "False alarms: test digits that it calls no digit", "at most", 0.01),
    _claim("digits_doubted", "Test digits that it calls no digit, or doubts", "at most", 0.01),
    _claim("others_found", "Drawn pictures that it calls no digit", "at least", 0.9),
)
