"""Training: from a recipe to a checkpoint.

A recipe of ``recipes`` defines what to train. ``rows`` chooses its images, and ``transfer`` copies
a trained encoder into its network. ``loop`` trains the network with the optimisers of
``optimisation`` and records a ``history``; ``snapshots`` shows it after each epoch, and ``state``
lets another process resume it. ``cards`` measures the result with ``card_metrics``.
``python -m core.training NAME`` does all of this.
"""
