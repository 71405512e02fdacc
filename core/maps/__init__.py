"""Maps: every digit of a data set at two numbers, and what a screen asks about them.

>>> from core import maps
>>> maps.infos()[0].id
'bottleneck:ae-conv-2'
>>> layout = maps.layout("bottleneck:ae-conv-2", "mnist", "test")
>>> layout.xy.dtype, layout.rows.dtype, layout.labels.dtype  # (N, 2), (N,), (N,)
(dtype('float32'), dtype('int64'), dtype('uint8'))

A map is a named layout of rows: the two numbers of a checkpoint, or a projection of more by PCA,
t-SNE or UMAP. `layout` names maps and gives their points, `selection` describes a handful of rows.
For projections, `methods` holds the methods as data, `request` says what a projection is of,
`vectors` prepares its input, `fitting` computes it, `store` keeps it, `estimate` predicts its time,
`placing` puts new digits onto it and `trust` measures what it keeps.
"""

from core.maps import projected
from core.maps.layout import (
    SOURCES,
    Layout,
    MapInfo,
    Source,
    info,
    infos,
    key,
    layout,
    made_of,
    vectors,
)

SOURCES["projection"] = projected.Projections()

__all__ = [
    "SOURCES",
    "Layout",
    "MapInfo",
    "Source",
    "info",
    "infos",
    "key",
    "layout",
    "made_of",
    "vectors",
]
