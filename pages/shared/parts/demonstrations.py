"""A small picture of what a checkpoint does, with a caption of a few words."""

from core import data
from core.checkpoints.descriptions import class_names
from core.checkpoints.pool import pool
from core.data.library import fetch_command
from core.errors import LatentLabError
from core.evaluation.demonstration import Demonstration, demonstrate
from core.figures import pictures
from pages.shared.choices.dataset import worded

NOTHING = ("", "")
CAPTIONS = {
    "clean": "digit → noisy → cleaned",
    "rebuild": "digits, and rebuilt below",
    "map": "each point is a digit",
    "invent": "digits that it invents",
}
SAMPLES = "digits to learn from"
COLUMNS, ROWS = 4, 2  # of a sheet of samples
# The largest size at which they are shown: a browser scales down smoothly.
MAP_PX, POINT_PX = 336, 3
DIGIT_PX = 112


def picture_of(name: str) -> tuple[str, str]:
    """A picture as a ``data:`` URI with its caption; two empty texts if it cannot be made.

    If the pictures that the network learned from are not on this machine, the caption says so.
    """
    try:
        learned = pool().card(name).dataset.name
        if data.is_known(learned) and not data.is_local(learned):
            title = data.entry_named(learned).title
            return "", f"{title} is not on this machine: {fetch_command(learned)}"
        dataset = data.load(_dataset_of(name))
        demonstration = demonstrate(name, dataset)
    except LatentLabError:
        return NOTHING
    if demonstration.kind == "nothing":
        return NOTHING
    kind = demonstration.kind
    if kind in CAPTIONS:
        caption = worded(CAPTIONS[kind], data.entry_named(dataset.name).noun)
    else:
        card = pool().card(name)
        caption = _reading(
            demonstration, class_names(card.dataset.name, card.model.get("classes", 10))
        )
    return pictures.data_uri(_png(demonstration)), caption


def samples_of(name: str) -> tuple[str, str]:
    """A few test images of a data set with their caption, in the form of `picture_of`."""
    try:
        test = data.load(name).split("test")
    except LatentLabError:
        return NOTHING
    png = pictures.samples_png(test.images[: COLUMNS * ROWS].numpy(), COLUMNS, DIGIT_PX)
    return pictures.data_uri(png), worded(SAMPLES, data.entry_named(name).noun)


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
            demonstration.points, demonstration.labels.astype("uint8"), side=MAP_PX, point=POINT_PX
        )
    rows = [[pictures.image_png(image) for image in row] for row in demonstration.pictures]
    return pictures.sheet_png(rows, DIGIT_PX)


def _reading(demonstration: Demonstration, classes: tuple[str, ...]) -> str:
    return "reads " + ", ".join(classes[int(index)] for index in demonstration.readings)
