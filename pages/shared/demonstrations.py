"""What a checkpoint does, as one small picture and a few words."""

from core import data
from core.checkpoints.pool import pool
from core.errors import LatentLabError
from core.evaluation.demonstration import Demonstration, demonstrate
from core.figures import pictures

NOTHING = ("", "")
CAPTIONS = {
    "clean": "digit → noisy → cleaned",
    "rebuild": "digits, and rebuilt below",
    "map": "each point is a digit",
    "invent": "digits that it invents",
}
MAP_PX = 112
DIGIT_PX = 56


def picture_of(name: str) -> tuple[str, str]:
    """A picture as a ``data:`` URI with its caption; two empty texts if it cannot be made."""
    try:
        dataset = data.load(_dataset_of(name))
        demonstration = demonstrate(name, dataset)
    except LatentLabError:
        return NOTHING
    if demonstration.kind == "nothing":
        return NOTHING
    caption = CAPTIONS.get(demonstration.kind) or _reading(demonstration, dataset.classes)
    return pictures.data_uri(_png(demonstration)), caption


def _dataset_of(name: str) -> str:
    """The data set that the checkpoint learned from, or the first on this machine that fits it."""
    card = pool().card(name)
    fitting = (
        name
        for name in [card.dataset.name, "mnist", *data.names()]
        if data.is_known(name)
        and data.is_local(name)
        and data.entry_named(name).shape == card.shape
    )
    return next(fitting, "mnist")


def _png(demonstration: Demonstration) -> bytes:
    if demonstration.kind == "map":
        return pictures.points_png(
            demonstration.points, demonstration.labels.astype("uint8"), side=MAP_PX
        )
    rows = [[pictures.image_png(image) for image in row] for row in demonstration.pictures]
    return pictures.sheet_png(rows, DIGIT_PX)


def _reading(demonstration: Demonstration, classes: tuple[str, ...]) -> str:
    return "reads " + ", ".join(classes[int(index)] for index in demonstration.readings)
