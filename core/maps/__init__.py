"""Maps: a position of two or three numbers for every image of a data set.

>>> from core import maps
>>> maps.infos()[0].id
'bottleneck:ae-conv-2'
>>> layout = maps.layout("bottleneck:ae-conv-2", "mnist", "test")
>>> layout.xy.dtype, layout.rows.dtype, layout.labels.dtype  # (N, 2), (N,), (N,)
(dtype('float32'), dtype('int64'), dtype('uint8'))

There are two kinds. If a checkpoint has only two or three latent numbers, these are the position
(`bottlenecks`). A projection lays out longer vectors by one of the `methods`; `projections`
computes and stores it. `base` defines the types, and `catalogue` finds a map by its id.

For any map, `placing` gives new images a position, `trust` measures how well it preserves
neighbours, `colouring` finds clusters, and `selection` describes some of its rows. `principal`
places the images of a data set before any method moves them.
"""

from core.maps.base import Layout, MapInfo
from core.maps.catalogue import (
    info,
    infos,
    key,
    layout,
    vectors,
    vectors_title,
)

__all__ = [
    "Layout",
    "MapInfo",
    "info",
    "infos",
    "key",
    "layout",
    "vectors",
    "vectors_title",
]
