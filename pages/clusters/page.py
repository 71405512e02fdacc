"""Clusters: k-means finds groups of digits without labels, and the groups then read digits."""

import streamlit as st

from core.errors import LatentLabError
from pages.clusters import elbow, groups, literature, study_form
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import has_classes, load_dataset, worded
from pages.shared.frame.layout import picture_and_settings
from pages.shared.literal import literal
from pages.shared.parts.chart import choose_chart_format
from pages.shared.widgets import download

VIEWS = {
    "Groups": groups.section,
    "How many?": elbow.section,
}
LITERATURE = "Literature"  # has studies of its own

ABOUT = (
    "Sort handwritten digits into **groups** of similar ones (*clusters*) without using their "
    "labels."
)
NAMES = " Then name each group after most of its digits, and it can read new ones."

st.title("Clusters", anchor=False)
st.markdown(worded(ABOUT + (NAMES if has_classes() else "")))
dataset = load_dataset()
try:
    view = st.segmented_control(
        "Look at",
        [*VIEWS, LITERATURE],
        default="Groups",
        required=True,
        wrap=True,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )
    picture, settings = picture_and_settings()
    if view == LITERATURE:
        with settings:
            choose_chart_format()
        with picture:
            literature.section(dataset)
    else:
        with settings:
            study = study_form.choose(dataset)
            if study.source.checkpoint:
                model_choice.note_other_training_data([study.source.checkpoint])
            download.menu(groups.offers(study))
            choose_chart_format()
        with picture:
            VIEWS[view](study, dataset)
except LatentLabError as error:
    st.error(literal(str(error)))
