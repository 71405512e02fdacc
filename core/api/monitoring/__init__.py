"""Health, readiness and metrics for the server's operator."""
