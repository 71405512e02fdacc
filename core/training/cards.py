"""The card of a trained model: what it is, what it was trained on and how well it does."""

import math
import platform
from datetime import UTC, datetime

import torch
from torch import Tensor

import models
from core import clustering, inference
from core import noise as noises
from core.checkpoints import Card, DatasetCard, Store
from core.data import Dataset, to_float
from core.errors import CheckpointError
from core.evaluation import metrics
from core.inference import classify, decode, device_of, encode, in_batches, reconstruct
from core.noise import GaussianNoise, seeded
from core.training.loop import Trainer, device_name
from core.training.recipes import RECIPES, Recipe, recipe_from
from core.training.transfer import encoder_weights
from models import Classifier, Network, VariationalAutoencoder

Metrics = dict[str, float | tuple[float, ...]]

# The figures that a card sets beside those of its rival.
COMPARED = ("recipe_test_balanced_accuracy", "squared_error", "latent_std")
NOISE_SEED = 0  # of every figure on noisy test images
FALLEN_ACCURACY = 0.89  # what the blog's classifier keeps on its noisy digits


def initial_weights(recipe: Recipe, store: Store) -> dict[str, Tensor] | None:
    """The weights that a recipe starts from, out of the store; None where it starts afresh."""
    if recipe.initial is None:
        return None
    module, card = store.load(recipe.initial)
    return encoder_weights(module.state_dict(), card.model, recipe.model)


def card_of(trainer: Trainer, store: Store) -> Card:
    """Measure a trained model on the test images and write its card.

    ``store`` holds the models that the recipe compares it with: its judge and its rival.
    """
    recipe, dataset = trainer.recipe, trainer.dataset
    figures, notes = measure(trainer, store)
    return Card(
        name=recipe.name,
        title=recipe.title,
        model=recipe.model,
        parameters=models.parameter_count(trainer.module),
        recipe=recipe.model_dump(mode="json"),
        dataset=DatasetCard(
            name=dataset.name,
            fingerprint=dataset.fingerprint,
            train_count=len(trainer.train_rows),
            validation_count=len(trainer.validation_rows),
            test_count=len(trainer.test_rows),
            is_sample=dataset.is_sample,
        ),
        history=tuple(epoch.row() for epoch in trainer.history),
        metrics=figures,
        notes=notes,
        versions={"python": platform.python_version(), "torch": torch.__version__},
        device=device_name(trainer.device),
        seconds=sum(epoch.seconds for epoch in trainer.history),
        seed=recipe.seed,
        source=recipe.source,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def measured_again(name: str, dataset: Dataset, store: Store) -> Card:
    """The card of a stored checkpoint with its figures measured anew, for the same weights.

    Useful once a model that it is compared with has been trained.
    """
    module, card = store.load(name)
    recipe = recipe_from(card.recipe)
    current = RECIPES.get(name)
    if current is not None:
        # What a comparison needs may be newer than the file; nothing that shaped the weights is.
        recipe = recipe.model_copy(update={"judge": current.judge, "rival": current.rival})
    trainer = Trainer(recipe, dataset)
    trainer.module.load_state_dict(module.state_dict())
    figures, notes = measure(trainer, store)
    changes = {
        "metrics": figures,
        "notes": notes,
        "recipe": recipe.model_dump(mode="json"),
        "model": recipe.model,  # with the defaults of fields that are newer than the file
    }
    return card.model_copy(update=changes)


def measure(trainer: Trainer, store: Store) -> tuple[Metrics, tuple[str, ...]]:
    """The figures of a trained model, and the sentences that go with them."""
    trainer.module.kl_scale = 1.0  # a warm-up may not have come to its end
    figures = _figures(trainer, trainer.module.eval(), store)
    notes = list(trainer.recipe.notes)
    judge, rival = trainer.recipe.judge, trainer.recipe.rival
    if judge is not None and "judge_sigma" not in figures:
        notes.append(f"{judge} could not read the output, so what it reads is not measured.")
    if rival is not None and (rival_card := _card_in(store, rival)) is not None:
        theirs = rival_card.metrics
        shared = [key for key in COMPARED if key in figures and key in theirs]
        figures |= {f"rival_{key}": theirs[key] for key in shared}
        notes += [
            f"{rival} has {key} {_short(theirs[key])}, this one {_short(figures[key])}."
            for key in shared
        ]
    unknown = [key for key, value in figures.items() if not _finite(value)]
    if unknown:
        notes.append(f"Left out, for some class has no image: {', '.join(unknown)}.")
    return {key: figures[key] for key in figures if key not in unknown}, tuple(notes)


def _finite(value: float | tuple[float, ...]) -> bool:
    return all(map(math.isfinite, value if isinstance(value, tuple) else [value]))


# A model that took hours to train must not be lost because another one is missing, so both of
# these give None where a checkpoint cannot be had, and the card goes without its figures.


def _card_in(store: Store, name: str) -> Card | None:
    try:
        return store.card(name)
    except CheckpointError:
        return None


def _judge(store: Store, name: str) -> tuple[Network, float] | None:
    """The classifier of that name, and the Gaussian sigma at which its card has it fallen."""
    try:
        judge, card = store.load(name)
    except CheckpointError:
        return None
    sigma = card.metrics.get("gaussian_sigma_at_89")
    return (judge, sigma) if isinstance(sigma, float) else None


def _short(value: float | tuple[float, ...]) -> str:
    return ", ".join(f"{number:.4g}" for number in (value if isinstance(value, tuple) else [value]))


def _figures(trainer: Trainer, module: Network, store: Store) -> Metrics:
    test = trainer.dataset.split("test")
    x, labels = to_float(test.images), test.labels
    if module.task == "reconstruct":
        result = reconstruction_metrics(module, x, labels, trainer.recipe, store)
    else:
        result = classification_metrics(module, x, labels, trainer.recipe)
    if trainer.recipe.family.contrastive:
        result |= cluster_metrics(module, trainer.dataset)
    seen = to_float(trainer.images.cpu())
    seen_labels = trainer.labels.cpu()
    if module.task == "reconstruct":
        on_train = metrics.evaluate_autoencoder(module, seen, seen_labels)
        result |= {f"train_{name}": value for name, value in on_train.items()}
    else:
        result["train_accuracy"] = metrics.accuracy(module, seen, seen_labels)
    if len(trainer.test_rows) < len(x):
        part, part_labels = x[trainer.test_rows], labels[trainer.test_rows]
        if module.task == "reconstruct":
            errors = metrics.evaluate_autoencoder(module, part, part_labels)
            result["recipe_test_squared_error"] = errors["squared_error"]
        else:
            plain, balanced = metrics.accuracies(classify(module, part), part_labels)
            result["recipe_test_accuracy"] = plain
            result["recipe_test_balanced_accuracy"] = balanced
    return result


def reconstruction_metrics(
    module: Network, x: Tensor, labels: Tensor, recipe: Recipe, store: Store
) -> Metrics:
    """Figures of an autoencoder on the test images x, float (N, 1, 28, 28), as its card has them.

    Depending on the recipe: errors on noisy images, the variational loss, the reach of a
    two-number latent, and what the judge reads with and without the denoiser, where the store has
    a judge whose own card says how much noise it takes.
    """
    noise = None if recipe.noise is None else noises.from_spec(recipe.noise)
    plane = module.latent_size == 2
    z = None  # of what is measured on latent vectors, encoded once
    variational: Metrics = {}
    if isinstance(module, VariationalAutoencoder):
        posterior = inference.posterior(module, x)
        z = posterior.chunk(2, 1)[0]
        parts = metrics.variational_loss(module, x, NOISE_SEED, posterior)
        variational = {f"test_{name}": value for name, value in parts.items()}
    elif plane:
        z = encode(module, x)
    output = reconstruct(module, x) if z is None else decode(module, z).clamp(0, 1)
    result = metrics.evaluate_autoencoder(module, x, labels, noise, NOISE_SEED, output)
    result |= variational
    if z is not None and plane:
        result |= metrics.latent_spread(z)
    judged = None if recipe.judge is None else _judge(store, recipe.judge)
    if judged is not None:
        judge, sigma = judged
        noisy = GaussianNoise(sigma)(x, seeded(NOISE_SEED))
        cleaned = reconstruct(module, noisy)
        result["judge_sigma"] = sigma
        result["judge_accuracy_clean"] = metrics.accuracy(judge, x, labels)
        result["judge_accuracy_noisy"] = metrics.accuracy(judge, noisy, labels)
        result["judge_accuracy_denoised"] = metrics.accuracy(judge, cleaned, labels)
        errors = inference.squared_errors(x, noisy).double().mean()
        result["judge_noisy_squared_error"] = float(errors)
    return result


def classification_metrics(module: Network, x: Tensor, labels: Tensor, recipe: Recipe) -> Metrics:
    """Figures of a classifier on the test images x, float (N, 1, 28, 28), as its card has them."""
    spread: Metrics = {}
    if isinstance(module, Classifier) and module.latent_size == 2:
        z = encode(module, x)
        spread = metrics.latent_spread(z)
        read = in_batches(module.classify_latent, z, device_of(module))
    else:
        read = classify(module, x)
    plain, balanced = metrics.accuracies(read, labels)
    result: Metrics = {"accuracy": plain, "balanced_accuracy": balanced, **spread}
    if recipe.name == "clf-mlp-3":
        result["gaussian_sigma_at_89"] = metrics.level_of_accuracy(
            module, "gaussian", FALLEN_ACCURACY, 0.0, 2.0, x, labels, NOISE_SEED
        )
    return result


def cluster_metrics(module: Network, dataset: Dataset) -> Metrics:
    """How well k-means reads the test images from the latent vectors, as a contrastive card says.

    Clusters are found among all training images and named by their majority. Nothing is measured
    on a data set with fewer training images than clusters.
    """
    train, test = dataset.split("train"), dataset.split("test")
    chosen = clustering.KMeansSettings()
    if len(train) < chosen.clusters or not len(test):
        return {}
    rows = [encode(module, to_float(part.images)).numpy() for part in (train, test)]
    found = clustering.measure_errors(clustering.Features(*rows), dataset, chosen)
    return {"cluster_error": found.test}
