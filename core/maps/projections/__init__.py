"""Projections: long vectors of images laid out in two or three numbers by PCA, t-SNE or UMAP.

A projection starts from a `request`. `inputs` loads the vectors that it lays out, `fitting` runs
the method, `store` writes the result, and `maps` offers the finished projections as maps.
`estimate` predicts how long one takes.
"""
