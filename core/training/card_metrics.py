"""Figures of a trained model for its card, and the notes that explain them."""

import math

from torch import Tensor

from core import clustering, inference
from core import noise as noises
from core.checkpoints import Card, Store
from core.data import Dataset, to_float
from core.errors import CheckpointError
from core.evaluation import metrics
from core.inference import classify, decode, device_of, encode, in_batches, reconstruct
from core.noise import GaussianNoise, make_generator
from core.training.loop import Trainer
from core.training.recipes.recipe import Recipe
from models import Classifier, Network, VariationalAutoencoder

Metrics = dict[str, float | tuple[float, ...]]

# Figures that a card compares with those of its rival.
COMPARED = ("recipe_test_balanced_accuracy", "squared_error", "latent_std")
NOISE_SEED = 0  # for every figure on noisy test images
NOISY_ACCURACY = 0.89  # of the blog's classifier on its noisy digits


def measure(trainer: Trainer, store: Store) -> tuple[Metrics, tuple[str, ...]]:
    """Measure a trained model; returns its figures and the notes on them, one sentence each."""
    trainer.module.kl_scale = 1.0  # a warm-up may be unfinished
    figures = _figures(trainer, trainer.module.eval(), store)
    notes = list(trainer.recipe.notes)
    judge, rival = trainer.recipe.judge, trainer.recipe.rival
    if judge is not None and "judge_sigma" not in figures:
        notes.append(f"{judge} is not available, so its accuracy on the output is not measured.")
    if rival is not None and (rival_card := _card_in(store, rival)) is not None:
        rival_figures = rival_card.metrics
        common = [key for key in COMPARED if key in figures and key in rival_figures]
        figures |= {f"rival_{key}": rival_figures[key] for key in common}
        notes += [
            f"{rival} has {key} {_short(rival_figures[key])}, this one {_short(figures[key])}."
            for key in common
        ]
    gaps = [key for key, value in figures.items() if not _is_finite(value)]
    if gaps:
        notes.append(f"Omitted, because a class has no images: {', '.join(gaps)}.")
    return {key: figures[key] for key in figures if key not in gaps}, tuple(notes)


def _is_finite(value: float | tuple[float, ...]) -> bool:
    return all(map(math.isfinite, value if isinstance(value, tuple) else [value]))


# A model that took hours to train must not be lost because another one is missing. So both of these
# functions return None if a checkpoint cannot be read, and the card omits the comparison.


def _card_in(store: Store, name: str) -> Card | None:
    try:
        return store.card(name)
    except CheckpointError:
        return None


def _judge(store: Store, name: str) -> tuple[Network, float] | None:
    """A classifier, and the Gaussian sigma at which it reads `NOISY_ACCURACY` of the digits."""
    try:
        judge, card = store.load(name)
    except CheckpointError:
        return None
    sigma = card.metrics.get("gaussian_sigma_at_89")
    return (judge, sigma) if isinstance(sigma, float) else None


def _short(value: float | tuple[float, ...]) -> str:
    return ", ".join(f"{number:.4g}" for number in (value if isinstance(value, tuple) else [value]))


def _figures(trainer: Trainer, module: Network, store: Store) -> Metrics:
    """Figures on all test images, on the training images, and on the recipe's test images."""
    test, recipe = trainer.dataset.split("test"), trainer.recipe
    classes = len(test.classes)
    x, labels = to_float(test.images), test.labels
    if module.task == "reconstruct":
        result = reconstruction_metrics(module, x, labels, recipe, store, classes)
    else:
        result = classification_metrics(module, x, labels, recipe)
    if recipe.family.contrastive:
        result |= cluster_metrics(module, trainer.dataset)
    train_x, train_labels = to_float(trainer.images.cpu()), trainer.labels.cpu()
    result |= _training_metrics(module, train_x, train_labels, classes)
    rows = trainer.rows.test
    if len(rows) < len(x):
        result |= _recipe_test_metrics(module, x[rows], labels[rows])
    return result


def _training_metrics(module: Network, x: Tensor, labels: Tensor, classes: int) -> Metrics:
    if module.task != "reconstruct":
        return {"train_accuracy": metrics.accuracy(module, x, labels)}
    figures = metrics.evaluate_autoencoder(module, x, labels, classes=classes)
    return {f"train_{name}": value for name, value in figures.items()}


def _recipe_test_metrics(module: Network, x: Tensor, labels: Tensor) -> Metrics:
    if module.task == "reconstruct":
        figures = metrics.evaluate_autoencoder(module, x, labels, classes=0)
        return {"recipe_test_squared_error": figures["squared_error"]}
    accuracy, balanced_accuracy = metrics.accuracies(classify(module, x), labels)
    return {
        "recipe_test_accuracy": accuracy,
        "recipe_test_balanced_accuracy": balanced_accuracy,
    }


def reconstruction_metrics(
    module: Network,
    x: Tensor,
    labels: Tensor,
    recipe: Recipe,
    store: Store,
    classes: int = 10,
) -> Metrics:
    """Figures of an autoencoder for its card, on the test images x, float (N, C, H, W).

    Depending on the recipe: errors on noisy images, the variational loss, the range of a
    two-dimensional latent, and the accuracy of the judge with and without the denoiser. The last
    needs a judge in the store whose card has its `gaussian_sigma_at_89`.
    """
    noise = None if recipe.noise is None else noises.from_spec(recipe.noise)
    plane = module.latent_size == 2
    z = None  # latent vectors, encoded once
    variational: Metrics = {}
    if isinstance(module, VariationalAutoencoder):
        posterior = inference.posterior(module, x)
        z = posterior.chunk(2, 1)[0]
        parts = metrics.variational_loss(module, x, NOISE_SEED, posterior)
        variational = {f"test_{name}": value for name, value in parts.items()}
    elif plane:
        z = encode(module, x)
    output = reconstruct(module, x) if z is None else decode(module, z).clamp(0, 1)
    result = metrics.evaluate_autoencoder(module, x, labels, noise, NOISE_SEED, output, classes)
    result |= variational
    if z is not None and plane:
        result |= metrics.latent_spread(z)
    judge = None if recipe.judge is None else _judge(store, recipe.judge)
    if judge is not None:
        result |= _judge_metrics(module, x, labels, *judge)
    return result


def _judge_metrics(
    module: Network, x: Tensor, labels: Tensor, judge: Network, sigma: float
) -> Metrics:
    """Accuracy of a judge on images clean, with Gaussian noise, and denoised by the module."""
    noisy = GaussianNoise(sigma)(x, make_generator(NOISE_SEED))
    return {
        "judge_sigma": sigma,
        "judge_accuracy_clean": metrics.accuracy(judge, x, labels),
        "judge_accuracy_noisy": metrics.accuracy(judge, noisy, labels),
        "judge_accuracy_denoised": metrics.accuracy(judge, reconstruct(module, noisy), labels),
        "judge_noisy_squared_error": float(inference.squared_errors(x, noisy).double().mean()),
    }


def classification_metrics(module: Network, x: Tensor, labels: Tensor, recipe: Recipe) -> Metrics:
    """Figures of a classifier for its card, on the test images x, float (N, C, H, W)."""
    spread: Metrics = {}
    if isinstance(module, Classifier) and module.latent_size == 2:
        z = encode(module, x)
        spread = metrics.latent_spread(z)
        probabilities = in_batches(module.classify_latent, z, device_of(module))
    else:
        probabilities = classify(module, x)
    plain, balanced_accuracy = metrics.accuracies(probabilities, labels)
    result: Metrics = {"accuracy": plain, "balanced_accuracy": balanced_accuracy, **spread}
    if recipe.name == "clf-mlp-3":
        result["gaussian_sigma_at_89"] = metrics.level_of_accuracy(
            module, "gaussian", NOISY_ACCURACY, 0.0, 2.0, x, labels, NOISE_SEED
        )
    return result


def cluster_metrics(module: Network, dataset: Dataset) -> Metrics:
    """Test error of k-means on the latent vectors, for the card of a contrastive model.

    The clusters are fitted to all training images and labelled by majority. The result is empty if
    the data set has fewer training images than clusters.
    """
    train, test = dataset.split("train"), dataset.split("test")
    settings = clustering.KMeansSettings()
    if len(train) < settings.clusters or not len(test) or not dataset.classes:
        return {}
    vectors = [encode(module, to_float(part.images)).numpy() for part in (train, test)]
    errors = clustering.measure_errors(clustering.Features(*vectors), dataset, settings)
    return {"cluster_error": errors.test}
