"""The routes, one file per theme, each with a list called `ENDPOINTS`."""
