"""Report: test digits beside what an autoencoder draws of them."""

import numpy as np
from numpy.typing import NDArray

from core.data import lookup
from core.evaluation.autoencoders import class_errors
from core.evaluation.autoencoders.class_errors import Errors
from core.figures.pictures import image_png
from core.text.numbers import sentence_case
from pages.report.selection import Selection
from pages.shared.addresses.links import map_link
from pages.shared.choices.model_choice import title
from pages.shared.parts.gallery import Cell, gallery


def show_rebuilt(
    selection: Selection, errors: Errors, places: NDArray[np.int64], file: str
) -> None:
    """Show the test digits at these places of ``errors``, each with its rebuilt picture and error.

    A click on one opens it on the map; ``file`` names the picture that can be saved.
    """
    name = errors.autoencoder
    outputs = class_errors.reconstructions(name, selection.test, errors.rows[places])
    images = selection.test.images.numpy()
    cells = []
    for place, output in zip(places, outputs, strict=True):
        row, error = int(errors.rows[place]), f"{errors.values[place]:.1f}"
        what = lookup.description(selection.dataset, row)
        cells.append(
            Cell(
                (image_png(images[place]), image_png(output)),
                (f"{what} · {error}",),
                f"{sentence_case(what)} and what {title(name)} draws of it, squared error {error}",
                map_link([row], name) or "",
            )
        )
    gallery(cells, file, side=52)
