"""How long a projection will take, before it is started: a measured rule, corrected by history."""

from statistics import median

from core.data import load
from core.errors import LatentLabError
from core.inference import encodings
from core.maps import store
from core.maps.request import Request
from core.storage.cache import if_kept

READING_S = 4.0  # a worker's start: imports and the data set
ENCODING_S = 4e-4  # a digit, of a convolutional encoder on one core
REMEMBERED = 5  # earlier projections of the same method


def seconds(request: Request, digits: int) -> float:
    """About how many seconds the projection of ``digits`` digits takes on this machine.

    The rule is of two idle cores; the last few projections of the same method say how much slower
    or faster this machine is.
    """
    alike = [
        entry.record
        for entry in store.finished()
        if entry.record.request.how.title == request.how.title
    ][:REMEMBERED]
    factors = [record.seconds / _rule(record.request, record.digits) for record in alike]
    return _rule(request, digits) * (median(factors) if factors else 1) + _encoding(request, digits)


def _rule(request: Request, digits: int) -> float:
    return READING_S + request.how.seconds(digits)


def _encoding(request: Request, digits: int) -> float:
    if not request.checkpoint:
        return 0
    try:
        load(request.dataset)
        where = (request.checkpoint, request.dataset, request.split)
        kept = if_kept(lambda: encodings.latents(*where)) is not None
    except LatentLabError:
        return 0  # the job will say what is wrong
    return 0 if kept else digits * ENCODING_S
