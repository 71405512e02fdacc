"""Maps: every image of a data set at two numbers.

>>> from core import maps
>>> maps.infos()[0].id
'bottleneck:ae-conv-2'
>>> layout = maps.layout("bottleneck:ae-conv-2", "mnist", "test")
>>> layout.xy.dtype, layout.rows.dtype, layout.labels.dtype  # (N, 2), (N,), (N,)
(dtype('float32'), dtype('int64'), dtype('uint8'))

There are two kinds. On the map of a bottleneck the two latent numbers of a checkpoint are the
position; a projection lays longer vectors out by PCA, t-SNE or UMAP. `base` holds the types,
`bottlenecks` and `projections` the two kinds, and `catalogue` finds a map by its id.

A projection starts from a `request`. `inputs` loads what it lays out, `methods` and `fitting`
compute the layout, `store` keeps it, and `estimate` predicts how long that takes.

For any map, `placing` gives new images a position, `trust` measures how much it preserves,
`colouring` finds clusters, and `selection` describes some of its rows.
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
