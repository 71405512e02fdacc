"""Finished projections as maps: listed, drawn and linked like those of a bottleneck."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data import load
from core.data.dataset import Split
from core.errors import LatentLabError, ProjectionError
from core.inference.progress import OnProgress
from core.maps import request as requests
from core.maps import store
from core.maps.layout import Layout, MapInfo
from core.maps.vectors import load_vectors
from core.storage.cache import content_key

NAME = 16  # characters of the content key that name a map in links


class Projections:
    """The maps that somebody had made."""

    def infos(self) -> list[MapInfo]:
        """One map for each finished projection, the newest first."""
        return [_info(found) for found in store.finished() if is_current(found)]

    def key(self, name: str, dataset: str, split: Split) -> str:
        """The content key of the projection, and the part of it that is shown."""
        return content_key(projection=_named(name, dataset).key, split=split)

    def layout(self, name: str, dataset: str, split: Split, on_progress: OnProgress) -> Layout:
        """Its digits of the split; ProjectionError where it has none of them."""
        found = _named(name, dataset)
        info = _info(found)
        if split not in info.splits:
            raise ProjectionError(
                f"'{info.title}' shows no {requests.NOUNS[split]}: choose other digits."
            )
        data = load(dataset)
        if not is_current(found):
            raise ProjectionError(
                f"'{info.title}' was made of other digits than {data.title} has now: make it again."
            )
        there = np.isin(found.rows, data.split(split).rows.numpy())
        return Layout(
            info,
            dataset,
            split,
            self.key(name, dataset, split),
            found.xy[there],
            found.rows[there],
            found.labels[there],
        )

    def vectors(
        self, name: str, dataset: str, split: Split, on_progress: OnProgress
    ) -> NDArray[np.float32]:
        """What was projected, in the order of the rows."""
        made_from = load_vectors(_named(name, dataset).record.request, on_progress=on_progress)
        there = np.isin(made_from.rows, load(dataset).split(split).rows.numpy())
        return made_from.x[there]

    def made_of(self, name: str, dataset: str) -> str:
        """Pixels or latents."""
        return requests.source_title(_named(name, dataset).record.request)


def is_current(found: store.Finished) -> bool:
    """Whether the digits that it was made of are those that the data set has now."""
    try:
        return found.record.fingerprint == load(found.record.request.dataset).fingerprint
    except LatentLabError:
        return False


def map_id(key: str) -> str:
    """How the rest of the program calls the map of the finished projection of this content key."""
    return f"projection:{key[:NAME]}"


def named(name: str) -> store.Finished:
    """The finished projection that a map's name (see `NAME`) stands for.

    Raises ProjectionError where there is none.
    """
    found = next((store.find(key) for key in store.all_keys() if key.startswith(name)), None)
    if found is None or len(name) != NAME:
        raise ProjectionError(
            f"There is no projection {name[:40]!r} any more, or its file is damaged: make it again "
            "below the map, or choose another map."
        )
    return found


def _named(name: str, dataset: str) -> store.Finished:
    found = named(name)
    if found.record.request.dataset != dataset:
        raise ProjectionError(
            f"That projection is of {found.record.request.dataset}, not of {dataset}."
        )
    return found


def _info(found: store.Finished) -> MapInfo:
    asked = found.record.request
    data = load(asked.dataset)
    splits: tuple[Split, ...] = (asked.split,)
    if asked.split == "all":
        splits = ("test", "train", "all")
    info = MapInfo(
        id=map_id(found.key),
        title=requests.title(asked, found.record.digits),
        about=requests.about(asked, data, found.record.digits),
        axes=asked.how.axes,
        splits=splits,
        checkpoint=None,
        task=None,
    )
    notes = " ".join(found.record.notes)
    return replace(info, about=f"{info.about} {notes}".strip())
