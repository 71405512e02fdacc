"""A training form as it is filled in: the keys of its fields, and what is wrong with them."""

import math
from dataclasses import dataclass, field

from core.training.recipes import Recipe


@dataclass(frozen=True)
class Form:
    """One starting point of the form; each keeps what was typed into it."""

    start: str
    base: Recipe
    problems: list[str] = field(default_factory=list)
    """What is wrong with the fields so far, a sentence each."""

    def key(self, name: str) -> str:
        """The key of a widget."""
        return f"{self.start}:{name}"

    def numbers(self, label: str, text: str) -> list[float]:
        """The finite numbers in a text, separated by commas or spaces.

        What is none is left out and told in ``problems``.
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
        """The one number in a text; None, with a sentence in ``problems``, where there is not."""
        before = len(self.problems)
        found = self.numbers(label, text)
        if len(found) != 1 and len(self.problems) == before:
            self.problems.append(f"{label}: give one number, such as 0.001.")
        return found[0] if len(found) == 1 else None
