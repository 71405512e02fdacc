"""Write checkpoints/curves.csv, accuracy per noise level: ``python -m tools.curves``.

Run it after you train a shipped denoiser or the classifier below, or add a noise. All points take
about ten minutes on two cores, too long to wait for on the first page.
"""

import csv
import sys

from core.checkpoints.pool import pool
from core.data import load
from core.evaluation.classifiers import robustness
from core.noise import KINDS

CLASSIFIER = "clf-mlp-3"  # the first choice of the Denoise page
SEED = 0
HEAD = ("classifier", "denoiser", "kind", "level", "accuracy", "key")


def denoisers() -> list[str]:
    """Names of the shipped autoencoders that are trained to remove noise."""
    return [
        name for name in pool().names("reconstruct", load("mnist").shape) if name.startswith("dae-")
    ]


def main() -> str | None:
    """Compute missing points and write the file."""
    if notice := load().notice:
        return f"The curves to ship need all of MNIST, and this is a part: {notice}."
    test = load().split("test")
    rows: list[tuple[str | float, ...]] = []
    for kind in KINDS:
        curves = robustness.Study(CLASSIFIER, tuple(denoisers()), kind, SEED).curves(test)
        for by, shares in ((None, curves.noisy), *curves.denoised.items()):
            for level, share in zip(curves.levels, shares, strict=True):
                key = robustness.point_key(CLASSIFIER, by, kind, level, SEED, test)
                rows.append((CLASSIFIER, by or "", kind, level, share, key))
        print(kind, flush=True)
    with robustness.SHIPPED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(rows)
    return None


if __name__ == "__main__":
    sys.exit(main())
