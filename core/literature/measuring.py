"""Measure claims one after the other; a claim that cannot be measured says why and is not met."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from core.errors import LatentLabError
from core.literature.claim import Claim, Measurement
from core.literature.experiment import Experiment
from core.literature.results.outcomes import Outcome
from core.training.devices import device_name


def measure_all(
    claims: Iterable[Claim],
    experiment: Experiment,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """The outcome of each claim, in order; ``on_outcome`` is called with each when it is ready."""
    outcomes = []
    for claim in claims:
        outcome = measure(claim, experiment)
        outcomes.append(outcome)
        on_outcome(outcome)
    return outcomes


def measure(claim: Claim, experiment: Experiment) -> Outcome:
    """Measure one claim.

    A `LatentLabError`, whose text is for people, makes the outcome "not measured". Any other
    error is a bug and is raised.
    """
    experiment.cards = {}
    experiment.on_status(claim.id)
    start = time.perf_counter()
    problem, measurement = "", None
    try:
        result = claim.measure(experiment)
        measurement = result if isinstance(result, Measurement) else Measurement(float(result))
    except LatentLabError as error:
        problem = str(error)
    cards = experiment.cards.values()
    return Outcome(
        id=claim.id,
        claim=claim.statement,
        source=claim.source,
        reported=claim.reported_text,
        sense=claim.sense,
        bound=claim.bound,
        unit=claim.unit,
        ours=None if measurement is None else measurement.value,
        met=measurement is not None and claim.is_met(measurement.value),
        margin=None if measurement is None else claim.margin(measurement.value),
        note=measurement.note if measurement else f"not measured: {problem}",
        values=measurement.values if measurement else {},
        seeds=tuple(sorted({card.seed for card in cards} or {experiment.seed})),
        device=device_name(experiment.device),
        training_devices=tuple(sorted({card.device for card in cards})),
        seconds=time.perf_counter() - start,
        training_seconds=sum(card.seconds for card in cards),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
    )
