"""Everything that the literature reports, measured again: ``make reproduce``.

A claim is a `Claim` in the file of its theme, and a theme one line in `THEMES`; ``claim`` says
what a claim has to tell, ``runner`` measures them, ``writers`` puts the outcome into ``docs``.
"""
