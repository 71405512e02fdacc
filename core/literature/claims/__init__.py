"""The claims of the literature, one file a theme."""
