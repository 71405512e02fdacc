"""Clusters: k-means finds groups of digits without labels; how well do the groups read digits?"""

import streamlit as st

from core.errors import LatentLabError
from pages.clusters import elbow, form, groups, literature
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
    "Sort all training digits into groups of look-alikes (*clusters*), **without telling which "
    "digit is which**, and only then name each group after the digits that most of it are. Such "
    "groups can read new digits: each gets the name of the group it falls into. The method is "
    "*k-means*."
)
digits = load_dataset()
try:
    study = form.ask(digits)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            "Look at", list(VIEWS), default="Groups", required=True, key="view", bind="query-params"
        )
        choose_chart_format()
    VIEWS[view](study, digits)
except LatentLabError as problem:
    st.error(literal(str(problem)))
