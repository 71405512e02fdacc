"""Optimisation: how a batch changes the weights.

``optimisers`` makes the optimiser and the learning-rate schedule of a recipe, with the classes of
``eager``; ``step`` is one step, on a GPU a recorded one.
"""
