"""How many jobs fit on a cluster."""

import pytest

from core.jobs.cluster.capacity import Demand, capacity
from core.jobs.cluster.client import Machine


@pytest.mark.parametrize(
    ("machines", "demand", "places"),
    [
        ([], Demand(), 0),
        ([Machine(2, 0)], Demand(), 2),
        ([Machine(3, 0), Machine(3, 0)], Demand(2), 2),  # a job runs on one machine
        ([Machine(8, 2)], Demand(1, 1), 2),
        ([Machine(1, 2)], Demand(1, 0.5), 1),
        ([Machine(16, 1)], Demand(1, 1 / 3), 3),
        ([Machine(16, 0)], Demand(1, 1), 0),
    ],
)
def test_a_job_takes_its_place_on_one_machine(
    machines: list[Machine], demand: Demand, places: int
) -> None:
    assert capacity(machines, None, demand).places == places


def test_what_is_used_is_not_free() -> None:
    seen = capacity([Machine(4, 1), Machine(4, 1)], (3, 2), Demand())
    unknown = capacity([Machine(4, 1)], None, Demand())

    assert (seen.machines, seen.cpus, seen.free_cpus, seen.gpus, seen.free_gpus) == (2, 8, 5, 2, 0)
    assert (unknown.free_cpus, unknown.free_gpus) == (None, None)


@pytest.mark.parametrize(
    ("demand", "text"),
    [
        (Demand(), "1 CPU"),
        (Demand(2, 1), "2 CPUs and 1 GPU"),
        (Demand(1, 0.5), "1 CPU and 0.5 GPU"),
        (Demand(8, 2), "8 CPUs and 2 GPUs"),
    ],
)
def test_a_demand_is_said_in_words(demand: Demand, text: str) -> None:
    assert str(demand) == text
