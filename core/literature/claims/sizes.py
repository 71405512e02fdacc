"""Reconstruction error over latent size, beside principal component analysis (PCA).

A linear autoencoder finds the space of the principal components: Baldi and Hornik, "Neural
networks and principal component analysis: Learning from examples without local minima" (1989).
"""

from typing import Any

from core import inference
from core.evaluation.autoencoders import pca
from core.literature.claim import Claim, Measurement
from core.literature.experiment import Experiment
from core.literature.results.series import LatentSizes
from core.training.recipes.recipe import Optimiser, Recipe

SIZES = (2, 4, 8, 10, 16, 25, 32, 64)  # latent numbers
LINEAR_TOLERANCE = 1.02  # largest ratio of the linear autoencoder's error to PCA's


def dense_recipe(size: int, seed: int = 0) -> Recipe:
    """784-256-128-size-128-256-784 with sigmoid output, the same for every size."""
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
    """784-size-784 without activations."""
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


def series(experiment: Experiment) -> LatentSizes:
    """Error of PCA, of the linear and of the deep autoencoder at every size."""
    errors: dict[str, Any] = {
        kind: tuple(_error(experiment, recipe(size, experiment.seed)) for size in SIZES)
        for kind, recipe in (("linear", linear_recipe), ("dense", dense_recipe))
    }
    experiment.on_status("principal components")
    by_size = pca.pixel_errors(experiment.dataset)
    errors["pca"] = tuple(float(by_size[size]) for size in SIZES)
    return LatentSizes(**experiment.stamp(), seed=experiment.seed, sizes=SIZES, **errors)


def _error(experiment: Experiment, recipe: Recipe) -> float:
    """Squared error per test digit; the output is not clipped, as PCA's is not."""
    module = experiment.train(recipe).module
    raw = inference.in_batches(module, experiment.x, experiment.device)
    return float(inference.squared_errors(experiment.x, raw).double().mean())


def linear_over_pca(experiment: Experiment) -> Measurement:
    """Largest ratio of the linear autoencoder's error to PCA's over all sizes."""
    data = experiment.series(series)
    ratios = [ours / best for ours, best in zip(data.linear, data.pca, strict=True)]
    by_size = dict(zip(map(str, SIZES), ratios, strict=True))
    return Measurement(max(ratios), _note("linear over PCA", by_size), by_size)


def pca_over_dense(experiment: Experiment) -> Measurement:
    """Smallest ratio of PCA's error to the deep autoencoder's over all sizes."""
    data = experiment.series(series)
    ratios = [linear / ours for linear, ours in zip(data.pca, data.dense, strict=True)]
    by_size = dict(zip(map(str, SIZES), ratios, strict=True))
    return Measurement(min(ratios), _note("PCA over autoencoder", by_size), by_size)


def _note(what: str, ratios: dict[str, float]) -> str:
    return f"{what}: " + ", ".join(f"{size}: {ratio:.3f}" for size, ratio in ratios.items())


CLAIMS = (
    Claim(
        id="linear-is-pca",
        statement="An autoencoder without activations reconstructs as PCA does, at every latent "
        "size from 2 to 64: the largest ratio of its squared error to PCA's",
        source="Baldi and Hornik (1989)",
        measure=linear_over_pca,
        sense="at most",
        bound=LINEAR_TOLERANCE,
        reported="equal",
        unit="ratio",
    ),
    Claim(
        id="deep-beats-pca",
        statement="A deep autoencoder reconstructs better than PCA, at every latent size from 2 to "
        "64: the smallest ratio of PCA's squared error to its own",
        source="Hinton and Salakhutdinov (2006)",
        measure=pca_over_dense,
        sense="at least",
        bound=1.0,
        reported="better",
        unit="ratio",
    ),
)
