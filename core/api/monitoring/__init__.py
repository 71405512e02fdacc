"""What whoever runs the server reads: health, readiness and metrics."""
