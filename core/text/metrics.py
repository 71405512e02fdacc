"""Names, meanings and formats of the figures of a card or a training history.

A card has keys such as ``squared_error``; screens show these names instead. A key with a prefix
such as ``train_`` needs no entry of its own. An unknown key becomes its own title.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from core.text.numbers import percent, sentence_case

Better = Literal["lower", "higher"]
Style = Literal["number", "share", "seconds"]
Value = float | tuple[float, ...]


@dataclass(frozen=True)
class MetricName:
    """Title, unit and meaning of a figure on screens."""

    title: str
    unit: str = ""
    better: Better | None = None  # None: neither
    style: Style = "number"  # a share in [0, 1] is shown in per cent
    help: str = ""

    @property
    def direction(self) -> str:
        """Direction of improvement, such as ``lower is better``; empty if there is none."""
        return f"{self.better} is better" if self.better else ""


_ERROR = "squared difference between output and clean image, averaged over the images"

NAMES: dict[str, MetricName] = {
    "squared_error": MetricName(
        "Squared error per image", "", "lower", help=f"Summed over the pixels: {_ERROR}."
    ),
    "squared_error_unclipped": MetricName(
        "Squared error per image, output not clipped",
        "",
        "lower",
        help=f"As above, but the output may leave the range from black to white: {_ERROR}.",
    ),
    "mean_squared_error": MetricName(
        "Squared error per pixel", "", "lower", help=f"The mean over the pixels: {_ERROR}."
    ),
    "squared_error_per_class": MetricName(
        "Squared error per image",
        "",
        "lower",
        help=f"Summed over the pixels: {_ERROR}.",
    ),
    "noisy_squared_error": MetricName(
        "Squared error of the noisy images",
        help="The noise to remove: the error of the noisy test images.",
    ),
    "denoising_squared_error": MetricName(
        "Squared error after cleaning",
        "",
        "lower",
        help="Cleaned noisy images compared with the clean ones, summed over the pixels.",
    ),
    "loss": MetricName("Loss", "", "lower", help="Training minimises it."),
    "validation_loss": MetricName(
        "Loss on images held out",
        "",
        "lower",
        help="The loss on images that are not used for training.",
    ),
    "reconstruction": MetricName(
        "Reconstruction part of the loss",
        "",
        "lower",
        help="Difference between the input and the output.",
    ),
    "agreement": MetricName(
        "Agreement part of the loss (NT-Xent)",
        "",
        "lower",
        help="How hard it is to find the other copy of a picture among all images of the batch.",
    ),
    "cluster_error": MetricName(
        "Misread by 225 clusters named by their majority",
        "%",
        "lower",
        "share",
        "k-means on the latent vectors of the training images, fitted without labels.",
    ),
    "kl": MetricName(
        "Divergence part of the loss (KL)",
        "nats",
        help="Distance of the codes from a standard normal distribution; 0 means no information.",
    ),
    "accuracy": MetricName(
        "Read correctly (accuracy)", "%", "higher", "share", "Share of images with the right class."
    ),
    "balanced_accuracy": MetricName(
        "Read correctly, classes weighted equally (balanced accuracy)",
        "%",
        "higher",
        "share",
        "Mean over the classes of the share read correctly.",
    ),
    "balanced_error": MetricName(
        "Misread, classes weighted equally",
        "%",
        "lower",
        "share",
        "One minus the balanced accuracy on the training images.",
    ),
    "gaussian_sigma_at_89": MetricName(
        "Gaussian noise at which 89 % is read correctly",
        "sigma",
        "higher",
        help="The level at which the accuracy on noisy test images falls to 89 %.",
    ),
    "latent_std": MetricName(
        "Spread of each latent number", help="Standard deviation over the test images."
    ),
    "latent_low": MetricName("Lowest value of each latent number", help="Over the test images."),
    "latent_high": MetricName("Highest value of each latent number", help="Over the test images."),
    "latent_share_within_4": MetricName(
        "Test images whose latent numbers all lie within ±4", "%", None, "share"
    ),
    "judge_sigma": MetricName(
        "Gaussian noise that the judge is tested with",
        "sigma",
        help="The level at which the judge alone reads 89 % correctly.",
    ),
    "judge_accuracy_clean": MetricName(
        "Judge reads correctly, clean images", "%", "higher", "share", "The judge is a classifier."
    ),
    "judge_accuracy_noisy": MetricName(
        "Judge reads correctly, noisy images", "%", "higher", "share", "Without the denoiser."
    ),
    "judge_accuracy_denoised": MetricName(
        "Judge reads correctly, cleaned images", "%", "higher", "share", "After the denoiser."
    ),
    "judge_noisy_squared_error": MetricName(
        "Squared error of the images the judge is tested with",
        help="The error of the noisy test images.",
    ),
    "learning_rate": MetricName("Learning rate", help="The size of a training step."),
    "seconds": MetricName("Time per epoch", "s", None, "seconds"),
    "images_per_second": MetricName("Images per second", "1/s", "higher"),
}

# Prefixes of keys, with what they add to the title.
PREFIXES: dict[str, str] = {
    "train_": "training images",
    "recipe_test_": "the recipe's own test images",
    "rival_": "the model compared with",
    "test_": "test images",
}


@dataclass(frozen=True)
class MetricRow:
    """One row of a table of figures."""

    key: str
    title: str
    value: str
    direction: str
    help: str


def metric_name(key: str) -> MetricName:
    """Look up the name of a figure; an unknown key becomes its own title."""
    if key in NAMES:
        return NAMES[key]
    for prefix, where in PREFIXES.items():
        if key.startswith(prefix) and len(key) > len(prefix):
            inner = metric_name(key.removeprefix(prefix))
            return replace(inner, title=f"{inner.title}: {where}")
    words = " ".join(key.replace("_", " ").split())
    return MetricName(sentence_case(words) or key)


def metric_value(key: str, value: Value) -> str:
    """Format a figure: ``97.90 %``, ``4.058``, ``0.9, -1.2``."""
    if isinstance(value, tuple):
        return ", ".join(metric_value(key, item) for item in value)
    name = metric_name(key)
    if name.style == "share":
        return percent(value, 2)
    if name.style == "seconds":
        return f"{value:.1f} s"
    text = f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
    unit = f" {name.unit}" if name.unit and name.unit not in ("%", "sigma") else ""
    return text + unit


def metric_rows(metrics: Mapping[str, Value]) -> list[MetricRow]:
    """Rows for a table of figures, without the figures per class, which belong in a chart."""
    rows = []
    for key, value in metrics.items():
        if is_per_class(key):
            continue
        name = metric_name(key)
        rows.append(MetricRow(key, name.title, metric_value(key, value), name.direction, name.help))
    return rows


def is_per_class(key: str) -> bool:
    """Whether a figure has one value per class."""
    return key.endswith("_per_class")


def key_metric(metrics: Mapping[str, Value]) -> str | None:
    """Key of the most important figure of a model; None if it has none of them."""
    return next((key for key in _BY_WEIGHT if key in metrics), None)


def key_words(metrics: Mapping[str, Value]) -> str:
    """The most important figure, such as ``97.90 % read correctly``; empty if there is none.

    Two decimals, because the figures of several models stand in one column.
    """
    key = key_metric(metrics)
    if key is None:
        return ""
    value = metrics[key]
    is_number = metric_name(key).style == "number" and not isinstance(value, tuple)
    text = f"{value:,.2f}" if is_number else metric_value(key, value)
    return _BY_WEIGHT[key].format(text)


# The most important figures first, with the words around the value.
_BY_WEIGHT: dict[str, str] = {
    "accuracy": "{} read correctly",
    "judge_accuracy_denoised": "{} read correctly once cleaned",
    "denoising_squared_error": "differs by {} once cleaned",
    "test_loss": "loss {}",
    "squared_error": "differs by {} from the original",
}


def per_class_groups(
    metrics: Mapping[str, Value],
) -> dict[str, dict[str, tuple[float, ...]]]:
    """Group the figures that have one value per class.

    The keys are kinds such as ``squared_error_per_class``, the inner keys such as ``Test images``
    or ``Training images``. Values of another length than the first of their kind form a group of
    their own, because one chart cannot show both.
    """
    groups: dict[str, dict[str, tuple[float, ...]]] = {}
    for key, value in metrics.items():
        if not is_per_class(key) or not isinstance(value, tuple) or not value:
            continue
        prefix = next((p for p in PREFIXES if key.startswith(p)), "")
        kind = key.removeprefix(prefix)
        label = PREFIXES.get(prefix, "test images")
        group = groups.setdefault(kind, {})
        if any(len(value) != len(other) for other in group.values()):
            group = groups.setdefault(key, {})
        group[sentence_case(label)] = value
    return groups
