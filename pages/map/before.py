"""The pictures before a map is made of them: where most classes still lie on each other."""

import streamlit as st

from core import figures
from core.data import Dataset
from core.maps.principal import principal_plane
from core.maps.request import NOUNS
from pages.map.new_map import quick_split
from pages.shared.dataset import worded
from pages.shared.stage import for_stage
from pages.shared.waiting import wait


def show(dataset: Dataset) -> None:
    """The pictures at their principal components, as a picture to compare the map with."""
    split = quick_split(dataset)
    plane = wait(
        "Placing the digits by their pixels",
        (dataset.fingerprint, split),
        lambda on_progress: principal_plane(dataset, split, on_progress),
    )
    figure = figures.layout_before(plane.xy, plane.labels)
    st.plotly_chart(
        for_stage(figure),
        key="before",
        config=figures.config("latent-lab-before"),
        alt=worded(figures.alt_text(figure)),
    )
    st.caption(
        worded(
            f"Before: {len(plane.xy):,} {NOUNS[split]} at the two directions in which their pixels "
            "differ most (PCA). Many classes lie on each other. A map pulls them apart."
        )
    )
