"""One model under the loupe: what a classifier confuses, what an autoencoder finds unusual, ...

`reading` and `calibration` look at classifiers, `errors`, `thresholds` and `anomalies` at
autoencoders, `features` and `activations` into either, `payoff` at both together, and `latent`
at all autoencoders of the store. Each gives arrays; `core.figures` draws them.
"""
