"""Results for other programs: pictures with their numbers, and checkpoints, as files.

A `Contents` says which pictures of a data set a file holds and what stands beside them: their place
on a map, their groups, and what networks make of them. `gather` collects all of that in a
`Collection`, and each file of this chapter writes one kind of file from it: `tables` CSV and
Parquet, `projector` the folder of TensorBoard's projector, `atlas` Parquet for embedding-atlas,
`notebook` a cell that opens the same with this package. `lists` are tables of some pictures alone:
the likely mislabelled and the near-duplicates. `checkpoints` writes the files of a network.
`library` keeps the files by content key.

>>> from core.exports import Contents, gather
>>> collection = gather(Contents(dataset="digits-8x8", vectors="ae-conv-2-8x8"))
>>> list(collection.columns), collection.vectors.shape
(['row', 'split', 'class'], (360, 2))
"""

from core.exports.collection import Collection, Contents, gather

__all__ = ["Collection", "Contents", "gather"]
