"""Columns of a table by their names: those of the vector, the row id of the picture, the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

ROW_NAMES = ("row", "rows", "row_id", "row_ids")
"""Names of a column with row ids, as in the tables that this program exports."""
VECTOR_NAMES = (
    "vector", "vectors", "embedding", "embeddings", "latent", "latents", "code", "codes",
    "feature", "features", "z", "x",
)  # fmt: skip
"""Names of an array or a column of vectors, the likeliest first."""
ABOUT_NAMES = (
    "", "index", "id", "unnamed: 0", "label", "labels", "class", "classes", "target", "targets",
    "y_true", "digit", "category", "split", "group",
)  # fmt: skip
"""Names of numeric columns that describe a picture and do not belong to its vector."""
_NUMBERED = re.compile(r"(.*?)[ _.\-\[(]*(\d+)[\])]?")


@dataclass(frozen=True)
class Columns:
    """What each column of a table is."""

    vector: tuple[str, ...]
    row: str | None
    rest: tuple[str, ...]
    """Columns that are left out."""
    options: tuple[str, ...]
    """Prefixes of the columns that could be the vector; the first one is chosen."""


def sort_columns(numeric: Sequence[str], other: Sequence[str], choice: str | None) -> Columns:
    """Sort columns by name into vector, row id and the rest.

    Columns that share a prefix and end in a number, such as ``z_0`` to ``z_15``, form one vector.
    If there are none, the vector is all numeric columns whose name does not mean something else.

    Args:
        numeric: Names of the columns of numbers, in order.
        other: Names of the columns of text and other types.
        choice: One of the options of an earlier call; None for the likeliest.
    """
    row = next((name for name in numeric if name.lower() in ROW_NAMES), None)
    free = [name for name in numeric if name != row]
    groups: dict[str, list[str]] = {}
    for name in free:
        if match := _NUMBERED.fullmatch(name):
            groups.setdefault(match[1], []).append(name)
    groups = {prefix: names for prefix, names in groups.items() if len(names) > 1}
    order = sorted(groups, key=lambda prefix: (rank(prefix), -len(groups[prefix])))
    if choice in groups:
        order = [choice, *(prefix for prefix in order if prefix != choice)]
    if order:
        vector = groups[order[0]]
    else:
        vector = [name for name in free if name.lower() not in ABOUT_NAMES]
    used = {*vector, row}
    rest = tuple(name for name in (*numeric, *other) if name not in used)
    return Columns(tuple(vector), row, rest, tuple(order))


def rank(name: str) -> int:
    """Rank of a name by how likely it names a vector; 0 is the likeliest."""
    lower = name.lower().strip(" _.-")
    return VECTOR_NAMES.index(lower) if lower in VECTOR_NAMES else len(VECTOR_NAMES)
