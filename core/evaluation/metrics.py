"""Metrics of autoencoders and classifiers, clean and under noise."""

import math

import torch
from torch import Tensor

from core import inference
from core.noise import Noise, at_level, make_generator
from models import Network, VariationalAutoencoder


def per_class(values: Tensor, labels: Tensor, classes: int) -> tuple[float, ...]:
    """Mean of ``values`` (N,) over the images of each class; NaN for a class without images."""
    return tuple(
        float(values[labels == index].double().mean()) if (labels == index).any() else math.nan
        for index in range(classes)
    )


def accuracy(module: Network, x: Tensor, labels: Tensor) -> float:
    """Share of images x, float (N, C, H, W), that are classified correctly."""
    predicted = inference.classify(module, x).argmax(1)
    return float((predicted == labels).double().mean())


def accuracies(probabilities: Tensor, labels: Tensor) -> tuple[float, float]:
    """`accuracy` and `balanced_accuracy` from class probabilities, float (N, classes)."""
    # Without scikit-learn, which is too slow to import during training.
    right = (probabilities.argmax(1) == labels).double()
    recalls = torch.tensor(per_class(right, labels, probabilities.shape[1]), dtype=torch.float64)
    return float(right.mean()), float(recalls.nanmean())


def balanced_accuracy(module: Network, x: Tensor, labels: Tensor) -> float:
    """Mean recall over the classes, which weighs rare and common classes equally."""
    return accuracies(inference.classify(module, x), labels)[1]


def evaluate_autoencoder(
    module: Network,
    x: Tensor,
    labels: Tensor,
    noise: Noise | None = None,
    seed: int = 0,
    output: Tensor | None = None,
    classes: int = 10,
) -> dict[str, float | tuple[float, ...]]:
    """Metrics of an autoencoder on clean images x, float (N, C, H, W), and on noisy ones.

    ``output`` is `inference.reconstruct` of x, if the caller has it. The metrics:

    - ``squared_error``: summed over the pixels, averaged over the images;
      ``squared_error_per_class`` for each of the ``classes``, if there are any;
      ``mean_squared_error`` per pixel.
    - ``denoising_squared_error``: of the output for noisy images against the clean ones, and
      ``noisy_squared_error`` of the noisy images; only with a ``noise``.
    - ``squared_error_unclipped``: only for a linear output, which may leave [0, 1]. Sources state
      this error; the others are of the clipped output that the screens show.
    """
    errors = inference.squared_errors(
        x, inference.reconstruct(module, x) if output is None else output
    )
    result: dict[str, float | tuple[float, ...]] = {
        "squared_error": float(errors.double().mean()),
        "mean_squared_error": float(errors.double().mean()) / x[0].numel(),
    }
    if classes:
        result["squared_error_per_class"] = per_class(errors, labels, classes)
    if getattr(module.config, "output", "sigmoid") == "linear":
        raw = inference.in_batches(module, x, inference.device_of(module))
        result["squared_error_unclipped"] = float(inference.squared_errors(x, raw).double().mean())
    if noise is not None:
        noisy = noise(x, make_generator(seed))
        reconstruction = inference.reconstruct(module, noisy)
        result["noisy_squared_error"] = float(inference.squared_errors(x, noisy).double().mean())
        result["denoising_squared_error"] = float(
            inference.squared_errors(x, reconstruction).double().mean()
        )
    return result


@torch.inference_mode()
def variational_loss(
    module: VariationalAutoencoder, x: Tensor, seed: int = 0, posterior: Tensor | None = None
) -> dict[str, float]:
    """Mean loss per image of a variational autoencoder, and its two parts, one sample each.

    ``posterior`` is `inference.posterior` of x, if the caller has it.
    """
    device = inference.device_of(module)
    generator = make_generator(seed, device)
    posterior = inference.posterior(module, x) if posterior is None else posterior
    totals: dict[str, float] = {}
    for part in inference.batches(len(x), inference.batch_size(device)):
        mean, log_variance = posterior[part].to(device).chunk(2, 1)
        parts = module.loss_at(mean, log_variance, x[part].to(device), generator)
        for name, value in parts.items():
            totals[name] = totals.get(name, 0.0) + float(value) * len(mean)
    return {name: value / len(x) for name, value in totals.items()}


def latent_spread(z: Tensor) -> dict[str, float | tuple[float, ...]]:
    """Spread of latent vectors (N, latent): deviation, extremes, and share within ±4."""
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
    """Noise level between ``low`` and ``high`` at which accuracy falls to ``target``."""
    for _ in range(12):  # bisections, to a 4096th of the range
        middle = (low + high) / 2
        if accuracy(classifier, at_level(kind, middle)(x, make_generator(seed)), labels) > target:
            low = middle
        else:
            high = middle
    return (low + high) / 2
