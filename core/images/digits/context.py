"""Context: how surely a mark is a digit, given what the other marks of its picture are."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.images.digits import centring
from core.images.digits.candidates import Candidate

_SURE = 0.5  # confidence from which a mark counts as a digit, as in the verdict
_MOST = 0.55  # mean confidence of the ink below which its digits are in doubt
_WEIGHT = 0.5  # log odds added to a confidence, per prior log odds of a digit on the page
_TALLER = 1.6  # ratio of heights up to which marks are of one hand
_WIDER = 2.0  # ratio of stroke widths up to which they are of one pen
_LITTLE = 0.4  # of the ink of the digit beside it: a loose stroke has less
_NEAR = 0.3  # of that digit's height: a loose stroke is closer to it
_CLOSER = 0.5  # of the usual gap in a line: a loose stroke is closer to the digit beside it


def in_context(candidates: list[Candidate]) -> list[Candidate]:
    """Lower the confidences if most other ink is no digit; raise them if nearly all marks are.

    A confidence assumes that a digit and a non-digit are equally likely beforehand. On a page, the
    other marks give a better prior. Bayes' rule adds its log odds to those of the confidence
    (Saerens, Latinne and Decaestecker, "Adjusting the Outputs of a Classifier to New a Priori
    Probabilities: A Simple Procedure", Neural Computation 14(1), 2002).
    """
    if len(candidates) == 1:
        return candidates
    share = min(1.0, (mean_confidence(candidates) / _MOST) ** 2)
    confidences = np.array([one.confidence for one in candidates]) * share
    gains = _WEIGHT * prior_log_odds(candidates)
    changed = _sigmoid(_log_odds(confidences) + gains)
    believed = np.where(gains == 0, confidences, changed).tolist()
    return [
        replace(one, confidence=confidence)
        for one, confidence in zip(candidates, believed, strict=True)
    ]


def prior_log_odds(candidates: list[Candidate]) -> NDArray[np.float64]:
    """Log odds that each mark of a page is a digit, (N,), given the other marks of the page.

    Uses Laplace's rule of succession, so that a few other marks count for little: for a mark of the
    digits' size and pen, the share of digits among the other marks, but at least a half; for a
    loose stroke, the share of such strokes among the other digits. 0 for a mark of another size or
    pen.
    """
    sure = np.array([one.confidence >= _SURE for one in candidates])
    if not sure.any():
        return np.zeros(len(candidates))
    others = len(candidates) - 1
    digits = sure.sum() - sure  # without the mark itself
    odds = np.log((digits + 1) / (others - digits + 1))
    heights = np.array([one.box.height for one in candidates], float)
    strokes = np.array([centring.stroke_width(one.ink) for one in candidates])
    like = _ratio(heights, sure) < _TALLER
    like &= _ratio(strokes, sure) < _WIDER
    loose = _loose_strokes(candidates)
    loose_digits = (sure & loose).sum() - (sure & loose)
    loose_odds = np.log((loose_digits + 1) / (digits - loose_digits + 1))
    odds = np.where(like, np.maximum(odds, 0), 0.0)
    return np.where(loose, np.minimum(loose_odds, 0), odds)


def _loose_strokes(candidates: list[Candidate]) -> NDArray[np.bool_]:
    """Which marks may be debris, (N,): little ink, closer to a digit than the digits stand.

    A sliver of a neighbour that was cut off often reads more surely as a 1 than a real 1 does.
    """
    loose = np.zeros(len(candidates), bool)
    gaps = {
        place: one.box.apart(two.box)[0]
        for place, (one, two) in enumerate(pairwise(candidates))
        if one.box.apart(two.box)[1] < 0 and two.box.left > one.box.left
    }
    if not gaps:
        return loose
    usual = float(np.median(list(gaps.values())))
    for place, gap in gaps.items():
        less, more = sorted((place, place + 1), key=lambda at: candidates[at].area)
        digit = candidates[more]
        near = gap < min(_NEAR * digit.box.height, _CLOSER * usual)
        loose[less] |= near and candidates[less].area < _LITTLE * digit.area
    return loose


def mean_confidence(candidates: list[Candidate]) -> float:
    """Mean confidence, weighted by the area of the ink; 0 without ink."""
    areas = sum(one.area for one in candidates)
    return sum(one.area * one.confidence for one in candidates) / areas if areas else 0.0


def _ratio(sizes: NDArray[np.float64], sure: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Factor, at least 1, by which each size differs from the median of the sure ones."""
    apart = np.log(np.maximum(sizes, 1e-6) / max(float(np.median(sizes[sure])), 1e-6))
    return np.exp(np.abs(apart))


def _log_odds(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.log(inside / (1 - inside))


def _sigmoid(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-log_odds))
