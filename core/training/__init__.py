"""Training: a recipe in, an epoch after epoch out, a checkpoint at the end.

``loop`` turns batches into weights, ``cards`` measures the result and writes its card, and
``python -m core.training NAME`` does both from the shell.
"""
