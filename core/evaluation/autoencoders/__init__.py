"""Evaluation of autoencoders: reconstruction errors, and what follows from them.

`class_errors` and `hardest` report the errors of one model per class and per digit, `latent_sizes`
compares models of several latent sizes with `pca`, the best linear method. `anomalies` finds odd
pictures by their error, and `thresholds` makes outputs black and white.
"""
