"""The server that runs the dashboard: its address, its imports and its log."""
