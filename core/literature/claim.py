"""A claim of the literature, and how this project measures it again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from core.literature.experiment import Experiment

Sense = Literal["at least", "at most", "within"]
Unit = Literal["share", "points", "error", "ratio", "number"]


@dataclass(frozen=True)
class Measurement:
    """The measured value of a claim, with a note and the values behind it."""

    value: float
    note: str = ""  # such as the spread over seeds, or which class is hardest
    values: dict[str, Any] = field(default_factory=dict)  # JSON values, by name


@dataclass(frozen=True)
class Claim:
    """A figure that the literature reports, and the bound that our figure must keep.

    ``bound`` is the least or the largest value allowed, as ``sense`` says; with ``within`` it is
    the two ends of a range. Shares are in [0, 1]; ``points`` are differences of shares.
    """

    id: str
    statement: str  # one sentence
    source: str
    measure: Callable[["Experiment"], Measurement | float]
    sense: Sense
    bound: float | tuple[float, float]
    reported: float | str | None = None
    """The source's figure in the claim's unit, or its own words; None if no source reports one."""
    unit: Unit = "number"

    def __post_init__(self) -> None:
        if isinstance(self.bound, tuple) != (self.sense == "within"):
            raise ValueError(
                f"{self.id}: the sense 'within' takes a bound of two ends, the others take one "
                "figure"
            )

    @property
    def reported_text(self) -> str:
        """The source's figure as text, such as ``97.5 %``; empty if no source reports one."""
        if isinstance(self.reported, str | None):
            return self.reported or ""
        if self.unit == "share":
            return f"{100 * self.reported:g} %"
        return f"{self.reported:,g}"

    def is_met(self, value: float) -> bool:
        """Whether a measured value keeps the bound."""
        return self.margin(value) >= 0

    def margin(self, value: float) -> float:
        """Distance of a measured value from the bound; negative if it misses the bound.

        Inside a range this is the distance to the nearer end.
        """
        if isinstance(self.bound, tuple):
            low, high = self.bound
            return min(value - low, high - value)
        return value - self.bound if self.sense == "at least" else self.bound - value
