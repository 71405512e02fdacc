"""The reconstruction error of each class through 32 numbers, beside the book's."""

from functools import partial

from core import inference
from core.evaluation import metrics
from core.literature.bench import Bench
from core.literature.claim import Claim, Measured
from core.literature.series import ClassErrors
from core.training.recipes import BOOK

# Squared error summed over the pixels of the raw output, mean over the test digits of 0, 1, ... 9.
SOURCE = (14.1, 6.1, 17.2, 14.1, 13.2, 15.2, 14.6, 11.8, 16.1, 11.6)
MODEL = "ae-dense-32"
EASIEST, HARDEST = 1, {2, 8}


def series(bench: Bench) -> ClassErrors:
    """Our errors, of the output before it is clipped to the range of a pixel, as the book's."""
    raw = inference.in_batches(bench.module(MODEL), bench.x, bench.device)
    errors = metrics.per_class(inference.squared_errors(bench.x, raw), bench.labels)
    return ClassErrors(
        **bench.stamp(), classes=bench.dataset.classes[: len(SOURCE)], ours=errors, source=SOURCE
    )


def of_class(label: int, bench: Bench) -> float:
    """The error of one class."""
    return bench.series(series).ours[label]


def in_place(bench: Bench) -> Measured:
    """How many of the easiest and the two hardest classes are those of the book."""
    ours = bench.series(series).ours
    order = sorted(range(len(ours)), key=ours.__getitem__)
    theirs = sorted(range(len(SOURCE)), key=SOURCE.__getitem__)
    count = (order[0] == EASIEST) + len(set(order[-2:]) & HARDEST)
    words = (
        f"from easiest to hardest: {' '.join(map(str, order))}; the book's: "
        f"{' '.join(map(str, theirs))}. A 1 is one stroke, with few pixels to get wrong; a 2 and "
        "an 8 have loops and turns that everyone writes in another way, and more ink"
    )
    return Measured(count, words, {"order": order, "source_order": theirs})


CLAIMS = (
    *(
        Claim(
            id=f"ae-dense-32-class-{label}",
            claim=f"Dense autoencoder, 32 numbers: squared error of a {label}",
            source=BOOK,
            measure=partial(of_class, label),
            sense="at most",
            asked=error,
            reported=f"{error:g}",
            unit="error",
        )
        for label, error in enumerate(SOURCE)
    ),
    Claim(
        id="ae-dense-32-order",
        claim="The 1 is reconstructed best, the 2 and the 8 worst: how many of the three are",
        source=BOOK,
        measure=in_place,
        sense="at least",
        asked=3,
        reported="best 1, worst 2 and 8",
    ),
)
