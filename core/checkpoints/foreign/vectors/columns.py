"""Which columns of a table are a vector, which one numbers the pictures, and which are neither."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

ROW_NAMES = ("row", "rows", "row_id", "row_ids")
"""Names of a column with row ids, as in the tables that are downloaded here."""
VECTOR_NAMES = (
    "vector", "vectors", "embedding", "embeddings", "latent", "latents", "code", "codes",
    "feature", "features", "z", "x",
)  # fmt: skip
"""Names of an array or a column of vectors, the likeliest first."""
ABOUT_NAMES = (
    "", "index", "id", "unnamed: 0", "label", "labels", "class", "classes", "target", "targets",
    "y_true", "digit", "category", "split", "group",
)  # fmt: skip
"""Names of columns of numbers that say something about a picture and are no vector."""
_NUMBERED = re.compile(r"(.*?)[ _.\-\[(]*(\d+)[\])]?")


@dataclass(frozen=True)
class Columns:
    """What each column of a table is."""

    vector: tuple[str, ...]
    row: str | None
    rest: tuple[str, ...]
    """Those that are left out."""
    options: tuple[str, ...]
    """What could be the vector instead, each a prefix of names; the first one is chosen."""


def sort_columns(numeric: Sequence[str], other: Sequence[str], choice: str | None) -> Columns:
    """What the columns are, by their names.

    Columns with one name and a number each, such as ``z_0`` to ``z_15``, are a vector together;
    without such, all that do not have the name of something else.

    Args:
        numeric: Names of the columns of numbers, in order.
        other: Names of those of text and of other types.
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
    """How likely a name is that of a vector: 0 is likeliest."""
    lower = name.lower().strip(" _.-")
    return VECTOR_NAMES.index(lower) if lower in VECTOR_NAMES else len(VECTOR_NAMES)
