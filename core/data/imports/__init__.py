"""People's own pictures: files in common formats -> data sets.

>>> from pathlib import Path
>>> from tempfile import mkdtemp
>>> import numpy as np
>>> from core.data import load
>>> from core.data.imports import Choices, add, understand
>>> file = Path(mkdtemp()) / "numbers.npz"
>>> np.savez(file, images=np.ones((50, 16, 16)) / 2, labels=np.arange(50) % 2 + 1)
>>> seen = understand(file)  # reads the file once and keeps nothing
>>> seen.format, seen.shape, seen.value_range
('npz', (1, 16, 16), (0.0, 1.0))
>>> [(one.name, one.train, one.test) for one in seen.classes]
[('1', 20, 5), ('2', 20, 5)]
>>> entry = add(file, "stripes", Choices(classes=("odd", "even"), seed=1))  # one verified file
>>> load("stripes").classes
('odd', 'even')

`bundle` opens files, folders and archives, and `formats` reads what is in them as a `source`.
`scan` reads it once. `plan` decides on classes (`labels`), split (`splitting`) and conversion
(`values`), following the person's `choices`. `understanding` previews the result, and `adding`
writes it.
"""

from core.data.imports.adding import add, check_name
from core.data.imports.choices import Choices
from core.data.imports.source import ChoiceNeeded, ImportStopped
from core.data.imports.understanding import ClassCount, Understanding, understand

__all__ = [
    "ChoiceNeeded",
    "Choices",
    "ClassCount",
    "ImportStopped",
    "Understanding",
    "add",
    "check_name",
    "understand",
]
