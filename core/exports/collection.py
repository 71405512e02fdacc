"""Contents of an exported file: its pictures, and the columns and vectors of each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import clustering, data, maps
from core.checkpoints.card import PIXELS
from core.checkpoints.pool import pool
from core.clustering import Study
from core.clustering.kmeans import study_key
from core.data import Dataset, lookup, to_float
from core.data.dataset import Split
from core.errors import ExportError
from core.inference import encodings
from core.inference.progress import OnProgress, ignore_progress
from core.maps.projections.maps import projection_of
from core.storage.cache import content_key
from core.storage.digests import sha256

VERSION = 2  # raise it when the same contents give another file
MAX_NUMBERS = 24_000_000
"""Most numbers in the vectors of one file, such as 70,000 vectors of 342; about 250 MB as text."""

Column = NDArray[Any] | list[str]


@dataclass(frozen=True)
class Contents:
    """What a file holds: pictures of a split, with their columns and vectors."""

    dataset: str = "mnist"
    split: Split = "test"
    rows: tuple[int, ...] | None = None
    """Row ids of the selected pictures; None for all of the split, or of the map."""
    map: str | None = None
    """Id of the map whose coordinates are added."""
    vectors: str | None = None
    """Checkpoint whose latents are the vectors, or `PIXELS`; None for those that the map lays out,
    or for the pixels if there is no map."""
    models: tuple[str, ...] = ()
    """Checkpoints whose errors or predictions are added."""
    study: Study | None = None
    """Clustering whose groups are added."""

    @property
    def source(self) -> str:
        """Checkpoint of the vectors, `PIXELS`, or the id of the map."""
        if self.vectors or not self.map:
            return self.vectors or PIXELS
        kind, _, name = self.map.partition(":")
        if kind == "bottleneck":
            return name
        # A projection may have reduced the latents first; those of the encoder are more useful.
        return projection_of(self.map).record.request.checkpoint or self.map

    def key(self) -> str:
        """Content key; LatentLabError if the data, the map or a checkpoint does not exist."""
        names = [name for name in (self.vectors, *self.models) if name and name != PIXELS]
        rows = None if self.rows is None else sha256([np.asarray(self.rows, "<i8").tobytes()])
        return content_key(
            version=VERSION,
            data=data.load(self.dataset).fingerprint,
            dataset=self.dataset,
            split=self.split,
            rows=rows,
            map=maps.key(self.map, self.dataset, self.split) if self.map else None,
            vectors=self.vectors,
            models=" ".join(f"{name} {pool().store.digest(name)}" for name in names),
            study=study_key(self.study) if self.study else None,
        )


@dataclass(frozen=True, eq=False)
class Collection:
    """Pictures in row order, with their columns and vectors."""

    dataset: Dataset
    """The whole data set, for its title and its classes."""
    contents: Contents
    rows: NDArray[np.int64]
    """(N,), row ids, ascending."""
    images: NDArray[np.uint8]
    """(N, H, W), or in colour (N, 3, H, W)."""
    labels: NDArray[np.int64] | None
    """(N,), index into the classes; None for pictures without labels."""
    columns: dict[str, Column]
    """Each of length N; ``row`` is the first."""
    vectors: NDArray[np.float32]
    """(N, d)."""
    vectors_title: str

    def __len__(self) -> int:
        """Number of pictures."""
        return len(self.images)


def gather(contents: Contents, on_progress: OnProgress = ignore_progress) -> Collection:
    """Collect everything that a file of these contents has.

    Raises:
        ExportError: no picture is selected, one is not on the map, or there are too many.
        LatentLabError: the data, the map or a checkpoint is not available.
    """
    whole = data.load(contents.dataset)
    part = whole.split(contents.split)
    layout = None
    if contents.map:
        layout = maps.layout(contents.map, contents.dataset, contents.split, on_progress)
    rows = part.rows.numpy() if layout is None else layout.rows
    positions = _selected_positions(rows, contents.rows)
    places = lookup.positions(part, rows[positions])
    columns: dict[str, Column] = {
        "row": rows[positions],
        "split": _split_names(whole, rows[positions]),
    }
    labels = None
    if whole.classes:
        labels = part.labels.numpy()[places]
        columns["class"] = [whole.classes[label] for label in labels]
    if layout is not None:
        for axis, numbers in zip("xyz", layout.xy[positions].T, strict=False):  # z of three axes
            columns[axis] = numbers
    if contents.study:
        columns |= _groups(contents.study, contents.split, places)
    for name in contents.models:
        columns |= _of_model(name, contents, whole, places, on_progress)
    vectors = _vectors(contents, part, places, positions, on_progress)
    return Collection(
        whole,
        contents,
        rows[positions],
        part.images.numpy()[places],
        labels,
        columns,
        vectors,
        _title(contents),
    )


def _selected_positions(
    rows: NDArray[np.int64], selected: tuple[int, ...] | None
) -> NDArray[np.int64]:
    """Positions of the selected rows, each once, in row order."""
    if selected is None:
        positions = np.arange(len(rows))
    else:
        ids = np.unique(np.asarray(selected, np.int64))
        positions = np.flatnonzero(np.isin(rows, ids))
        if len(positions) < len(ids):
            raise ExportError(
                "Some of the selected pictures are not among those shown: select them again."
            )
    if len(positions) == 0:
        raise ExportError("There are no pictures to save: select some, or choose all of them.")
    return positions


def _split_names(whole: Dataset, rows: NDArray[np.int64]) -> list[str]:
    train = set(whole.rows.numpy()[: whole.train].tolist())
    return ["train" if row in train else "test" for row in rows.tolist()]


def _groups(study: Study, split: Split, places: NDArray[np.int64]) -> dict[str, Column]:
    result = clustering.fit(study)
    groups = result.of_split(split)[places]
    columns: dict[str, Column] = {"group": groups.astype(np.int64)}
    if classes := result.dataset.classes:
        columns["group_class"] = [classes[at] for at in result.cluster_classes[groups]]
    return columns


def _of_model(
    name: str,
    contents: Contents,
    whole: Dataset,
    places: NDArray[np.int64],
    on_progress: OnProgress,
) -> dict[str, Column]:
    """The errors of an autoencoder, or the predictions of a classifier."""
    where = (contents.dataset, contents.split, on_progress)
    task = pool().card(name).task
    if task == "reconstruct":
        return {f"squared_error {name}": encodings.reconstruction_errors(name, *where)[places]}
    if task != "classify":
        return {}
    predicted, probability = encodings.predictions(name, *where)
    titles = [whole.class_name(at) for at in predicted[places]]
    return {f"predicted {name}": titles, f"probability {name}": probability[places]}


def _vectors(
    contents: Contents,
    part: Dataset,
    places: NDArray[np.int64],
    positions: NDArray[np.int64],
    on_progress: OnProgress,
) -> NDArray[np.float32]:
    source = contents.source
    if source == PIXELS:
        _require_size(len(places), part.pixels)
        pixels = to_float(part.images[places]).numpy()
        return pixels.reshape(len(places), -1)
    if source == contents.map:
        vectors = maps.vectors(source, contents.dataset, contents.split, on_progress)[positions]
    else:
        latents = encodings.latents(source, contents.dataset, contents.split, on_progress)
        vectors = latents[places]
    _require_size(*vectors.shape)
    return vectors


def _require_size(pictures: int, numbers: int) -> None:
    if pictures * numbers > MAX_NUMBERS:
        raise ExportError(
            f"{pictures:,} pictures of {numbers:,} numbers each are too much for one file: select "
            f"at most {MAX_NUMBERS // numbers:,}, or a network with a shorter code."
        )


def _title(contents: Contents) -> str:
    source = contents.source
    if source == PIXELS:
        return "pixels from 0 to 1"
    if contents.map and source == contents.map:
        return maps.vectors_title(source, contents.dataset)
    return f"latents of {source}"
