"""Charts, galleries and sections that several screens show."""
