"""Paths between latent vectors: straight, or spherical about a centre."""

from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.errors import LatentError

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Path = Literal["straight", "spherical"]
PATHS: tuple[Path, ...] = get_args(Path)

_ALIGNED = 1e-6  # radians from 0 or from half a turn, where no plane of the arc is defined


def walk(stops: Floats, steps: int, path: Path, centre: Floats) -> Floats:
    """Latent vectors on the path from stop to stop: float32 (K, d) -> ((K - 1) * steps + 1, d).

    Stop k is exactly at index ``k * steps``. Only a spherical path uses ``centre``, (d,).

    Raises LatentError for fewer than two stops, or if no arc leads from one to the next.
    """
    if len(stops) < 2:
        raise LatentError("A walk needs at least two pictures: add another one.")
    t = np.arange(1, steps + 1) / steps
    legs = [stops[:1]]
    for start, end in pairwise(stops):
        turn = path == "spherical"
        leg = spherical(start, end, t, centre) if turn else straight(start, end, t)
        leg[-1] = end  # without the rounding of the formula
        legs.append(leg.astype(np.float32))
    return np.concatenate(legs)


def straight(start: Floats, end: Floats, t: Doubles) -> Doubles:
    """(1 - t) start + t end for each t in [0, 1]: (d,), (d,), (n,) -> (n, d)."""
    share = t[:, None]
    return (1 - share) * start.astype(np.float64) + share * end.astype(np.float64)


def spherical(start: Floats, end: Floats, t: Doubles, centre: Floats) -> Doubles:
    """The arc from start to end about a centre: (d,), (d,), (n,), (d,) -> (n, d).

    The direction turns at a constant rate (slerp: Shoemake, "Animating Rotation with Quaternion
    Curves", 1985; in latent spaces: White, "Sampling Generative Networks", 2016), and the distance
    from the centre changes linearly.

    Raises LatentError if the two lie on opposite sides of the centre, since no arc is shortest.
    """
    u = start.astype(np.float64) - centre
    v = end.astype(np.float64) - centre
    length_u, length_v = float(np.linalg.norm(u)), float(np.linalg.norm(v))
    if length_u == 0 or length_v == 0:  # every way out of the centre is straight
        return straight(start, end, t)
    u, v = u / length_u, v / length_v
    # Also exact for small angles, unlike the arc cosine of the dot product.
    angle = 2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v))
    if angle < _ALIGNED:
        return straight(start, end, t)
    if np.pi - angle < _ALIGNED:
        raise LatentError(
            "Two of these pictures lie exactly opposite each other, so no arc connects them: "
            "choose the straight path."
        )
    share = t[:, None]
    direction = (np.sin((1 - share) * angle) * u + np.sin(share * angle) * v) / np.sin(angle)
    return centre + ((1 - share) * length_u + share * length_v) * direction
