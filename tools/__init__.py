"""Helpers of the Makefile and the tests; the application imports nothing from here."""
