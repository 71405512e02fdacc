"""Report: what is in the data."""
