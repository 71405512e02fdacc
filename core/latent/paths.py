"""Ways between places in a latent space: straight, or spherical about a centre."""

from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.errors import LatentError

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Path = Literal["straight", "spherical"]
PATHS: tuple[Path, ...] = get_args(Path)

_ALIGNED = 1e-6  # radians: below it, or as near to half a turn, an arc has no plane to lie in


def walk(stops: Floats, steps: int, path: Path, centre: Floats) -> Floats:
    """The places on the way from stop to stop: (K, d) -> ((K - 1) * steps + 1, d).

    Stop k is at index ``k * steps``, exactly. ``centre`` (d,) matters to a spherical path only.

    Raises LatentError for fewer than two stops, or where no arc leads from one to the next.
    """
    if len(stops) < 2:
        raise LatentError("A walk needs at least two digits: add another one.")
    t = np.arange(1, steps + 1) / steps
    places = [stops[:1]]
    for start, end in pairwise(stops):
        turn = path == "spherical"
        leg = spherical(start, end, t, centre) if turn else straight(start, end, t)
        leg[-1] = end  # whatever was rounded on the way
        places.append(leg.astype(np.float32))
    return np.concatenate(places)


def straight(start: Floats, end: Floats, t: Doubles) -> Doubles:
    """(1 - t) start + t end for each t in [0, 1]: (d,), (d,), (n,) -> (n, d)."""
    share = t[:, None]
    return (1 - share) * start.astype(np.float64) + share * end.astype(np.float64)


def spherical(start: Floats, end: Floats, t: Doubles, centre: Floats) -> Doubles:
    """The arc from start to end about a centre: (d,), (d,), (n,), (d,) -> (n, d).

    The direction turns at an even pace (slerp; Shoemake, "Animating Rotation with Quaternion
    Curves", 1985; for latent spaces: White, "Sampling Generative Networks", 2016), and the distance
    from the centre goes evenly from that of the start to that of the end.

    Raises LatentError where the two lie on opposite sides of the centre: every way round is as
    good as any other there.
    """
    u = start.astype(np.float64) - centre
    v = end.astype(np.float64) - centre
    length_u, length_v = float(np.linalg.norm(u)), float(np.linalg.norm(v))
    if length_u == 0 or length_v == 0:  # from the centre itself every way out is straight
        return straight(start, end, t)
    u, v = u / length_u, v / length_v
    # Exact for small angles too, where the arc cosine of the product is not.
    angle = 2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v))
    if angle < _ALIGNED:
        return straight(start, end, t)
    if np.pi - angle < _ALIGNED:
        raise LatentError(
            "Two of these digits lie exactly opposite each other, so no arc leads from one to the "
            "other: choose the straight way."
        )
    share = t[:, None]
    turned = (np.sin((1 - share) * angle) * u + np.sin(share * angle) * v) / np.sin(angle)
    return centre + ((1 - share) * length_u + share * length_v) * turned
