"""Evaluation of trained models on a data set.

`metrics` has the figures of a card. `classification` and `calibration` evaluate classifiers,
`class_errors`, `hardest`, `thresholds` and `anomalies` autoencoders, `robustness` and `payoff` both
together. `features` and `activations` look into a network, `latent_sizes`, `histories` and
`pretraining` compare the models of the store, and `pca` is their linear baseline. `core.figures`
draws the results.
"""
