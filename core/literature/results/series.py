"""The series behind the figures of ``docs/results``: one small JSON file each, validated when read.

>>> from core.literature.results.series import LatentSizes, read
>>> read(LatentSizes).sizes
(2, 4, 8, 10, 16, 25, 32, 64)
"""

from pathlib import Path
from typing import Annotated, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from core.literature.results.result_file import read_result
from core.settings import PROJECT
from core.storage.files import write_atomic

RESULTS = PROJECT / "docs" / "results"

Numbers = tuple[Annotated[float, Field(allow_inf_nan=False)], ...]


class Series(BaseModel):
    """The fields of every series."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: ClassVar[str]  # name in the folder of the results

    device: str  # that computed it
    date: str  # ISO 8601 in UTC
    images: int  # test images behind each value


class LatentSizes(Series):
    """Squared error per test digit, summed over the pixels, for each latent size."""

    file: ClassVar[str] = "latent_sizes.json"

    seed: int
    sizes: tuple[int, ...]  # latent numbers
    pca: Numbers  # principal component analysis, fitted to the training digits
    linear: Numbers  # autoencoder without activations
    dense: Numbers  # autoencoder 784-256-128-size-128-256-784 with sigmoid output


class PretrainingSeeds(Series):
    """Two classifiers per seed: case 1 pretrained as an autoencoder, case 2 as a denoiser.

    ``images`` counts the 1,000 test images of the recipe; values named ``whole`` are of all.
    """

    file: ClassVar[str] = "pretraining_seeds.json"

    seeds: tuple[int, ...]
    case1: Numbers  # balanced accuracy in [0, 1] on the recipe's test images
    case2: Numbers
    case1_whole: Numbers  # balanced accuracy on all the test images
    case2_whole: Numbers
    whole_images: int
    case1_curves: tuple[Numbers, ...]
    """1 - balanced accuracy on the training images after each epoch, for each seed."""
    case2_curves: tuple[Numbers, ...]


class ClassErrors(Series):
    """Squared error per test digit of `ae-dense-32`, summed over the pixels, for each class."""

    file: ClassVar[str] = "dense32_classes.json"

    classes: tuple[str, ...]
    ours: Numbers
    source: Numbers


class NoiseCurve(Series):
    """Accuracy of a classifier trained on clean digits, over the level of Gaussian noise."""

    file: ClassVar[str] = "denoising.json"

    classifier: str
    seed: int
    levels: Numbers  # sigma
    noisy: Numbers  # accuracy in [0, 1]
    denoised: dict[str, Numbers]  # accuracy behind each denoiser, by its name


class ClusterErrors(Series):
    """Share of the test digits that k-means as a classifier misreads, for each input."""

    file: ClassVar[str] = "clusters.json"

    names: tuple[str, ...]  # of the inputs, in plain words
    clusters: tuple[int, ...]  # the k of k-means
    ours: Numbers
    source: tuple[float | None, ...]  # None if no source reports one


class LatentRanges(Series):
    """Range of the two latent numbers of each model over the test digits."""

    file: ClassVar[str] = "latent_ranges.json"

    models: tuple[str, ...]
    low: tuple[Numbers, ...]  # for each model the lowest value of each latent number
    high: tuple[Numbers, ...]
    std: tuple[Numbers, ...]  # standard deviation
    squared_error: Numbers  # per digit, summed over the pixels


AnySeries = TypeVar("AnySeries", bound=Series)


def write(series: Series, folder: Path = RESULTS) -> Path:
    """Write a series to the folder and return the path."""
    path = folder / series.file
    write_atomic(path, (series.model_dump_json(indent=1) + "\n").encode())
    return path


def read(kind: type[AnySeries], folder: Path = RESULTS) -> AnySeries:
    """Read the series of a kind.

    Raises:
        ResultsError: the file is missing or damaged.
    """
    return read_result(folder / kind.file, kind.model_validate_json)
