"""The place in the tour: dots, Back and Next, and the clock that turns to the next step."""

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


def steps(
    *,
    key: str,
    step: int,
    titles: Sequence[str],
    seconds: Sequence[int],
    loops: bool,
    on_turn: Callable[[int], None],
) -> None:
    """Show the place in the tour, and only those parts of the page that belong to its step.

    The parts of step N stand in containers whose keys start with ``tour_part_N_``. Before the page
    runs for another step, ``on_turn`` gets its number, counted from 1. Untouched, the tour goes on
    after the ``seconds`` of its step; with 0 it stays. After the last step it starts again if it
    ``loops``.
    """
    _mount(
        key=key,
        data={
            "step": step,
            "titles": list(titles),
            "seconds": list(seconds),
            "loops": loops,
        },
        on_step_change=lambda: on_turn(int(st.session_state[key].step)),
    )
