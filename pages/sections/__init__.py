"""Parts of pages that would make their file too long."""
