"""Report: how the models were made, and what the literature reports."""
