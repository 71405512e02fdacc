"""The question of the tour: answered by hand, or on the phones of an open room."""

import base64
from collections.abc import Callable
from pathlib import Path

from core.rooms.quiz import Quiz
from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


def quiz(*, key: str, question: Quiz, on_next: Callable[[], None]) -> None:
    """Show four pictures, one of which nobody wrote.

    If this browser has opened a room, the room's own question, which the phones answer, takes the
    place of this one. ``on_next`` runs when somebody asks for another question.
    """
    _mount(
        key=key,
        data={
            "number": question.number,
            "pictures": [base64.b64encode(one).decode("ascii") for one in question.pictures],
            "answer": question.answer,
            "between": list(question.between),
        },
        on_next_change=on_next,
    )
