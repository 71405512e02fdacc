"""Report: what a model gets right and wrong."""
