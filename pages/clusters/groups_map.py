"""Clusters: where the groups lie on a map of the test digits."""

import numpy as np
import streamlit as st

from core import figures, maps
from core.clustering import Clustering
from core.data import lookup
from core.errors import LatentLabError
from core.storage.cache import if_kept
from core.text.numbers import percent
from pages.shared.chart import chart
from pages.shared.links import map_link
from pages.shared.literal import literal
from pages.shared.waiting import wait

HOW = """
Each point is a test digit at its place on the map, in the colour of the class that its group
stands for. The groups were found in the numbers chosen above, not on this map, so a group may lie
in several places here. Choose one group to see where its digits are; a cross is a digit of another
class.
"""
EVERY = "All groups"


def section(found: Clustering) -> None:
    """A map to choose, a group to choose, and the test digits in the groups' colours."""
    st.subheader("The groups on a map", anchor=False)
    try:
        known = {info.id: info for info in maps.infos() if "test" in info.splits}
    except LatentLabError as problem:
        st.warning(literal(str(problem)))
        return
    if not known:
        st.info(
            "There is no map yet: train a network with two numbers, "
            "`python -m core.training ae-conv-2`, or make a projection on the Map page."
        )
        return
    classes = found.dataset.classes
    order = np.lexsort((-found.sizes, found.cluster_classes))
    titles = {EVERY: EVERY} | {
        int(cluster): f"{classes[found.cluster_classes[cluster]]}: group {cluster}, "
        f"{percent(found.purity[cluster])} pure"
        for cluster in order
        if found.sizes[cluster]
    }
    left, right = st.columns(2)
    with left:
        own = f"bottleneck:{found.study.source.checkpoint}"
        names = list(known)
        chosen = st.selectbox(
            "Map",
            names,
            names.index(own) if own in known else 0,
            format_func=lambda name: known[name].title,
            key="cluster_map",
        )
    with right:
        group = st.selectbox("Group", list(titles), format_func=titles.__getitem__, key="group")
    if not st.toggle("Show the map", _is_kept(chosen, found.dataset.name)):
        st.caption("Placing the test digits on the map may take a few seconds, once.")
        return
    data = found.dataset
    layout = wait(
        f"Placing the test digits on {known[chosen].title}",
        (chosen, data.fingerprint),
        lambda on_progress: maps.layout(chosen, data.name, "test", on_progress),
    )
    test = data.split("test")
    # A map may show some of the test digits only, in an order of its own.
    places = lookup.positions(test, layout.rows)
    clusters = found.of_split("test")[places]
    figure = figures.cluster_map(
        layout.xy,
        clusters,
        found.cluster_classes,
        layout.labels,
        classes,
        layout.info.axes,
        highlighted=None if group == EVERY else int(group),
    )
    chart(figure, "clusters-on-a-map", HOW, key=f"-{chosen}-{group}")
    if group != EVERY:
        rows = layout.rows[clusters == int(group)]
        link = map_link(rows, map_id=chosen) if len(rows) else None
        if link:
            st.link_button(
                f"See its {len(rows):,} test digits on the Map page",
                link,
                icon=":material/scatter_plot:",
            )


def _is_kept(map_id: str, dataset: str) -> bool:
    """Whether the map opens at once."""
    return if_kept(lambda: maps.layout(map_id, dataset, "test")) is not None
