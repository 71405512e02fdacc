"""Estimated time of a projection: a rule from measurements, scaled by earlier projections."""

from statistics import median

from core.data import load
from core.errors import LatentLabError
from core.inference import encodings
from core.maps.projections import store
from core.maps.projections.request import Request
from core.storage.cache import if_kept

STARTUP_S = 4.0  # for a worker to import modules and load the data set
ENCODING_S = 4e-4  # per digit, by a convolutional encoder on one core
HISTORY = 5  # latest projections by the same method that scale the rule


def seconds(request: Request, digits: int) -> float:
    """Estimated seconds of the projection of ``digits`` digits on this machine.

    The rule holds for two idle cores. The last few projections by the same method show how much
    slower or faster this machine is.
    """
    title = request.algorithm.title
    earlier = [entry.record for entry in store.entries()]
    similar = [record for record in earlier if record.request.algorithm.title == title][:HISTORY]
    factors = [record.seconds / _rule(record.request, record.digits) for record in similar]
    return _rule(request, digits) * (median(factors) if factors else 1) + _encoding(request, digits)


def _rule(request: Request, digits: int) -> float:
    return STARTUP_S + request.algorithm.seconds(digits, request.dimensions)


def _encoding(request: Request, digits: int) -> float:
    if not request.checkpoint:
        return 0
    try:
        load(request.dataset)
        where = (request.checkpoint, request.dataset, request.split)
        is_encoded = if_kept(lambda: encodings.latents(*where)) is not None
    except LatentLabError:
        return 0  # the job reports what is wrong
    return 0 if is_encoded else digits * ENCODING_S
