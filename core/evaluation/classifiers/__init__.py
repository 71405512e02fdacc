"""Evaluation of classifiers, alone and behind a denoiser.

`classification` has the scores per class, and `calibration` compares confidence with accuracy.
`robustness` and `payoff` measure accuracy under noise, with and without a denoiser, and
`pretraining` lists the classifiers that start from an autoencoder.
"""
