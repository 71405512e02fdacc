"""Kills of every writer of the product, at random moments: ``make fuzz``."""
