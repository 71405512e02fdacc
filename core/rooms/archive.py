"""A room's drawings as a file: a ZIP with a folder of PNG images per digit, and a table."""

import csv
import io
import zipfile
from collections.abc import Sequence

from core.figures.pictures import image_png
from core.rooms.drawing import Drawing

ABOUT = """\
Drawings of a room. Each folder has the drawings of one digit, the digit that their author meant:
28 by 28 pixels, light ink on black, prepared like the digits of MNIST. drawings.csv lists them with
what the networks read, in the order in which they arrived. Nothing is known of who drew them.
"""
COLUMNS = ("file", "meant", "read", "right", "squared_error", "x", "y")


def archive(drawings: Sequence[Drawing]) -> bytes:
    """Contents of the ZIP file, with the drawings in the given order."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    contents = io.BytesIO()
    with zipfile.ZipFile(contents, "w", zipfile.ZIP_STORED) as file:
        for drawing in drawings:
            name = f"{drawing.digit}/{drawing.number:04}.png"
            reading = drawing.reading
            file.writestr(name, image_png(reading.seen))
            x, y = reading.place
            row = (reading.text, int(drawing.is_right), f"{reading.error:.2f}")
            writer.writerow((name, drawing.digit, *row, f"{x:.4f}", f"{y:.4f}"))
        file.writestr("drawings.csv", table.getvalue())
        file.writestr("README.txt", ABOUT)
    return contents.getvalue()
