"""Maps by id: their descriptions, their points, and the vectors that these were computed from."""

from core.data import entry_named
from core.data.dataset import Split
from core.errors import ProjectionError
from core.inference.progress import OnProgress, ignore_progress
from core.maps.base import Floats, Layout, MapInfo, Reference, Source
from core.maps.bottlenecks import Bottlenecks
from core.maps.projections.maps import Projections

SOURCES: dict[str, Source] = {"bottleneck": Bottlenecks(), "projection": Projections()}
"""Every kind of map by the first part of its ids."""


def infos(dataset: str | None = None, *, flat: bool = False) -> list[MapInfo]:
    """Descriptions of all maps, or of the maps that can show a data set.

    With ``flat``, only of those with two numbers per image.
    """
    known = [info for source in SOURCES.values() for info in source.infos()]
    known = [info for info in known if info.is_flat or not flat]
    if dataset is None:
        return known
    entry = entry_named(dataset)
    return [info for info in known if info.shows(entry)]


def info(map_id: str) -> MapInfo:
    """The description of a map; ProjectionError if there is no such map."""
    for candidate in infos():
        if candidate.id == map_id:
            return candidate
    raise _unknown(map_id)


def layout(
    map_id: str, dataset: str, split: Split, on_progress: OnProgress = ignore_progress
) -> Layout:
    """The points of a map; LatentLabError if it, its checkpoint or its data is not available."""
    source, name = _source(map_id)
    return source.layout(name, dataset, split, on_progress)


def key(map_id: str, dataset: str, split: Split) -> str:
    """The content key of a map, without computing the map."""
    source, name = _source(map_id)
    return source.key(name, dataset, split)


def vectors(
    map_id: str, dataset: str, split: Split, on_progress: OnProgress = ignore_progress
) -> Floats:
    """Vectors that a map lays out: float32 (N, d), one per row of its layout, in row order.

    For a bottleneck these are the positions. Not finite where the model's output is not.
    """
    source, name = _source(map_id)
    return source.vectors(name, dataset, split, on_progress)


def vectors_title(map_id: str, dataset: str) -> str:
    """Description of these vectors, such as "the two numbers of ae-conv-2"."""
    source, name = _source(map_id)
    return source.vectors_title(name, dataset)


def reference(map_id: str, dataset: str, split: Split) -> Reference:
    """How new images get a position on a map.

    Raises ProjectionError if there is no such map or its checkpoint has been trained again.
    """
    source, name = _source(map_id)
    return source.reference(name, dataset, split)


def _source(map_id: str) -> tuple[Source, str]:
    kind, _, name = map_id.partition(":")
    if kind not in SOURCES or not name:
        raise _unknown(map_id)
    return SOURCES[kind], name


def _unknown(map_id: str) -> ProjectionError:
    return ProjectionError(f"There is no map {map_id[:120]!r}: choose one that the Map page lists.")
