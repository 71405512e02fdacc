"""The server that runs the dashboard: its address and its log."""
