"""Data: what is in one data set, and what can be done with it."""

import html

import pandas as pd
import streamlit as st

from core import data, figures
from core.data import Dataset, overview
from core.data.catalogue import Entry
from core.data.dataset import shape_text
from core.data.library import is_complete
from core.data.overview import Overview
from core.errors import LatentLabError
from core.figures.pictures import data_uri, grid_png
from core.text.numbers import quantity
from pages.data import choice, fetch, own
from pages.shared.jobs.waiting import wait
from pages.shared.literal import literal
from pages.shared.parts.chart import chart

ROWS = 6  # of the sheet
SCREENS = {
    "start": ("Explore this", "explore"),
    "map": ("See its map", "scatter_plot"),
    "train": ("Train on it", "model_training"),
}
SHEET = (
    '<img src="{image}" alt="{alt}" style="display: block; width: 100%; max-height: 60vh; '
    'object-fit: contain; object-position: left top; image-rendering: pixelated">'
)
BALANCE = """
There is a bar for each class. Networks learn best if all are about equally long: a class with few
pictures is read worse, and counts less in every figure that is a mean over pictures.
"""


def show(name: str) -> None:
    """Everything about a data set, or how to get it."""
    entry = data.entry_named(name)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button("All data sets", icon=":material/arrow_back:", on_click=choice.close)
        st.header(literal(entry.title), anchor=False, width="stretch")
        own.show_delete(name)
    if not data.is_local(name):
        st.markdown(
            f"{literal(choice.size_text(entry))}, {literal(shape_text(entry.shape))}, "
            f"{choice.classes_text(entry)}. It is not on this machine yet."
        )
        fetch.show(entry)
        show_origin(entry)
        return
    try:
        with st.spinner("Reading the pictures …"):
            digits = data.load(name)
    except LatentLabError as error:
        st.error(literal(str(error)))
        if entry.addition is None:
            fetch.show(entry)
        return
    counts = wait(
        f"Counting {entry.title}", [digits.fingerprint, digits.train],
        lambda _: overview.overview(digits),
    )  # fmt: skip
    picture, words = st.columns([3, 2], gap="medium")
    with picture:
        show_sheet(digits)
    with words:
        show_actions(entry)
        show_tiles(digits, counts)
        if not is_complete(name):
            st.caption(literal(f"{digits.title}: {digits.notice}."))
            fetch.show(entry)
    if digits.classes:
        st.subheader("Balance of the classes", anchor=False)
        bars = figures.class_counts(digits.classes, counts.train.tolist(), counts.test.tolist())
        chart(bars, f"{name}-classes", BALANCE)
    show_origin(entry, digits)
    if entry.addition:
        for note in entry.addition.notes:
            st.markdown(f"- {literal(note)}")


def show_sheet(digits: Dataset) -> None:
    """Samples of the pictures: a column per class if they are few."""
    places = overview.samples(digits, ROWS)
    image = data_uri(grid_png(overview.tiles(digits, places)))
    number = len(digits.classes)
    by_class = 1 < number <= overview.COLUMNS
    alt = f"{quantity(int((places >= 0).sum()), 'picture')} of {digits.title}" + (
        f", class by class from left to right: {', '.join(digits.classes)}" if by_class else ""
    )
    st.html(SHEET.format(image=image, alt=html.escape(alt, quote=True)))
    st.caption(literal(alt + "."))


def show_actions(entry: Entry) -> None:
    """The buttons that show the data set on the other screens."""
    with st.container(horizontal=True):
        for screen, (label, icon) in SCREENS.items():
            st.button(
                label,
                type="primary" if screen == "start" else "secondary",
                icon=f":material/{icon}:",
                on_click=choice.explore,
                args=(entry.name, screen),
            )


def show_tiles(digits: Dataset, counts: Overview) -> None:
    """Numbers of pictures, pixels and classes, and of pictures that occur twice."""
    with st.container(horizontal=True, gap="medium"):
        tests = len(digits) - digits.train
        st.metric("Pictures", f"{len(digits):,}", width="content")
        st.metric(
            "Training and test pictures",
            f"{digits.train:,} + {tests:,}",
            help="Networks learn from the first part; the second one shows what they can do.",
            width="content",
        )
        st.metric("Width × height", shape_text(digits.shape), width="content")
        st.metric(
            "Classes",
            f"{len(digits.classes):,}" if digits.classes else "none",
            help="Without classes, what needs them, such as a classifier, is left out.",
            width="content",
        )
        st.metric(
            "Test pictures also trained on",
            f"{counts.shared:,}",
            help="Test pictures that are, pixel for pixel, among the training pictures too. They "
            "make every figure look better than it is.",
            width="content",
        )
        st.metric(
            "Duplicates in the set",
            f"{counts.repeated:,}",
            help="Pictures that are the same as an earlier one, pixel for pixel.",
            width="content",
        )


def show_origin(entry: Entry, digits: Dataset | None = None) -> None:
    """Where the data set comes from, its licence and its fingerprint."""
    st.subheader("Origin", anchor=False)
    pairs = {
        "Made by": entry.origin or "not stated",
        "Licence": entry.licence,
        "Classes": ", ".join(entry.classes) or "none",
    }
    if digits is not None:
        pairs |= {"Read from": digits.source, "Fingerprint (SHA-256)": digits.fingerprint}
    st.dataframe(
        pd.DataFrame(list(pairs.items()), columns=["What", "Value"]),
        hide_index=True,
        height="content",
        column_config={"Value": st.column_config.TextColumn(width="large")},
        alt=f"The origin of {entry.title}.",
    )
