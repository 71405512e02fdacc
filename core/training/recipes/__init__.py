"""Recipes: what to train, as data that JSON can hold.

`recipe` defines one, `shipped` lists those of the shipped models, `presets` describes three in
plain words, and `sources` names the literature that they follow.
"""
