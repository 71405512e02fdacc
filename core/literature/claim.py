"""A claim: something that the literature reports, and how this project measures the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from core.literature.bench import Bench

Sense = Literal["at least", "at most", "within"]
Unit = Literal["share", "points", "error", "ratio", "number"]


@dataclass(frozen=True)
class Measured:
    """What measuring a claim gave: one figure, and what else there is to say about it."""

    value: float
    words: str = ""  # a spread over seeds, the order of the classes, which model was best
    values: dict[str, Any] = field(default_factory=dict)  # the figures behind the one, by name


@dataclass(frozen=True)
class Claim:
    """One figure of the literature, and what ours must be.

    ``asked`` bounds our figure from the side that ``sense`` names; with ``within`` it is the two
    ends of a range. Shares are from 0 to 1, and so are ``points``, the differences of shares.
    """

    id: str
    claim: str  # one sentence
    source: str
    measure: Callable[["Bench"], Measured | float]
    sense: Sense
    asked: float | tuple[float, float]
    reported: str  # what the source says in its own units; empty where the figure is ours
    unit: Unit = "number"

    def __post_init__(self) -> None:
        if isinstance(self.asked, tuple) != (self.sense == "within"):
            raise ValueError(f"{self.id}: 'within' takes two ends, the other senses one figure")

    def met(self, ours: float) -> bool:
        """Whether our figure is what was asked."""
        return self.better_by(ours) >= 0

    def better_by(self, ours: float) -> float:
        """How much better than asked our figure is; negative where it is worse.

        Inside a range this is the distance to the nearer end.
        """
        if isinstance(self.asked, tuple):
            low, high = self.asked
            return min(ours - low, high - ours)
        return ours - self.asked if self.sense == "at least" else self.asked - ours
