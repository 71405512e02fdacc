"""Projections: many numbers per image laid out at two by PCA, t-SNE or UMAP.

A projection starts from a `request`. `inputs` loads the vectors that it lays out, `fitting` runs
the method, `store` keeps the result, and `maps` offers the finished projections as maps.
`estimate` predicts how long one takes.
"""
