"""Clusters: k-means finds groups of digits without labels, and the groups then read digits."""

import streamlit as st

from core.errors import LatentLabError
from pages.clusters import elbow, groups, literature, study_form
from pages.shared.chart import choose_chart_format
from pages.shared.dataset import load_dataset
from pages.shared.literal import literal

VIEWS = {
    "Groups": groups.section,
    "How many?": elbow.section,
    "Literature": literature.section,
}

st.title("Clusters")
st.markdown(
    "Sort all training digits into groups of similar digits (*clusters*), **without telling which "
    "digit is which**. Only then name each group after the class of most of its digits. Such "
    "groups can read new digits: each gets the name of the group that it falls into. The method "
    "is *k-means*."
)
dataset = load_dataset()
try:
    study = study_form.choose(dataset)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            "Look at",
            list(VIEWS),
            default="Groups",
            required=True,
            wrap=True,
            key="view",
            bind="query-params",
        )
        choose_chart_format()
    VIEWS[view](study, dataset)
except LatentLabError as error:
    st.error(literal(str(error)))
