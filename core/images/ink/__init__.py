"""Shades of grey -> ink: what was written, apart from the paper and its rules.

`ground` tells ink from paper, `polarity` tells which of two shades is the ink, and `lines` removes
rules and frames.
"""
