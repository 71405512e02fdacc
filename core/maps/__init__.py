"""Maps: every digit of a data set at two numbers, and what a screen asks about them.

    info = maps.infos()[0]                       # such as bottleneck:ae-conv-2
    layout = maps.layout(info.id, "mnist", "test")
    layout.xy, layout.rows, layout.labels        # float32 (N, 2), int64 (N,), uint8 (N,)

A map is a named layout of rows, from whichever source: the two numbers of a checkpoint, or a
projection of more. `layout` names them, `encodings` computes and keeps what they are made of,
`selection` answers for a handful of rows, `plane` for the places where there are none.
"""

from core.maps import projected
from core.maps.layout import (
    SOURCES,
    Layout,
    MapInfo,
    Source,
    info,
    infos,
    is_kept,
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
    "is_kept",
    "key",
    "layout",
    "made_of",
    "vectors",
]
