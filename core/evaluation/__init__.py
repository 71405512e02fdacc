"""Evaluation of trained models on a data set.

`metrics` has the figures of a card. `classifiers` and `autoencoders` evaluate the two kinds of
models. `features` and `activations` look into a network, `histories` compares the trainings of the
store, `demonstration` shows what a checkpoint does and `showcase` has the tour's two stories.
`core.figures` draws the results.
"""
