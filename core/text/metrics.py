"""What each figure of a card or a training history is called, what it means, which way is better.

Cards name their figures as programs do; screens show these names instead. A figure of a prefix
such as ``train_`` needs no entry of its own, and an unknown one is shown under its own name.
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
    """How a figure is shown to people."""

    title: str
    unit: str = ""
    better: Better | None = None  # None: neither way is better
    style: Style = "number"  # a share is from 0 to 1 and shown in per cent
    help: str = ""

    @property
    def direction(self) -> str:
        """Which way is better, in words; empty where neither is."""
        return f"{self.better} is better" if self.better else ""


_ERROR = "squared difference between output and clean image, averaged over the images"

NAMES: dict[str, MetricName] = {
    "squared_error": MetricName(
        "Squared error per image", "", "lower", help=f"Summed over the 784 pixels: {_ERROR}."
    ),
    "squared_error_unclipped": MetricName(
        "Squared error per image, output not clipped",
        "",
        "lower",
        help=f"As above for an output that may leave the range from black to white: {_ERROR}.",
    ),
    "mean_squared_error": MetricName(
        "Squared error per pixel", "", "lower", help=f"The mean over the 784 pixels: {_ERROR}."
    ),
    "squared_error_per_class": MetricName(
        "Squared error per image",
        "",
        "lower",
        help=f"Summed over the pixels: {_ERROR}.",
    ),
    "noisy_squared_error": MetricName(
        "Squared error of the noisy images",
        help="What there was to remove: the noise as it was put on the test images.",
    ),
    "denoising_squared_error": MetricName(
        "Squared error after cleaning",
        "",
        "lower",
        help="Noisy images in, compared with the clean ones; summed over the pixels.",
    ),
    "loss": MetricName("Loss", "", "lower", help="What training makes small."),
    "validation_loss": MetricName(
        "Loss on images held out", "", "lower", help="The same on images that training never sees."
    ),
    "reconstruction": MetricName(
        "Reconstruction part of the loss",
        "",
        "lower",
        help="How unlike the input the output is.",
    ),
    "agreement": MetricName(
        "Agreement part of the loss (NT-Xent)",
        "",
        "lower",
        help="How hard it is to find a digit's other copy among all others in the batch.",
    ),
    "cluster_error": MetricName(
        "Misread by 225 clusters named by their majority",
        "%",
        "lower",
        "share",
        "k-means on the latent vectors of the training images, found without labels.",
    ),
    "kl": MetricName(
        "Divergence part of the loss (KL)",
        "nats",
        help="How far the codes are from a standard normal cloud; 0 would mean no information.",
    ),
    "accuracy": MetricName(
        "Read correctly (accuracy)", "%", "higher", "share", "Share of images given their class."
    ),
    "balanced_accuracy": MetricName(
        "Read correctly, classes weighted equally (balanced accuracy)",
        "%",
        "higher",
        "share",
        "The mean over the classes of the share read correctly.",
    ),
    "balanced_error": MetricName(
        "Misread, classes weighted equally",
        "%",
        "lower",
        "share",
        "One minus the balanced accuracy, on the training images.",
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
        "Gaussian noise that the judge is tried with",
        "sigma",
        help="The level at which the judging classifier alone reads 89 %.",
    ),
    "judge_accuracy_clean": MetricName(
        "Judge reads correctly, clean images", "%", "higher", "share", "The judge is a classifier."
    ),
    "judge_accuracy_noisy": MetricName(
        "Judge reads correctly, noisy images", "%", "higher", "share", "Without the denoiser."
    ),
    "judge_accuracy_denoised": MetricName(
        "Judge reads correctly, cleaned images", "%", "higher", "share", "Behind the denoiser."
    ),
    "judge_noisy_squared_error": MetricName(
        "Squared error of the images the judge is tried with",
        help="The noise as it was put on the test images.",
    ),
    "learning_rate": MetricName("Learning rate", help="The size of a training step."),
    "seconds": MetricName("Time per epoch", "s", None, "seconds"),
    "images_per_second": MetricName("Images per second", "1/s", "higher"),
}

# A prefix, and what it adds to the title.
PREFIXES: dict[str, str] = {
    "train_": "training images",
    "recipe_test_": "the recipe's own test images",
    "rival_": "the model compared with",
    "test_": "test images",
}


@dataclass(frozen=True)
class MetricRow:
    """One line of a table of figures."""

    key: str
    title: str
    value: str
    direction: str
    help: str


def metric_name(key: str) -> MetricName:
    """How the figure ``key`` is shown; an unknown key becomes its own title."""
    if key in NAMES:
        return NAMES[key]
    for prefix, where in PREFIXES.items():
        if key.startswith(prefix) and len(key) > len(prefix):
            inner = metric_name(key.removeprefix(prefix))
            return replace(inner, title=f"{inner.title}: {where}")
    words = " ".join(key.replace("_", " ").split())
    return MetricName(sentence_case(words) or key)


def metric_value(key: str, value: Value) -> str:
    """A figure as people read it: ``97.90 %``, ``4.058``, ``0.9, -1.2``."""
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
    """A table of the figures, without those given for each class, which belong into a chart."""
    rows = []
    for key, value in metrics.items():
        if is_per_class(key):
            continue
        name = metric_name(key)
        rows.append(MetricRow(key, name.title, metric_value(key, value), name.direction, name.help))
    return rows


def is_per_class(key: str) -> bool:
    """Whether a figure has one value for each class."""
    return key.endswith("_per_class")


def key_metric(metrics: Mapping[str, Value]) -> str | None:
    """The one figure that says most about a model, None where it has none of the known ones."""
    return next((key for key in _BY_WEIGHT if key in metrics), None)


def key_words(metrics: Mapping[str, Value]) -> str:
    """That figure in a few words, such as ``97.90 % read correctly``; empty where there is none."""
    key = key_metric(metrics)
    return "" if key is None else f"{metric_value(key, metrics[key])} {_BY_WEIGHT[key]}"


# The telling figures, the most telling first, with what follows the value in a few words.
_BY_WEIGHT: dict[str, str] = {
    "accuracy": "read correctly",
    "judge_accuracy_denoised": "read correctly once cleaned",
    "denoising_squared_error": "squared error once cleaned",
    "test_loss": "loss",
    "squared_error": "squared error",
}


def per_class_groups(
    metrics: Mapping[str, Value],
) -> dict[str, dict[str, tuple[float, ...]]]:
    """The figures that have a value for each class, those of one kind together.

    The keys are kinds such as ``squared_error_per_class``; each holds what the values belong to,
    such as ``Test images`` or ``Training images``. Values of another length than the first of
    their kind cannot stand beside it and get a kind of their own.
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
