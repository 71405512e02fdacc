"""A drawing, upload or photo -> the digits in it, as the models know them, step by step.

`reading` and `coverage` decode a file, `looking` chooses how to read it, the modules of `ink` tell
ink from paper and from rules, `finding` cuts the digits out and `centring` makes each 28×28;
`preparing` keeps the steps. `nondigits.doubt` tells which digit it is, and whether it is one.
"""

from core.images.candidates import Judge
from core.images.preparing import (
    Digit,
    Place,
    Prepared,
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
    "Prepared",
    "Step",
    "grey_of",
    "prepare_corrected",
    "prepare_drawing",
    "prepare_file",
    "prepare_picture",
    "read",
]
