"""The choice of a data set, of models and of a digit."""
