"""Latent spaces of autoencoders: where digits lie in them, and walks, samples and grids in them.

>>> import numpy as np
>>> from core import latent
>>> space = latent.measure_space("vae-conv-2", "mnist")  # of the test digits
>>> stops = [latent.parse_stop(token) for token in ("row-60000", "class-3")]
>>> ends = np.stack([latent.locate(stop, space, "mnist") for stop in stops])
>>> z = latent.walk(ends, steps=10, path="spherical", centre=space.centre)
>>> z.shape
(11, 2)
>>> latent.decode(space, z).digits.shape  # uint8
(11, 28, 28)

`space` measures a latent space, and `stops` names digits and means in it. `paths` connects stops,
and `loop` goes through a few digits and back. `sampling` and `grid` choose points without a digit,
`drawing` and `plane` decode points, and `film` encodes walks as files.
"""

from core.latent.drawing import Drawing, decode
from core.latent.film import gif, side_by_side, strip
from core.latent.grid import Grid, manifold_grid
from core.latent.loop import Loop, loop
from core.latent.paths import PATHS, Path, walk
from core.latent.sampling import sample_gaussian, sample_prior, unit_steps
from core.latent.space import Space, measure_space, space_key
from core.latent.stops import Stop, locate, parse_stop, picture

__all__ = [
    "PATHS",
    "Drawing",
    "Grid",
    "Loop",
    "Path",
    "Space",
    "Stop",
    "decode",
    "gif",
    "locate",
    "loop",
    "manifold_grid",
    "measure_space",
    "parse_stop",
    "picture",
    "sample_gaussian",
    "sample_prior",
    "side_by_side",
    "space_key",
    "strip",
    "unit_steps",
    "walk",
]
