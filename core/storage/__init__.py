"""Files: written whole or not at all, read with bounds, and results kept by content key."""
