"""Files as somebody adds them, prepared for the pictures of MNIST."""

from typing import Any

from core.checkpoints.foreign import adding
from core.checkpoints.foreign.sources import Answers


def prepare(*files, answers=None) -> Any:
    named = [(name, data) for name, data in files]
    return adding.prepare(named, "mnist", answers or Answers())


def part(*files, answers=None) -> Any:
    (candidate,) = prepare(*files, answers=answers)[1]
    return candidate.part
