"""The page's address: what it holds, and links to other screens."""
