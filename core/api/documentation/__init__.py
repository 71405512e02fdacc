"""The OpenAPI description of the routes, and the page that renders it."""
