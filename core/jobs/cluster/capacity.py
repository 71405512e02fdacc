"""Resources of a cluster: its total, what is free, and how many jobs fit at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.jobs.cluster.client import Machine
from core.text.numbers import quantity


@dataclass(frozen=True)
class Demand:
    """Resources that one job occupies."""

    cpus: int = 1
    gpus: float = 0.0

    def __str__(self) -> str:
        """The demand in words, such as ``2 CPUs and 1 GPU``."""
        cpus = quantity(self.cpus, "CPU")
        return f"{cpus} and {self.gpus:g} GPU{'s' if self.gpus > 1 else ''}" if self.gpus else cpus


@dataclass(frozen=True)
class Capacity:
    """Resources of the cluster at one moment."""

    machines: int
    cpus: float
    gpus: float
    free_cpus: float | None
    """None if Ray does not report usage."""
    free_gpus: float | None
    places: int
    """Number of jobs that fit at once if nothing else runs there."""


def capacity(
    machines: Sequence[Machine], used: tuple[float, float] | None, demand: Demand
) -> Capacity:
    """The capacity of these machines for jobs of this demand; a job runs on one machine."""
    cpus = sum(machine.cpus for machine in machines)
    gpus = sum(machine.gpus for machine in machines)
    return Capacity(
        machines=len(machines),
        cpus=cpus,
        gpus=gpus,
        free_cpus=None if used is None else max(0.0, cpus - used[0]),
        free_gpus=None if used is None else max(0.0, gpus - used[1]),
        places=sum(_places(machine, demand) for machine in machines),
    )


def _places(machine: Machine, demand: Demand) -> int:
    places = int(machine.cpus // demand.cpus)
    # A fraction of a GPU, such as 1/3, is not exact in binary.
    return min(places, int(machine.gpus / demand.gpus + 1e-9)) if demand.gpus else places
