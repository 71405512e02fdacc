"""A drawing, upload or photo -> the digits in it, as inputs of the models, step by step.

`reading` and `coverage` decode a file, and `looking` chooses how to read it: which way up
(`turning`), at which scale and in which shade. `ink` separates ink from paper and from rules,
`digits` separates digits from one another, and `preparing` records the steps. `nondigits` decides
whether an image shows a digit, and which. `handwriting` and `pen` make pictures to train on.
"""

from core.images.digits.candidates import Judge
from core.images.preparing import (
    Digit,
    Place,
    PreparedPicture,
    Step,
    prepare_corrected,
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
    "Judge",
    "Picture",
    "Place",
    "PreparedPicture",
    "Step",
    "grey_of",
    "prepare_corrected",
    "prepare_drawing",
    "prepare_file",
    "prepare_picture",
    "read",
]
