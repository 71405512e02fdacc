"""Projections: many numbers a digit laid out as two, by PCA, t-SNE or UMAP.

    wanted = request.Request(split="test", method={"kind": "tsne", "perplexity": 30})
    found = fitting.fit(*vectors, method, seed)      # float32 (N, 2) and what there is to say

`methods` holds the methods as data, `request` says what a projection is of, `vectors` makes what
it starts from, `store` keeps the finished ones, which `core.maps` lists as maps. `estimate` says
how long one takes, `placing` puts a new digit onto a map, `trust` says how far to believe it. The
work itself is a job of the kind "project" (`core.jobs.project`): it never starts unasked.
"""

# First, always: it lists our finished projections as maps, and we use its cache.
import core.maps  # noqa: F401
