"""Addresses of pages with a choice made on another page."""

from collections.abc import Iterable
from urllib.parse import quote

from core import maps
from core.errors import LatentLabError
from pages.shared.choices import dataset, model_choice

DEFAULT_MAP = "bottleneck:clf-bottleneck-2"  # keeps the classes apart


def map_link(
    rows: Iterable[int], checkpoint: str | None = None, *, map_id: str | None = None
) -> str | None:
    """Address of the Map page with these digits selected; None if there is no map.

    The map is ``map_id``, else the checkpoint's own, else one that keeps the classes apart.
    """
    try:
        map_ids = [info.id for info in maps.infos(dataset.name(), flat=True)]
    except LatentLabError:
        return None
    if not map_ids:
        return None
    preferred = [str(map_id), f"bottleneck:{checkpoint}", DEFAULT_MAP]
    target = model_choice.first_available(map_ids, preferred)
    ids = [str(int(row)) for row in rows]
    # One digit is opened below the map, several are selected on it.
    selection = f"row={ids[0]}" if len(ids) == 1 else f"sel=0r:{','.join(ids)}"
    return dataset.with_dataset(f"map?map={quote(target, safe=':')}&{selection}")


def denoise_link(row: int) -> str:
    """Address of the Denoise page with this digit."""
    return dataset.with_dataset(f"denoise?digit={int(row)}")
