"""What the fields of the training form share: their starting recipe, keys and problems."""

import math
from dataclasses import dataclass, field

from core.training.recipe import Recipe


@dataclass(frozen=True)
class FormState:
    """The form for one starting point; each starting point keeps what was typed into its form."""

    start: str
    """Name of the recipe that fills the form, or ``blank``."""
    base: Recipe
    problems: list[str] = field(default_factory=list)
    """What is wrong with the fields so far, a sentence each."""

    def key(self, name: str) -> str:
        """The key of a widget."""
        return f"{self.start}:{name}"

    def numbers(self, label: str, text: str) -> list[float]:
        """The finite numbers in a text, separated by commas or spaces.

        Anything else is omitted and adds a sentence to ``problems``.
        """
        found = []
        for part in text.replace(",", " ").split():
            try:
                number = float(part)
                if not math.isfinite(number):
                    raise ValueError
                found.append(number)
            except ValueError:
                self.problems.append(f"{label}: {part[:40]!r} is not a number.")
        return found

    def number(self, label: str, text: str) -> float | None:
        """The one number in a text; None, with a sentence in ``problems``, if there is not one."""
        before = len(self.problems)
        found = self.numbers(label, text)
        if len(found) != 1 and len(self.problems) == before:
            self.problems.append(f"{label}: give one number, such as 0.001.")
        return found[0] if len(found) == 1 else None
