"""The guides of the screens: each screen's ``guide.toml`` names the parts that matter there."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Hint:
    """One step of a guide."""

    target: str
    """CSS selector of the part it points at, also inside a widget; the first visible match"""
    title: str
    text: str


WORDS = Hint(
    ".st-key-words button",
    "Look a word up",
    "Words explains each term of the screens in a sentence.",
)


@cache
def hints(screen: str) -> tuple[Hint, ...]:
    """The steps of a screen's guide; ``screen`` is the name of its folder.

    The last step is one that all screens share, the only one of a screen without its own guide.
    """
    file = PAGES / screen / "guide.toml"
    own = tomllib.loads(file.read_text(encoding="utf-8"))["hint"] if file.exists() else []
    return (*(Hint(**entry) for entry in own), WORDS)
