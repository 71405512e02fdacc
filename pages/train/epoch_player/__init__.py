"""The epoch player: the latent map and ten digits of a training, epoch by epoch."""

from collections.abc import Sequence
from pathlib import Path

from core.figures import palette
from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


def epoch_player(
    *,
    key: str,
    job: str,
    epochs: int,
    task: str,
    classes: Sequence[str],
    shape: Sequence[int],
    noun: str,
) -> None:
    """Show the epochs of a job so far, with a slider and a play button.

    The widget fetches each snapshot itself, once, so that a new epoch does not disturb a visitor
    who looks at an old one. With 0 ``epochs`` it shows what goes into the network. ``task`` is
    ``reconstruct`` or ``classify``. ``classes``, ``shape`` and ``noun`` are those of the pictures
    that the job trains on, whatever data set is chosen.
    """
    _mount(
        key=key,
        data={
            "job": job,
            "epochs": epochs,
            "classes": list(classes),
            "colours": list(palette.CLASSES),
            "task": task,
            "shape": list(shape),
            "noun": noun,
        },
    )
