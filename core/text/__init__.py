"""How numbers and figures are named and written for people."""
