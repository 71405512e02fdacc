"""Counts and logs of the calls that the server answers."""
