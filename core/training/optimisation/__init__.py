"""Optimisation: how a batch changes the weights.

``optimisers`` makes the optimiser and the learning-rate schedule of a recipe, with the classes of
``eager``; ``step`` runs one step, which is recorded and replayed on a GPU.
"""
