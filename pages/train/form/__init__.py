"""Train: the form of a new training, one file per group of its fields."""
