"""Figures of merit: reconstruction error, accuracy, and what noise does to both."""

import math

import torch
from torch import Tensor

from core import inference
from core.noise import Noise, at_level, seeded
from models import Network, VariationalAutoencoder


def per_class(values: Tensor, labels: Tensor, classes: int = 10) -> tuple[float, ...]:
    """Mean of ``values`` (N,) over the images of each class; NaN for a class with none."""
    return tuple(
        float(values[labels == index].double().mean()) if (labels == index).any() else math.nan
        for index in range(classes)
    )


def accuracy(module: Network, x: Tensor, labels: Tensor) -> float:
    """Share of images x, float (N, 1, 28, 28), whose most likely class is their label."""
    predicted = inference.classify(module, x).argmax(1)
    return float((predicted == labels).double().mean())


def accuracies(read: Tensor, labels: Tensor) -> tuple[float, float]:
    """`accuracy` and `balanced_accuracy` where the classes were read as ``read``, float (N, 10)."""
    # Not scikit-learn's: its import takes seconds, for which no training should wait.
    right = (read.argmax(1) == labels).double()
    recalls = torch.tensor(per_class(right, labels), dtype=torch.float64)
    return float(right.mean()), float(recalls.nanmean())


def balanced_accuracy(module: Network, x: Tensor, labels: Tensor) -> float:
    """Mean over the classes of the share recognised; equal weight to rare and common ones."""
    return accuracies(inference.classify(module, x), labels)[1]


def evaluate_autoencoder(
    module: Network,
    x: Tensor,
    labels: Tensor,
    noise: Noise | None = None,
    seed: int = 0,
    output: Tensor | None = None,
) -> dict[str, float | tuple[float, ...]]:
    """Figures of an autoencoder on clean images x, float (N, 1, 28, 28), and on noisy ones.

    ``output`` is what `inference.reconstruct` makes of x, where it is known.

    ``squared_error`` is summed over the 784 pixels and averaged over the images; ``per_class``
    gives it for each class. With a noise, ``denoising_squared_error`` compares the output for
    noisy images with the clean ones, and ``noisy_squared_error`` is what there was to remove.
    A linear output may leave the range of a pixel; it is clipped as on the screens, and the figure
    of the raw output, which sources give, is ``squared_error_unclipped``.
    """
    errors = inference.squared_errors(
        x, inference.reconstruct(module, x) if output is None else output
    )
    result: dict[str, float | tuple[float, ...]] = {
        "squared_error": float(errors.double().mean()),
        "mean_squared_error": float(errors.double().mean()) / x[0].numel(),
        "squared_error_per_class": per_class(errors, labels),
    }
    if getattr(module.config, "output", "sigmoid") == "linear":
        raw = inference.in_batches(module, x, inference.device_of(module))
        result["squared_error_unclipped"] = float(inference.squared_errors(x, raw).double().mean())
    if noise is not None:
        noisy = noise(x, seeded(seed))
        cleaned = inference.reconstruct(module, noisy)
        result["noisy_squared_error"] = float(inference.squared_errors(x, noisy).double().mean())
        result["denoising_squared_error"] = float(
            inference.squared_errors(x, cleaned).double().mean()
        )
    return result


@torch.inference_mode()
def variational_loss(
    module: VariationalAutoencoder, x: Tensor, seed: int = 0, posterior: Tensor | None = None
) -> dict[str, float]:
    """Mean loss an image of a variational autoencoder and its two parts, one sample an image.

    ``posterior`` is what `inference.posterior` makes of x, where it is known.
    """
    device = inference.device_of(module)
    generator = seeded(seed, device)
    known = inference.posterior(module, x) if posterior is None else posterior
    totals: dict[str, float] = {}
    for part in inference.batches(len(x), inference.batch_size(device)):
        mean, log_variance = known[part].to(device).chunk(2, 1)
        parts = module.loss_at(mean, log_variance, x[part].to(device), generator)
        for name, value in parts.items():
            totals[name] = totals.get(name, 0.0) + float(value) * len(mean)
    return {name: value / len(x) for name, value in totals.items()}


def latent_spread(z: Tensor) -> dict[str, float | tuple[float, ...]]:
    """How far latent vectors (N, latent) reach: standard deviation, extremes, share near zero."""
    return {
        "latent_std": tuple(z.double().std(0).tolist()),
        "latent_low": tuple(z.amin(0).tolist()),
        "latent_high": tuple(z.amax(0).tolist()),
        "latent_share_within_4": float((z.abs() <= 4).all(1).double().mean()),
    }


def level_of_accuracy(
    classifier: Network,
    kind: str,
    target: float,
    low: float,
    high: float,
    x: Tensor,
    labels: Tensor,
    seed: int = 0,
) -> float:
    """The noise level at which the classifier's accuracy falls to ``target``, by bisection."""
    for _ in range(12):
        middle = (low + high) / 2
        if accuracy(classifier, at_level(kind, middle)(x, seeded(seed)), labels) > target:
            low = middle
        else:
            high = middle
    return (low + high) / 2
