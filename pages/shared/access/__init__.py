"""Who the visitor is, and what this one may see and change."""
