"""Training: from a recipe to a checkpoint.

A recipe of ``recipes`` defines what to train. ``loop`` trains it, epoch by epoch, and ``cards``
measures the result. ``python -m core.training NAME`` does both.
"""
