"""Text from files and visitors, shown as it is written."""

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:&^=\"'/@])")


def literal(text: str) -> str:
    """``text`` on one line such that Streamlit's Markdown shows it character by character."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
