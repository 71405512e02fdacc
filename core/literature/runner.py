"""Measuring claims one after the other; one that cannot be measured says why and is not met."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from core.errors import LatentLabError
from core.literature.bench import Bench
from core.literature.claim import Claim, Measured
from core.literature.rows import Row
from core.training.loop import device_name


def run(
    claims: Iterable[Claim], bench: Bench, on_row: Callable[[Row], None] = lambda row: None
) -> list[Row]:
    """One row for each claim; ``on_row`` is told each as it is there.

    Only errors with a sentence for people (`LatentLabError`) count as "not measured"; any other
    is a fault of the program and is raised.
    """
    rows = []
    for claim in claims:
        row = measure(claim, bench)
        rows.append(row)
        on_row(row)
    return rows


def measure(claim: Claim, bench: Bench) -> Row:
    """The row of one claim, measured now."""
    bench.used = {}
    bench.say(claim.id)
    start = time.perf_counter()
    problem, measured = "", None
    try:
        found = claim.measure(bench)
        measured = found if isinstance(found, Measured) else Measured(float(found))
    except LatentLabError as error:
        problem = str(error)
    cards = bench.used.values()
    return Row(
        id=claim.id,
        claim=claim.claim,
        source=claim.source,
        reported=claim.reported,
        sense=claim.sense,
        asked=claim.asked,
        unit=claim.unit,
        ours=None if measured is None else measured.value,
        met=measured is not None and claim.met(measured.value),
        better_by=None if measured is None else claim.better_by(measured.value),
        words=measured.words if measured else f"not measured: {problem}",
        values=measured.values if measured else {},
        seeds=tuple(sorted({card.seed for card in cards} or {bench.seed})),
        device=device_name(bench.device),
        trained_on=tuple(sorted({card.device for card in cards})),
        seconds=time.perf_counter() - start,
        training_seconds=sum(card.seconds for card in cards),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
    )
