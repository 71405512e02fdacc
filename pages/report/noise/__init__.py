"""Report: noise, and what a model does with it."""
