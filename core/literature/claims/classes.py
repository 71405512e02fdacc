"""Reconstruction error of each class through 32 latent numbers, beside the book's."""

from functools import partial

from core import inference
from core.evaluation import metrics
from core.literature.claim import Claim, Measurement
from core.literature.experiment import Experiment
from core.literature.results.series import ClassErrors
from core.text.numbers import with_article
from core.training.recipes.sources import BOOK

# Squared error summed over the pixels of the raw output, mean over the test digits of 0, 1, ... 9.
SOURCE = (14.1, 6.1, 17.2, 14.1, 13.2, 15.2, 14.6, 11.8, 16.1, 11.6)
MODEL = "ae-dense-32"
EASIEST, HARDEST = 1, {2, 8}


def series(experiment: Experiment) -> ClassErrors:
    """Our error per class. As in the book, the output is not clipped to the range of a pixel."""
    raw = inference.in_batches(experiment.module(MODEL), experiment.x, experiment.device)
    errors = inference.squared_errors(experiment.x, raw)
    return ClassErrors(
        **experiment.stamp(),
        classes=experiment.dataset.classes[: len(SOURCE)],
        ours=metrics.per_class(errors, experiment.labels, 10),
        source=SOURCE,
    )


def class_error(label: int, experiment: Experiment) -> float:
    """Squared error per digit of one class, summed over the pixels."""
    return experiment.series(series).ours[label]


def classes_in_order(experiment: Experiment) -> Measurement:
    """How many of the book's easiest class and two hardest classes are ours too."""
    ours = experiment.series(series).ours
    order = sorted(range(len(ours)), key=ours.__getitem__)
    source_order = sorted(range(len(SOURCE)), key=SOURCE.__getitem__)
    count = (order[0] == EASIEST) + len(set(order[-2:]) & HARDEST)
    note = (
        f"from easiest to hardest: {' '.join(map(str, order))}; in the book: "
        f"{' '.join(map(str, source_order))}. A 1 is one stroke, with few pixels to get wrong; a 2 "
        "and an 8 have loops and turns that everyone writes differently, and more ink"
    )
    return Measurement(count, note, {"order": order, "source_order": source_order})


CLAIMS = (
    *(
        Claim(
            id=f"ae-dense-32-class-{label}",
            statement=f"Dense autoencoder, 32 numbers: squared error of {with_article(str(label))}",
            source=BOOK,
            measure=partial(class_error, label),
            sense="at most",
            bound=error,
            reported=error,
            unit="error",
        )
        for label, error in enumerate(SOURCE)
    ),
    Claim(
        id="ae-dense-32-order",
        statement="The 1 is reconstructed best, the 2 and the 8 worst: how many of these three "
        "hold",
        source=BOOK,
        measure=classes_in_order,
        sense="at least",
        bound=3,
        reported="best 1, worst 2 and 8",
    ),
)
