"""The pictures before they are mapped: by their pixels alone, most classes overlap."""

import streamlit as st

from core.data import Dataset
from core.figures.pictures import data_uri, points_png
from core.maps.principal import principal_plane
from core.maps.projections.request import nouns
from pages.map.new_map import quick_split
from pages.shared.jobs.waiting import wait

SIDE = 280  # dots across; each is larger than a pixel of the screen, so that it can be seen
PICTURE = (
    '<img src="{image}" alt="{alt}" style="display: block; width: min(70vw, 62vh); '
    'margin: 0 auto; image-rendering: pixelated">'
)


def show(dataset: Dataset) -> None:
    """The pictures at their first two principal components, to compare the map with."""
    split = quick_split(dataset)
    plane = wait(
        "Placing the digits by their pixels",
        (dataset.fingerprint, split),
        lambda on_progress: principal_plane(dataset, split, on_progress),
    )
    where = (
        f"{len(plane.xy):,} {nouns(dataset.name, split)} at the two directions in which their "
        "pixels differ most (PCA)"
    )
    image = data_uri(points_png(plane.xy, plane.labels, SIDE))
    colours = ", coloured by class" if dataset.classes else ""
    st.html(PICTURE.format(image=image, alt=f"{where}{colours}."))
    kinds = "classes" if dataset.classes else "kinds"
    st.caption(f"Before: {where}. Many {kinds} overlap. A map separates them.")
