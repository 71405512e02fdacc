"""Who may call, from which sites, and what browsers may do with a page."""
