"""Several digits in one picture: which pieces of ink belong together, in the order of reading."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.images.reading import Grey

MAX_DIGITS = 24
_HEIGHT = 0.4  # of the tallest: lower pieces are marks, not digits
_OVERLAP = 0.4  # of the narrower: pieces above each other that much are one digit
_NEAR = 0.25  # of the taller: how far apart the pieces of one digit may be


@dataclass
class Box:
    """A rectangle of pixels, its ends left out as in a slice."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            min(self.left, other.left),
            max(self.right, other.right),
        )


def find_digits(ink: Grey) -> list[tuple[Box, Grey]]:
    """Each digit's box and its ink alone, float32 of the whole picture's (H, W), as one reads them.

    Pieces that lie above each other, or one within the other, are one digit; low ones, such as
    commas, are none. A picture with no two digits clearly apart gives one box with all the ink.
    """
    marked, count = ndimage.label(ink > 0.3, np.ones((3, 3)))
    groups = [
        (Box(rows.start, rows.stop, columns.start, columns.stop), [number])
        for number, (rows, columns) in enumerate(ndimage.find_objects(marked), 1)
    ]
    groups = _merged(groups)
    tallest = max((box.height for box, _ in groups), default=0)
    digits = [group for group in groups if group[0].height >= _HEIGHT * tallest]
    if len(digits) < 2:
        rows, columns = (np.flatnonzero((ink > 0.3).any(axis)) for axis in (1, 0))
        whole = (
            Box(rows[0], rows[-1] + 1, columns[0], columns[-1] + 1) if count else Box(0, 0, 0, 0)
        )
        return [(whole, ink)]
    # A soft edge belongs to the piece of ink that it is nearest to.
    places = ndimage.distance_transform_edt(
        marked == 0, return_distances=False, return_indices=True
    )
    owner = marked[tuple(places)]
    return [(box, np.where(np.isin(owner, pieces), ink, 0)) for box, pieces in _in_order(digits)]


def _merged(groups: list[tuple[Box, list[int]]]) -> list[tuple[Box, list[int]]]:
    """The groups after joining those that are one digit, until no two are."""
    done: list[tuple[Box, list[int]]] = []
    waiting = groups
    while waiting:
        box, pieces = waiting.pop()
        for place, (other, others) in enumerate(done):
            if _together(box, other):
                done.pop(place)
                waiting.append((box.joined(other), pieces + others))
                break
        else:
            done.append((box, pieces))
    return done


def _together(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    gap = max(one.top, other.top) - min(one.bottom, other.bottom)  # below 0: they overlap
    if across < _OVERLAP * min(one.width, other.width):
        return False
    return gap < _NEAR * max(one.height, other.height)


def _in_order(groups: list[tuple[Box, list[int]]]) -> list[tuple[Box, list[int]]]:
    """Line by line from the top, each from the left."""
    lines: list[list[tuple[Box, list[int]]]] = []
    for group in sorted(groups, key=lambda group: group[0].top + group[0].bottom):
        box = group[0]
        middle = (box.top + box.bottom) / 2
        for line in lines:
            if any(known.top <= middle <= known.bottom for known, _ in line):
                line.append(group)
                break
        else:
            lines.append([group])
    return [group for line in lines for group in sorted(line, key=lambda group: group[0].left)]
