"""Broken digits: which marks, and which small pieces of ink beside them, form one digit."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.images.digits.candidates import UNSURE, Candidate, Judge, confidences_of
from core.images.digits.pieces import Piece, usual_height

_GAIN = 0.3  # by how much a whole must read better than the worst of its parts
_SHORT = 0.8  # of the taller height: a shorter part may be half a digit that reads as another
_SURE = 0.85  # how well a digit with such a part must read
_BESIDE = 0.35  # of the taller height: largest gap between two parts in a line
_ABOVE = 0.2  # of the taller height: largest gap between parts above each other
_OVERLAP = 0.4  # of the narrower width: least overlap of parts above each other
_AROUND = 0.25  # of the usual height: largest gap to small pieces, and their least length

Join = tuple[tuple[int, ...], Piece]
"""Positions of the parts among the candidates, and the parts as one piece."""


def join_broken(
    candidates: list[Candidate],
    pieces: list[Piece],
    cut: Callable[[Piece], Candidate],
    judge: Judge,
) -> list[Candidate]:
    """Join the parts of broken digits if they read much better as one.

    ``pieces`` are all pieces of ink, also those too small for a digit; ``cut`` cuts out a piece.
    """
    weak = [place for place, one in enumerate(candidates) if one.confidence < UNSURE]
    joins = [
        *_neighbours(candidates),
        *_above_each_other(candidates, weak),
        *_with_fragments(candidates, weak, pieces),
    ]
    tries = [
        (parts, needed, cut(piece))
        for parts, piece in joins
        if (needed := _least_confidence([candidates[part] for part in parts])) < 1
    ]
    confidences = confidences_of([whole.ink for *_, whole in tries], judge).tolist()
    joined: dict[int, Candidate | None] = {}
    for place in np.argsort(-np.array(confidences), kind="stable").tolist():
        (parts, needed, whole), confidence = tries[place], confidences[place]
        if not set(parts) & set(joined) and confidence > needed:
            joined |= dict.fromkeys(parts)
            joined[parts[0]] = replace(whole, confidence=confidence)
    result = [joined.get(place, one) for place, one in enumerate(candidates)]
    return [one for one in result if one is not None]


def _least_confidence(parts: list[Candidate]) -> float:
    """The confidence that a whole must exceed to be taken instead of its parts; 1 for none."""
    weakest = min(one.confidence for one in parts)
    if weakest < UNSURE:
        return max(UNSURE, weakest + _GAIN)
    heights = [one.box.height for one in parts]
    return max(_SURE, weakest) if min(heights) < _SHORT * max(heights) else 1.0


def _piece(one: Candidate) -> Piece:
    return Piece(one.box, one.labels, one.area)


def _neighbours(candidates: list[Candidate]) -> Iterator[Join]:
    """Two marks beside each other in a line."""
    for place, (one, two) in enumerate(pairwise(candidates)):
        both = one.box.join(two.box)
        tall = max(one.box.height, two.box.height)
        in_line = both.height < 1.5 * tall and two.box.left >= one.box.left
        near = two.box.left - one.box.right < _BESIDE * tall
        if in_line and near and both.width < 1.25 * both.height:
            yield (place, place + 1), _piece(one).join(_piece(two))


def _above_each_other(candidates: list[Candidate], weak: list[int]) -> Iterator[Join]:
    """Two marks close above each other, such as the two halves of a 3."""
    for place in weak:
        one = candidates[place]
        for other, two in enumerate(candidates):
            across, down = one.box.apart(two.box)
            near = 0 <= down < _ABOVE * max(one.box.height, two.box.height)
            if near and -across > _OVERLAP * min(one.box.width, two.box.width):
                low, high = sorted((place, other))
                yield (low, high), _piece(one).join(_piece(two))


def _with_fragments(
    candidates: list[Candidate], weak: list[int], pieces: list[Piece]
) -> Iterator[Join]:
    """A mark and the small pieces around it, such as the bar of a 5."""
    usual = usual_height(pieces)
    reach = _AROUND * usual
    marks = {label for one in candidates for label in one.labels}
    low = [
        piece
        for piece in pieces
        if max(piece.box.height, piece.box.width) > reach and not marks & set(piece.labels)
    ]
    for place in weak:
        whole = _piece(candidates[place])
        for piece in low:
            if max(candidates[place].box.apart(piece.box)) < reach:
                whole = whole.join(piece)
        if whole.box.height < 2 * usual and whole.area > candidates[place].area:
            yield (place,), whole
