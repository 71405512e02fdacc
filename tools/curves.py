"""Write checkpoints/curves.csv, accuracy over the noise level: ``python -m tools.curves``.

Run it after a shipped denoiser or the classifier below was trained anew. All points take some ten
minutes on two cores, which nobody who opens the first page should wait for.
"""

import csv
import sys

from core.checkpoints.pool import pool
from core.data import load
from core.evaluation import robustness
from core.noise import KINDS

CLASSIFIER = "clf-mlp-3"  # that the Denoise page offers first
SEED = 0
HEAD = ("classifier", "denoiser", "kind", "level", "accuracy", "key")


def denoisers() -> list[str]:
    """The shipped autoencoders that were trained to remove noise."""
    return [name for name in pool().names("reconstruct") if name.startswith("dae-")]


def main() -> str | None:
    """Compute what is not there yet and write everything anew."""
    if notice := load().notice:
        return f"Only all of MNIST is worth shipping: {notice}"
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
