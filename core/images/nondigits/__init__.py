"""Whether a picture is a digit at all: a detector of non-digits beside the classifier.

`doubt` applies it. `calibrating` fits it to the pictures of `examples`, some of them `letters`.
"""
