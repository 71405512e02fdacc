"""Vectors that another program has computed, one row per picture of a data set here.

>>> import io
>>> import numpy as np
>>> from core.checkpoints.foreign.vectors import prepare
>>> file = io.BytesIO()
>>> np.save(file, np.random.default_rng(0).normal(size=(1797, 16)))
>>> seen = prepare("vectors.npy", file.getvalue(), "digits-8x8")
>>> seen.table.numbers.shape, seen.split
((1797, 16), 'all')

`files` reads npy, npz, Parquet, TSV and CSV, `columns` finds the vector among their columns, and
`table` checks the vectors. `matching` puts the rows in the order of the data set, and `adding`
keeps them.
"""

from core.checkpoints.foreign.vectors.adding import Candidate, describe, keep, prepare
from core.checkpoints.foreign.vectors.files import SUFFIXES, read
from core.checkpoints.foreign.vectors.table import Table

__all__ = ["SUFFIXES", "Candidate", "Table", "describe", "keep", "prepare", "read"]
