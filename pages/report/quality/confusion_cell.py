"""Report: the test digits in one cell of the confusion matrix."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.evaluation.classifiers.classification import Classification
from core.figures.pictures import image_png
from core.text.numbers import percent
from pages.report.selection import Selection
from pages.shared.addresses.links import map_link
from pages.shared.choices.dataset import worded
from pages.shared.choices.model_choice import markdown_title
from pages.shared.frame.stage import pixels
from pages.shared.parts.gallery import Cell, gallery

TRUE, READ = "true", "read"  # keys of the cell's classes, in the session and in the address
PAGE = 60  # digits


def choose(true: str, read_as: str) -> None:
    """Choose the cell of these two classes; for a callback."""
    st.session_state[TRUE] = true
    st.session_state[READ] = read_as


def show(selection: Selection, reading: Classification) -> None:
    """Two classes to choose, and the digits of the first that are read as the second."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        true = _choose_class("True class", reading.classes, TRUE)
        read_as = _choose_class("Read as", reading.classes, READ)
    if true is None or read_as is None:
        st.caption(
            worded("Press a cell of the matrix, or choose its two classes here, to see its digits.")
        )
        return
    places = reading.cell(reading.classes.index(true), reading.classes.index(read_as))
    digits, verb = ("digit", "is") if len(places) == 1 else ("digits", "are")
    st.markdown(
        worded(f"**{len(places):,} {digits}** of class ")
        + f"**{true}** {verb} read as **{read_as}** by {markdown_title(reading.classifier)}. "
        "The surest reading comes first."
    )
    if len(places) == 0:
        return
    link = map_link(reading.rows[places], reading.classifier)
    if link:
        st.link_button("Open on map", link, icon=":material/scatter_plot:")
    _gallery(selection, reading, places, true, read_as)


def _choose_class(label: str, classes: tuple[str, ...], key: str) -> str | None:
    return st.selectbox(
        label,
        classes,
        key=key,
        index=None,
        width=pixels(130),
        bind="query-params",
        placeholder="choose",
        help="A click on a cell of the matrix chooses it too.",
    )


def _gallery(
    selection: Selection,
    reading: Classification,
    places: NDArray[np.int64],
    true: str,
    read_as: str,
) -> None:
    """One page of the digits."""
    pages, page = -(-len(places) // PAGE), 1
    if pages > 1:
        page = int(
            st.number_input(
                f"Page, of {pages}",
                1,
                pages,
                1,
                key="cell_page",
                width=pixels(150),
                bind="query-params",
            )
        )
    first = (page - 1) * PAGE
    visible = places[first : first + PAGE]
    images = selection.test.images.numpy()
    cells = [
        Cell(
            (image_png(images[place]),),
            (percent(reading.probability[place], 1),),
            f"A {true} read as {read_as} with a probability of "
            f"{percent(reading.probability[place], 1)}, row {reading.rows[place]}",
            map_link([reading.rows[place]], reading.classifier) or "",
        )
        for place in visible
    ]
    st.caption(
        worded(
            f"Digits {first + 1} to {first + len(visible)} of {len(places):,}. Below each is how "
            "sure the classifier is. A click shows where the digit lies on the map."
        )
    )
    gallery(cells, f"{true}-read-as-{read_as}", side=60)
