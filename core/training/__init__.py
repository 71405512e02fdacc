"""Training: from a recipe to a checkpoint.

``recipe`` says what to train and ``recipes`` lists the shipped models. ``loop`` trains one, epoch
by epoch, and ``cards`` measures the result. ``python -m core.training NAME`` does both.
"""
