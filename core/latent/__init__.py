"""Latent spaces: where digits lie in them, the ways between digits, and places without any.

>>> import numpy as np
>>> from core import latent
>>> space = latent.space("vae-conv-2")  # of the test digits, computed once
>>> stops = [latent.parse(token) for token in ("row-60000", "class-3")]
>>> places = np.stack([latent.place(stop, space, "mnist") for stop in stops])
>>> z = latent.walk(places, steps=10, path="spherical", centre=space.centre)
>>> z.shape
(11, 2)
>>> latent.decode(space, z).digits.shape  # uint8
(11, 28, 28)

`space` measures a checkpoint's latent space, `stops` names places in it, `paths` goes between
them, `drawing` decodes, `sampling` and `grid` choose places without a digit, `film` makes files.
"""

from core.latent.drawing import Drawn, decode
from core.latent.film import gif, strip
from core.latent.grid import Grid, grid
from core.latent.paths import PATHS, Path, walk
from core.latent.sampling import fitted, prior, unit_steps
from core.latent.space import Space, key, space
from core.latent.stops import Stop, parse, picture, place

__all__ = [
    "PATHS",
    "Drawn",
    "Grid",
    "Path",
    "Space",
    "Stop",
    "decode",
    "fitted",
    "gif",
    "grid",
    "key",
    "parse",
    "picture",
    "place",
    "prior",
    "space",
    "strip",
    "unit_steps",
    "walk",
]
