"""Codes of rooms: short enough to type, and too many to guess.

>>> from core.rooms import codes
>>> codes.plain(" 7KQ4-m9tx ")
'7kq4m9tx'
>>> codes.in_halves("7kq4m9tx")
'7kq4-m9tx'
"""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0, 1, i, l, o, which look alike
LENGTH = 8  # 31 to the power of 8: 850 billion codes


def new() -> str:
    """A code drawn at random by the system's secure generator."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def plain(text: str) -> str:
    """The code in a text that a person typed: lower case, without blanks and hyphens."""
    return "".join(text.lower().split()).replace("-", "")


def in_halves(code: str) -> str:
    """The code in two halves, easier to read from a wall."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
