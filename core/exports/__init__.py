"""Results for other programs: pictures with their numbers, and checkpoints, as files.

`Contents` state which pictures of a data set a file holds, and which columns beside them: their
place on a map, their groups, and the results of networks. `gather` collects all of that in a
`Collection`, and each module writes one kind of file from it: `tables` CSV and Parquet, `projector`
the folder of TensorBoard's projector, `atlas` Parquet for embedding-atlas, and `notebook` a cell
that opens the same with this package. `lists` are tables of the pictures that are likely
mislabelled, and of near-duplicates. `checkpoints` writes the files of a network. `library` keeps
the files by content key.

>>> from core.exports import Contents, gather
>>> collection = gather(Contents(dataset="digits-8x8", vectors="ae-conv-2-8x8"))
>>> list(collection.columns), collection.vectors.shape
(['row', 'split', 'class'], (360, 2))
"""

from core.exports.collection import Collection, Contents, gather

__all__ = ["Collection", "Contents", "gather"]
