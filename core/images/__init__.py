"""A drawing, upload or photo -> the 28×28 that the models know, step by step."""

from core.images.preparing import (
    Digit,
    Prepared,
    Step,
    prepare_drawing,
    prepare_file,
    prepare_picture,
)
from core.images.reading import FORMATS, MAX_BYTES, MAX_PIXELS, Picture, grey_of, read

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "MAX_PIXELS",
    "Digit",
    "Picture",
    "Prepared",
    "Step",
    "grey_of",
    "prepare_drawing",
    "prepare_file",
    "prepare_picture",
    "read",
]
