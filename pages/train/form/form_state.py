"""What the fields of the training form share: their starting point, keys and problems."""

import math
from dataclasses import dataclass, field
from typing import Any

from core.training.recipes.recipe import Recipe
from pages.shared.addresses.address import bound


@dataclass(frozen=True)
class FormState:
    """The form for one starting point; each starting point keeps what was typed into its form."""

    start: str
    """Name of the preset or recipe that fills the form, or ``blank``."""
    base: Recipe
    problems: list[str] = field(default_factory=list)
    """Problems with the fields so far, one sentence each."""

    def bound(self, name: str) -> dict[str, Any]:
        """Options of the field called ``name``."""
        return bound(f"{self.start}.{name}")

    def numbers(self, label: str, text: str) -> list[float]:
        """The finite numbers in a text, separated by commas or spaces.

        Anything else is omitted and adds a sentence to ``problems``.
        """
        values = []
        for part in text.replace(",", " ").split():
            try:
                number = float(part)
                if not math.isfinite(number):
                    raise ValueError
                values.append(number)
            except ValueError:
                self.problems.append(f"{label}: {part[:40]!r} is not a number.")
        return values

    def number(self, label: str, text: str) -> float | None:
        """The one number in a text; None, with a sentence in ``problems``, if there is not one."""
        before = len(self.problems)
        values = self.numbers(label, text)
        if len(values) != 1 and len(self.problems) == before:
            self.problems.append(f"{label}: give one number, such as 0.001.")
        return values[0] if len(values) == 1 else None
