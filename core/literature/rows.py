"""The outcome of one claim as a row of ``docs/results.json``, and what it says in words."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, field_validator

from core.errors import ResultsError
from core.literature.claim import Sense, Unit
from core.settings import PROJECT
from core.storage.files import write_atomic

RESULTS_JSON = PROJECT / "docs" / "results.json"


class Row(BaseModel):
    """A claim and its outcome; ``ours`` is None where it could not be measured."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: str
    claim: str
    source: str
    ours: float | None
    met: bool
    reported: str  # what the source says, in its own units; empty where the figure is ours
    sense: Sense
    asked: float | tuple[float, float]
    unit: Unit
    better_by: float | None  # how much better than asked; negative: worse
    words: str  # what else there is to say, or why it was not measured
    values: dict[str, Any]  # the figures behind the one
    seeds: tuple[int, ...]  # of the models, else of the run
    device: str  # of the measurement
    trained_on: tuple[str, ...]  # the devices that trained the models
    seconds: float  # this measurement, with whatever it had to train
    training_seconds: float  # the training of all its models, whenever that was
    date: str  # of the measurement, ISO 8601 in UTC

    @field_validator("values")
    @classmethod
    def _plain(cls, value: dict[str, Any]) -> dict[str, Any]:
        """As JSON has them, so that what was written is equal to what is read again."""
        plain: dict[str, Any] = json.loads(json.dumps(value))
        return plain

    @property
    def verdict(self) -> str:
        """Better or worse than asked, and by how much."""
        if self.better_by is None:
            return "not measured"
        if self.sense == "within":
            return "as asked" if self.met else f"outside by {self._amount(-self.better_by)}"
        amount = self._amount(abs(self.better_by))
        if self.better_by == 0:
            return "equal"
        return f"{'better' if self.met else 'worse'} by {amount}"

    @property
    def ours_words(self) -> str:
        """Our figure as people read it, such as ``97.90 %``."""
        return "–" if self.ours is None else show(self.ours, self.unit)

    @property
    def asked_words(self) -> str:
        """What was asked, such as ``at least 97.50 %``."""
        if isinstance(self.asked, tuple):
            low, high = self.asked
            if low == high:
                return f"exactly {show(low, self.unit)}"
            return f"from {show(low, self.unit)} to {show(high, self.unit)}"
        return f"{self.sense} {show(self.asked, self.unit)}"

    def _amount(self, value: float) -> str:
        return show(value, "points" if self.unit == "share" else self.unit)


def show(value: float, unit: str) -> str:
    """A figure in its unit; small differences keep the digits that tell them apart."""
    if unit in ("share", "points"):
        return f"{100 * value:.2f} {'%' if unit == 'share' else 'points'}"
    if unit == "number" and float(value).is_integer():
        return f"{int(value):,}"
    digits = 2 if unit == "error" else 3
    if 0 < abs(value) < 10**-digits:
        return f"{value:.1g}"
    return f"{value:,.{digits}f}" + (" ×" if unit == "ratio" else "")


_ROWS = TypeAdapter(list[Row])


def write_rows(rows: list[Row], path: Path = RESULTS_JSON) -> None:
    """Write the rows as a JSON list, whole or not at all."""
    plain = [row.model_dump(mode="json") for row in rows]
    write_atomic(path, (json.dumps(plain, indent=1, ensure_ascii=False) + "\n").encode())


def read_rows(path: Path = RESULTS_JSON) -> list[Row]:
    """The rows of the last run; `ResultsError` where the file is missing or damaged."""
    try:
        return _ROWS.validate_json(path.read_bytes())
    except OSError as error:
        raise ResultsError(
            f"{path} cannot be read ({error.strerror}); `make reproduce` writes it."
        ) from error
    except ValidationError as error:
        raise ResultsError(
            f"{path} is damaged ({error.error_count()} faults); `make reproduce` writes it again."
        ) from error


def merge(old: list[Row], new: list[Row], order: list[str]) -> list[Row]:
    """The new rows with the old ones of other claims, in the order of the ids that there are."""
    by_id = {row.id: row for row in (*old, *new)}
    return [by_id[name] for name in order if name in by_id]
