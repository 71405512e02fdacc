"""Reconstruction quality over latent size, beside principal component analysis (PCA).

A linear autoencoder finds the space of the principal components: Baldi and Hornik, "Neural
networks and principal component analysis: Learning from examples without local minima" (1989).
"""

from typing import Any

from core import inference
from core.literature.bench import Bench
from core.literature.claim import Claim, Measured
from core.literature.series import LatentSizes
from core.literature.targets import pca_squared_error
from core.training.recipes import Optimiser, Recipe

SIZES = (2, 4, 8, 10, 16, 25, 32, 64)  # numbers in the latent
LINEAR_TOLERANCE = 1.02  # the linear autoencoder's error over PCA's, at most


def dense_recipe(size: int, seed: int = 0) -> Recipe:
    """784-256-128-size-128-256-784, sigmoid output: the same for every size."""
    return Recipe(
        name=f"size-dense-{size}",
        title=f"Dense autoencoder, {size} numbers, for the comparison of sizes",
        model={"family": "dense", "widths": [256, 128], "latent": size, "pixel_loss": "mse"},
        optimiser=Optimiser(learning_rate=3e-3),
        schedule="one-cycle",
        epochs=10,
        seed=seed,
    )


def linear_recipe(size: int, seed: int = 0) -> Recipe:
    """784-size-784 with no activation anywhere."""
    return Recipe(
        name=f"size-linear-{size}",
        title=f"Linear autoencoder, {size} numbers, for the comparison with PCA",
        model={
            "family": "dense",
            "latent": size,
            "output": "linear",
            "pixel_loss": "mse",
            "init": "glorot",
        },
        optimiser=Optimiser(learning_rate=5e-3),
        schedule="one-cycle",
        batch_size=256,
        epochs=10,
        seed=seed,
    )


def series(bench: Bench) -> LatentSizes:
    """The error of PCA, of the linear and of the deep autoencoder at every size."""
    error: dict[str, Any] = {
        kind: tuple(_error(bench, recipe(size, bench.seed)) for size in SIZES)
        for kind, recipe in (("linear", linear_recipe), ("dense", dense_recipe))
    }
    bench.say("principal components")
    pca = tuple(pca_squared_error(bench.dataset, size) for size in SIZES)
    return LatentSizes(**bench.stamp(), seed=bench.seed, sizes=SIZES, pca=pca, **error)


def _error(bench: Bench, recipe: Recipe) -> float:
    """Squared error per test digit of the output as it is, which PCA's is too."""
    module = bench.trained(recipe).module
    raw = inference.in_batches(module, bench.x, bench.device)
    return float(inference.squared_errors(bench.x, raw).double().mean())


def linear_over_pca(bench: Bench) -> Measured:
    """The largest ratio of the two errors over all sizes."""
    found = bench.series(series)
    ratios = [ours / best for ours, best in zip(found.linear, found.pca, strict=True)]
    by_size = dict(zip(map(str, SIZES), ratios, strict=True))
    return Measured(max(ratios), _by_size("linear over PCA", by_size), by_size)


def pca_over_dense(bench: Bench) -> Measured:
    """The smallest ratio of the two errors over all sizes."""
    found = bench.series(series)
    ratios = [linear / ours for linear, ours in zip(found.pca, found.dense, strict=True)]
    by_size = dict(zip(map(str, SIZES), ratios, strict=True))
    return Measured(min(ratios), _by_size("PCA over autoencoder", by_size), by_size)


def _by_size(what: str, ratios: dict[str, float]) -> str:
    return f"{what}: " + ", ".join(f"{size}: {ratio:.3f}" for size, ratio in ratios.items())


CLAIMS = (
    Claim(
        id="linear-is-pca",
        claim="An autoencoder with no activation reconstructs as PCA does, at every latent size "
        "from 2 to 64: its squared error over PCA's, at its largest",
        source="Baldi and Hornik (1989)",
        measure=linear_over_pca,
        sense="at most",
        asked=LINEAR_TOLERANCE,
        reported="equal",
        unit="ratio",
    ),
    Claim(
        id="deep-beats-pca",
        claim="A deep autoencoder reconstructs better than PCA, at every latent size from 2 to "
        "64: PCA's squared error over its own, at its smallest",
        source="Hinton and Salakhutdinov (2006)",
        measure=pca_over_dense,
        sense="at least",
        asked=1.0,
        reported="better",
        unit="ratio",
    ),
)
