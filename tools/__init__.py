"""Commands for development; the application imports nothing from here."""
