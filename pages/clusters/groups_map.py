"""Clusters: where the groups lie on a map of the test digits."""

import numpy as np
import streamlit as st

from core import figures, maps
from core.clustering import Clustering
from core.clustering.groups import by_class, groups
from core.errors import LatentLabError
from core.maps import MapInfo
from core.storage.cache import if_kept
from core.text.numbers import percent
from pages.shared.addresses.links import map_link
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import with_dataset, worded
from pages.shared.jobs.waiting import wait
from pages.shared.literal import literal
from pages.shared.parts.chart import chart

HOW = """
Each point is a test digit at its place on the map, in the colour of the class that its group stands
for. The groups were found by the chosen numbers, not on this map, so a group may lie in several
places here. Choose one group to see where its digits are; a cross is a digit of another class.
"""
HOW_WITHOUT_CLASSES = """
Each point is a test digit at its place on the map, in the colour of its group. Colours repeat if
there are more than ten groups. The groups were found by the chosen numbers, not on this map, so a
group may lie in several places here. Choose one group to see where its digits are.
"""
NO_MAP = (
    "There is no map of these pictures yet: train a network with two numbers on [Train]({train}), "
    "or make a map on [Map]({map})."
)
ALL = "All groups"


def show(result: Clustering) -> None:
    """A map and a group to choose, and the test digits in the groups' colours."""
    st.header("The groups on a map", anchor=False)
    try:
        infos = {
            info.id: info
            for info in maps.infos(result.dataset.name, flat=True)
            if "test" in info.splits
        }
    except LatentLabError as error:
        st.warning(literal(str(error)))
        return
    if not infos:
        st.info(NO_MAP.format(train=with_dataset("train"), map=with_dataset("map")))
        return
    left, right = st.columns(2)
    with left:
        info = _choose_map(infos, result)
    with right:
        group = _choose_group(result)
    if st.toggle(
        "Show the map",
        _opens_at_once(info, result),
        key="show_map",
        help=worded("Places every test digit on the map, in the colour of its group."),
    ):
        _draw(info, group, result)
    else:
        st.caption(
            worded("The first time, placing the test digits on the map may take a few seconds.")
        )


def selection_of(result: Clustering) -> tuple[str | None, list[int] | None, str]:
    """The map that is shown, the rows of the chosen group on it, and the group's title.

    None for the map unless it shows every test digit, and for the rows unless a group is chosen.
    """
    test = result.dataset.split("test")
    map_id = st.session_state.get("cluster_map")
    try:
        infos = {info.id: info for info in maps.infos(result.dataset.name)}
    except LatentLabError:
        infos = {}
    is_whole = map_id in infos and infos[map_id].checkpoint is not None
    group = st.session_state.get("group", ALL)
    if group == ALL or not 0 <= int(group) < result.k:
        return map_id if is_whole else None, None, ""
    rows = test.rows.numpy()[result.of_split("test") == int(group)]
    return map_id if is_whole else None, rows.tolist(), f"Of group {group}"


def _choose_map(infos: dict[str, MapInfo], result: Clustering) -> MapInfo:
    names, own = list(infos), f"bottleneck:{result.study.source.checkpoint}"
    name = st.selectbox(
        "Map",
        names,
        names.index(own) if own in infos else 0,
        format_func=lambda name: model_choice.map_title(infos[name]),
        key="cluster_map",
        bind="query-params",
        help=worded("Where each test digit lies: the two numbers of a network, or a projection."),
    )
    return infos[name]


def _choose_group(result: Clustering) -> int | None:
    """Choose one group; None for all of them."""
    rows = groups(result)
    titles: dict[str | int, str] = {ALL: ALL} | {
        int(at): f"{rows[at].class_name}: group {at}, {percent(rows[at].purity)} pure"
        if rows[at].class_name
        else worded(f"Group {at}: {rows[at].size:,} training digits")
        for at in by_class(result)
    }
    group = st.selectbox(
        "Group",
        list(titles),
        format_func=titles.__getitem__,
        key="group",
        bind="query-params",
        help="One group in colour, all others in grey.",
    )
    return None if group == ALL else int(group)


def _opens_at_once(info: MapInfo, result: Clustering) -> bool:
    return if_kept(lambda: maps.layout(info.id, result.dataset.name, "test")) is not None


def _draw(info: MapInfo, group: int | None, result: Clustering) -> None:
    dataset = result.dataset
    layout = wait(
        f"Placing the test digits on {info.title}",
        (info.id, dataset.fingerprint),
        lambda on_progress: maps.layout(info.id, dataset.name, "test", on_progress),
    )
    # A map may show only some of the test digits, in an order of its own.
    places = np.searchsorted(dataset.split("test").rows.numpy(), layout.rows)
    clusters = result.of_split("test")[places]
    figure = figures.cluster_map(
        layout.xy,
        clusters,
        result.cluster_classes,
        layout.labels,
        dataset.classes,
        (layout.info.axes[0], layout.info.axes[1]),
        highlight=group,
    )
    how = HOW if dataset.classes else HOW_WITHOUT_CLASSES
    chart(figure, "clusters-on-a-map", how, key=f"-{info.id}-{group}")
    if group is None:
        return
    rows = layout.rows[clusters == group]
    link = map_link(rows, map_id=info.id) if len(rows) else None
    if link:
        st.link_button(
            "Open on map",
            link,
            icon=":material/scatter_plot:",
            help=worded(f"Selects the {len(rows):,} test digits of this group on the Map page."),
        )
