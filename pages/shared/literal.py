"""Text from files and visitors, shown as it is written, not as Markdown."""

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:&^=\"'/@])")


def literal(text: str) -> str:
    """``text`` on one line, escaped so that Streamlit's Markdown shows every character."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
