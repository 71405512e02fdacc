"""The claims, one file for each theme; a claim is one entry of its file's ``CLAIMS``."""
