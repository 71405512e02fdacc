"""Data sets as tensors: downloaded once, stored as one verified file, shared by all visitors.

>>> from core.data import load, to_float
>>> digits = load("mnist")  # 70,000 images, or a sample that says so in `notice`
>>> train = digits.split("train")
>>> to_float(train.images[:128]).shape  # float32 in [0, 1]
torch.Size([128, 1, 28, 28])

`catalogue` lists the data sets, `fetchers` downloads them, `dataset_file` stores them and `library`
combines the three. `imports` adds people's own data sets from their files, and `own` lists them.
"""

from core.data.catalogue import CATALOGUE
from core.data.dataset import Dataset, as_pictures, balanced_subset, to_float, to_uint8
from core.data.library import (
    entry_named,
    find_entry,
    fingerprint_of,
    is_known,
    is_local,
    load,
    names,
)

__all__ = [
    "CATALOGUE",
    "Dataset",
    "as_pictures",
    "balanced_subset",
    "entry_named",
    "find_entry",
    "fingerprint_of",
    "is_known",
    "is_local",
    "load",
    "names",
    "to_float",
    "to_uint8",
]
