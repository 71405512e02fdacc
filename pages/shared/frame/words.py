"""The glossary of the screens, in a dialog that a button on every screen opens."""

import html
from collections.abc import Iterable

import numpy as np
import streamlit as st

from core import data
from core.data import Dataset
from core.errors import LatentLabError
from core.figures.pictures import data_uri, image_png
from core.text.glossary import TERMS, Term
from core.text.numbers import unbroken
from pages.shared.parts.example_digit import clean_and_noisy

STYLE = """<style>
.ll-words { columns: 15rem; column-gap: 1.75rem; margin: 0; padding: 0; }
.ll-words > div { break-inside: avoid; padding-bottom: 0.75rem; }
.ll-words :is(dt, dd) { margin: 0; padding: 0; }
.ll-words dt { font-weight: 600; }
.ll-words dd { font-size: 0.9rem; line-height: 1.5; }
.ll-words img { image-rendering: pixelated; border-radius: 3px; background: #000;
  margin: 4px 4px 0 0; }
.ll-words a { display: inline-block; min-height: 24px; color: inherit; }
</style>"""
SIGMA = 0.5  # of the noisy digit in the pictures
SIDE = 56  # pixels


def button() -> None:
    """The button that opens the dialog."""
    if st.button("Words", icon=":material/menu_book:", type="tertiary", key="words"):
        show()


@st.dialog("Words", width="large")
def show() -> None:
    """Every word of the glossary: those of the screens, then those of the explanations."""
    pictures = _pictures()
    names = sorted(TERMS, key=lambda name: TERMS[name].plain.lower())
    st.html(_list((name for name in names if not TERMS[name].is_detail), pictures))
    st.markdown("**Details**")
    st.html(_list((name for name in names if TERMS[name].is_detail), {}))


def _list(names: Iterable[str], pictures: dict[str, tuple[bytes, ...]]) -> str:
    body = "".join(_entry(TERMS[name], pictures.get(name, ())) for name in names)
    return f'{STYLE}<dl class="ll-words">{body}</dl>'


def _entry(term: Term, pictures: tuple[bytes, ...]) -> str:
    title = html.escape(term.plain) + (
        f" <small>({html.escape(term.term)})</small>" * bool(term.term)
    )
    images = "".join(
        f'<img src="{data_uri(png)}" width="{SIDE}" height="{SIDE}" alt="">' for png in pictures
    )
    link = ""
    if term.screen:
        screen = term.screen.split("?")[0].capitalize()
        link = f' <a href="{html.escape(term.screen, quote=True)}" target="_self">{screen}</a>'
    about = html.escape(unbroken(term.meaning))
    return f"<div><dt>{title}</dt><dd>{about}{link}<br>{images}</dd></div>"


def _pictures() -> dict[str, tuple[bytes, ...]]:
    """PNGs for the words that a picture explains better; empty if MNIST cannot be loaded."""
    try:
        return _of_digits(data.load("mnist"))
    except LatentLabError:
        return {}


def _of_digits(digits: Dataset) -> dict[str, tuple[bytes, ...]]:
    clean, spoiled = clean_and_noisy(digits, SIGMA)
    return {
        "noise": (image_png(clean), image_png(spoiled)),
        "difference": (
            image_png(clean),
            image_png(spoiled),
            image_png(np.square(clean - spoiled)),
        ),
    }
