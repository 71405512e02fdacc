"""The series behind the figures of ``docs/results``: one small JSON file each, checked on reading.

A page that shows one reads it with `read`, such as ``read(LatentSizes)``; nothing is trained.
"""

from pathlib import Path
from typing import Annotated, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import ResultsError
from core.settings import PROJECT
from core.storage.files import write_atomic

RESULTS = PROJECT / "docs" / "results"

Numbers = tuple[Annotated[float, Field(allow_inf_nan=False)], ...]


class Series(BaseModel):
    """What every series says about itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: ClassVar[str]  # its name in the folder of the results

    device: str  # where it was computed
    date: str  # ISO 8601, UTC
    images: int  # test images behind every figure


class LatentSizes(Series):
    """Squared error per test digit, summed over pixels, for each number of latent numbers."""

    file: ClassVar[str] = "latent_sizes.json"

    seed: int
    sizes: tuple[int, ...]  # numbers in the latent
    pca: Numbers  # principal component analysis, fitted on the training digits
    linear: Numbers  # an autoencoder with no activation
    dense: Numbers  # 784-256-128-size and its mirror, sigmoid output


class PretrainingSeeds(Series):
    """Two classifiers, seed by seed: case 1 pretrained by the autoencoder, case 2 by the denoiser.

    ``images`` are those of the recipe's own test set, 1,000; ``whole`` figures are of all.
    """

    file: ClassVar[str] = "pretraining_seeds.json"

    seeds: tuple[int, ...]
    case1: Numbers  # balanced accuracy in [0, 1] on the recipe's own test images
    case2: Numbers
    case1_whole: Numbers  # balanced accuracy on all the test images
    case2_whole: Numbers
    whole_images: int
    case1_curves: tuple[Numbers, ...]  # for each seed 1 - balanced accuracy after each epoch,
    case2_curves: tuple[Numbers, ...]  # on the training images, which the training stops on


class ClassErrors(Series):
    """Squared error per test digit of `ae-dense-32`, summed over pixels, for each class."""

    file: ClassVar[str] = "dense32_classes.json"

    classes: tuple[str, ...]
    ours: Numbers
    source: Numbers


class NoiseCurve(Series):
    """Accuracy of a classifier trained on clean digits, over Gaussian noise, with denoisers."""

    file: ClassVar[str] = "denoising.json"

    classifier: str
    seed: int
    levels: Numbers  # sigma
    noisy: Numbers  # accuracy in [0, 1]
    denoised: dict[str, Numbers]  # by the name of the denoiser


class ClusterErrors(Series):
    """Share of the test digits that k-means as a classifier misreads, by what is clustered."""

    file: ClassVar[str] = "clusters.json"

    names: tuple[str, ...]  # what is clustered, for people
    clusters: tuple[int, ...]  # the k of k-means
    ours: Numbers
    source: tuple[float | None, ...]  # None where no source tells


class LatentRanges(Series):
    """How far the two latent numbers of each model reach over the test digits."""

    file: ClassVar[str] = "latent_ranges.json"

    models: tuple[str, ...]
    low: tuple[Numbers, ...]  # for each model the lowest value of each number
    high: tuple[Numbers, ...]
    std: tuple[Numbers, ...]  # standard deviation
    squared_error: Numbers  # per digit, summed over pixels


AnySeries = TypeVar("AnySeries", bound=Series)


def write(series: Series, folder: Path = RESULTS) -> Path:
    """Put a series into the folder under its own name and return the path."""
    path = folder / series.file
    write_atomic(path, (series.model_dump_json(indent=1) + "\n").encode())
    return path


def read(kind: type[AnySeries], folder: Path = RESULTS) -> AnySeries:
    """The series of that kind; `ResultsError` where it is missing or damaged."""
    path = folder / kind.file
    try:
        return kind.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ResultsError(
            f"There is no '{kind.file}' in {folder} ({error.strerror}); `make reproduce` writes it."
        ) from error
    except ValidationError as error:
        raise ResultsError(
            f"'{kind.file}' cannot be read; `make reproduce` writes it again."
        ) from error
