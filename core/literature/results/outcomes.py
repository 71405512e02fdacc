"""The outcome of each claim: a list in ``docs/results.json``, and its text for people."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, field_validator

from core.literature.claim import Sense, Unit
from core.literature.results.result_file import read_result
from core.settings import PROJECT
from core.storage.files import write_atomic

RESULTS_JSON = PROJECT / "docs" / "results.json"


class Outcome(BaseModel):
    """A claim and its measured value; ``ours`` is None if it could not be measured."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: str
    claim: str  # the statement
    source: str
    ours: float | None
    met: bool
    reported: str  # the source's figure as text; empty if no source reports one
    sense: Sense
    bound: float | tuple[float, float]
    unit: Unit
    margin: float | None  # distance from the bound; negative if it misses the bound
    note: str  # such as the spread over seeds, or why it was not measured
    values: dict[str, Any]  # the values behind ``ours``, by name
    seeds: tuple[int, ...]  # of the models, or of the run if it takes no model
    device: str  # of the measurement
    training_devices: tuple[str, ...]
    seconds: float  # of this measurement, with the models that it had to train
    training_seconds: float  # of the training of all its models, in this run or before
    date: str  # of the measurement, ISO 8601 in UTC

    @field_validator("values")
    @classmethod
    def _plain(cls, value: dict[str, Any]) -> dict[str, Any]:
        """The values as JSON has them, so that an outcome equals itself after a round trip."""
        plain: dict[str, Any] = json.loads(json.dumps(value))
        return plain

    @property
    def verdict(self) -> str:
        """Text such as ``better by 3.00 points``."""
        if self.margin is None:
            return "not measured"
        if self.sense == "within":
            return "as required" if self.met else f"outside by {self._difference(-self.margin)}"
        if self.margin == 0:
            return "equal"
        return f"{'better' if self.met else 'worse'} by {self._difference(abs(self.margin))}"

    @property
    def ours_text(self) -> str:
        """Our value as text, such as ``97.90 %``."""
        return "–" if self.ours is None else value_text(self.ours, self.unit)

    @property
    def bound_text(self) -> str:
        """The bound as text, such as ``at least 97.50 %``."""
        if isinstance(self.bound, tuple):
            low, high = self.bound
            if low == high:
                return f"exactly {value_text(low, self.unit)}"
            return f"from {value_text(low, self.unit)} to {value_text(high, self.unit)}"
        return f"{self.sense} {value_text(self.bound, self.unit)}"

    def _difference(self, value: float) -> str:
        return value_text(value, "points" if self.unit == "share" else self.unit)


def value_text(value: float, unit: Unit) -> str:
    """A value with its unit; a small one keeps its first significant digit."""
    if unit in ("share", "points"):
        return f"{100 * value:.2f} {'%' if unit == 'share' else 'points'}"
    if unit == "number" and float(value).is_integer():
        return f"{int(value):,}"
    digits = 2 if unit == "error" else 3
    if 0 < abs(value) < 10**-digits:
        return f"{value:.1g}"
    return f"{value:,.{digits}f}" + (" ×" if unit == "ratio" else "")


_OUTCOMES = TypeAdapter(list[Outcome])


def write_outcomes(outcomes: list[Outcome], path: Path = RESULTS_JSON) -> None:
    """Write the outcomes as a JSON list, completely or not at all."""
    plain = [outcome.model_dump(mode="json") for outcome in outcomes]
    write_atomic(path, (json.dumps(plain, indent=1, ensure_ascii=False) + "\n").encode())


def read_outcomes(path: Path = RESULTS_JSON) -> list[Outcome]:
    """Read the outcomes of the last run.

    Raises:
        ResultsError: the file is missing or damaged.
    """
    return read_result(path, _OUTCOMES.validate_json)


def merge(old: list[Outcome], new: list[Outcome], order: list[str]) -> list[Outcome]:
    """The new outcomes and the old ones of other claims, in the order of ``order``'s ids."""
    by_id = {outcome.id: outcome for outcome in (*old, *new)}
    return [by_id[name] for name in order if name in by_id]
