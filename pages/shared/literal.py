"""Text from files and visitors, shown as it is written, not as Markdown."""

import re

from core.text.numbers import unbroken

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:&^=\"'/@])")


def literal(text: str) -> str:
    """``text`` on one line, escaped so that Streamlit's Markdown shows every character.

    A number stays on one line with its unit.
    """
    return _MARKUP.sub(r"\\\1", unbroken(" ".join(text.split())))
