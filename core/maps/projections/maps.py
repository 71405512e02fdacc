"""Maps of finished projections."""

import numpy as np
from torch import Tensor

from core.checkpoints.pool import pool
from core.data import entry_named, fingerprint_of, load
from core.data.dataset import Split
from core.errors import CheckpointError, LatentLabError, ProjectionError
from core.inference.progress import OnProgress
from core.maps.base import SPLITS, Anchors, Floats, Layout, MapInfo, Reference
from core.maps.projections import request as requests
from core.maps.projections import store
from core.maps.projections.inputs import embed, load_inputs
from core.maps.projections.store import Entry, Projection
from core.storage.cache import content_key

NAME_LENGTH = 16  # characters of the content key that name a map in links


class Projections:
    """The finished projections whose data set has not changed."""

    def infos(self) -> list[MapInfo]:
        """One map per finished projection, the newest first."""
        return [_info(entry) for entry in store.entries() if is_current(entry)]

    def key(self, name: str, dataset: str, split: Split) -> str:
        """Content key of the projection and of the split that is shown."""
        return content_key(projection=_entry(name, dataset).key, split=split)

    def layout(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Layout:
        """The points of the split; ProjectionError if the map does not show it."""
        projection = _load(_entry(name, dataset))
        info = _info(projection)
        if split not in info.splits:
            raise ProjectionError(
                f"'{info.title}' shows no {requests.nouns(dataset, split)}: choose others."
            )
        data = load(dataset)
        if not is_current(projection):
            raise ProjectionError(
                f"{data.title} has changed since '{info.title}' was made: make it again."
            )
        mask = np.isin(projection.rows, data.split(split).rows.numpy())
        return Layout(
            info,
            dataset,
            split,
            self.key(name, dataset, split),
            projection.xy[mask],
            projection.rows[mask],
            projection.labels[mask],
        )

    def vectors(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Floats:
        """Pixels or latents of the split, reduced as for the projection."""
        projection = _load(_entry(name, dataset))
        _require_same_weights(projection)
        inputs = load_inputs(projection.record.request, projection.basis, on_progress)
        return inputs.vectors[np.isin(inputs.rows, load(dataset).split(split).rows.numpy())]

    def vectors_title(self, name: str, dataset: str) -> str:
        """Description of the vectors, such as "the pixels" or "ae-conv-16's latents"."""
        return requests.source_title(_entry(name, dataset).record.request)

    def reference(self, name: str, dataset: str, split: Split) -> Reference:
        """Reference to all digits of the projection, whichever split is shown."""
        projection = _load(_entry(name, dataset))
        request = projection.record.request
        _require_same_weights(projection)

        def gather(on_progress: OnProgress) -> Anchors:
            inputs = load_inputs(request, projection.basis, on_progress)
            return Anchors(inputs.vectors, projection.xy, projection.rows)

        def embed_images(images: Tensor) -> Floats:
            return embed(request, images, projection.basis)

        return Reference(projection.key, gather, embed_images, is_plane=False)


def is_current(entry: Entry) -> bool:
    """Whether the data set is still the one that was projected."""
    try:
        return entry.record.fingerprint == fingerprint_of(entry.record.request.dataset)
    except LatentLabError:
        return False


def map_id(key: str) -> str:
    """The id of the map of the projection with this content key."""
    return f"projection:{key[:NAME_LENGTH]}"


def projection_of(map_id: str) -> Projection:
    """The finished projection with this map id; ProjectionError if there is none."""
    return _load(_entry_named(map_id.partition(":")[2]))


def _entry(name: str, dataset: str) -> Entry:
    entry = _entry_named(name)
    if entry.record.request.dataset != dataset:
        raise ProjectionError(
            f"That projection is of {entry.record.request.dataset}, not of {dataset}."
        )
    return entry


def _entry_named(name: str) -> Entry:
    if len(name) == NAME_LENGTH:
        for key in store.all_keys():
            if key.startswith(name) and (entry := store.entry(key)) is not None:
                return entry
    raise _missing(name)


def _load(entry: Entry) -> Projection:
    projection = store.find(entry.key)
    if projection is None:
        raise _missing(entry.key[:NAME_LENGTH])
    return projection


def _missing(name: str) -> ProjectionError:
    return ProjectionError(
        f"There is no projection {name[:40]!r} any more, or its file is damaged: make it again "
        "below the map, or choose another map."
    )


def _require_same_weights(projection: Projection) -> None:
    name = projection.record.request.checkpoint
    if name and pool().store.digest(name) != projection.record.checkpoint_digest:
        raise ProjectionError(
            f"'{name}' has been trained again since this map was made, and its latent space is "
            "another one now: make the map again."
        )


def _info(entry: Entry) -> MapInfo:
    request, digits = entry.record.request, entry.record.digits
    about = requests.about(request, load(request.dataset), digits)
    return MapInfo(
        id=map_id(entry.key),
        title=requests.title(request, digits),
        about=" ".join([about, *entry.record.notes]),
        axes=(request.algorithm.axis,) * request.dimensions,
        splits=SPLITS if request.split == "all" else (request.split,),
        checkpoint=None,
        task=None,
        dataset=request.dataset,
        shape=entry_named(request.dataset).shape,
        is_closed=_is_table(request.checkpoint),
    )


def _is_table(checkpoint: str | None) -> bool:
    try:
        return bool(checkpoint) and pool().card(str(checkpoint)).is_table
    except CheckpointError:  # deleted since: its points remain
        return False
