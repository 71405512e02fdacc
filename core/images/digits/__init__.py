"""Ink -> the digits in it, each as a 28×28 input of the models.

`pieces` are connected ink, and `finding` makes digits of them: `joining` joins the parts of a
broken digit, `splitting` cuts digits that touch. A `judge` gives each of the `candidates` a
confidence, and `centring` makes each 28×28. `surroundings` tells a digit from a part of something
larger, and `context` adjusts its confidence by what the other marks are.
"""
