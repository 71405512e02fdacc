"""Train: start a training, watch it, come back to it."""

import streamlit as st

from core.jobs import runner
from pages.shared.literal import literal
from pages.train import cluster, jobs
from pages.train.form import form

START, JOBS = "New training", "Trainings"
VIEWS = {"new": START, "trainings": JOBS}  # by their names in the address


LAST_VIEW = "train last view"  # in the session, for visitors who come back by the menu


def first_view() -> str:
    """The view to open: of the address, else of the last visit, else the trainings if any."""
    query = st.query_params
    if query.get("view") in VIEWS:
        return VIEWS[query["view"]]
    if "job" not in query and any(form.is_setting(name) for name in query):
        return START
    if "job" not in query and LAST_VIEW in st.session_state:
        return str(st.session_state[LAST_VIEW])
    return JOBS if jobs.trainings() else START


st.title("Train", anchor=False)
st.markdown(
    "Choose what a network should learn, press Start and watch it learn. A training runs in the "
    "background: you can close this page and come back later."
)
if trouble := runner().trouble:
    st.warning(literal(trouble))
cluster.show()

if st.session_state.pop("go_to_jobs", False):
    st.session_state.view = JOBS
elif "view" not in st.session_state:
    st.session_state.view = first_view()
view = st.segmented_control(
    "View",
    list(VIEWS.values()),
    key="view",
    required=True,
    wrap=True,
    label_visibility="collapsed",
)
st.session_state[LAST_VIEW] = view
st.query_params["view"] = next(name for name, title in VIEWS.items() if title == view)
if view == JOBS:
    jobs.show()
else:
    st.query_params.pop("job", None)
    form.show()
