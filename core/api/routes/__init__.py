"""The routes, one file a theme, each with a list called `ENDPOINTS`."""
