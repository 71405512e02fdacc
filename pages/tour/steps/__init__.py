"""Where one is in the tour: dots, Back and Next, and the clock that goes on by itself."""

from pathlib import Path

from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


def steps(*, key: str, step: int, titles: list[str], seconds: int) -> int:
    """Show the place in the tour and return the step to go to, counted from 1.

    Untouched, the tour goes on after ``seconds``. The last step stays.
    """
    result = _mount(
        key=key,
        data={"step": step, "titles": titles, "seconds": seconds},
        on_step_change=lambda: None,
    )
    return int(result.step or step)
