"""Ink -> the digits in it, one by one, each as the 28×28 that the models know.

`pieces` are what hangs together, and `finding` makes digits of them: `joining` joins the parts of a
broken digit, `splitting` cuts digits that touch. `candidates` have a surety, which a `judge` gives
them, and `centring` makes each 28×28. `surroundings` tells a digit from a part of something larger,
and `context` weighs what the other marks are.
"""
