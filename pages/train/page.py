"""Train: start a training, watch it, come back to it."""

import streamlit as st

from core.jobs import runner
from pages.shared.literal import literal
from pages.train import form, jobs

START, JOBS = "New training", "Trainings"

st.title("Train")
st.markdown(
    "Train an autoencoder of your own and watch its map take shape. A training runs in the "
    "background: you can close this page and come back later."
)
if trouble := runner().trouble:
    st.warning(literal(trouble))

if st.session_state.pop("go_to_jobs", False):
    st.session_state.view = JOBS
elif "view" not in st.session_state:
    st.session_state.view = JOBS if jobs.trainings() else START
view = st.segmented_control(
    "View", [START, JOBS], key="view", required=True, wrap=True, label_visibility="collapsed"
)
if view == JOBS:
    jobs.show()
else:
    form.show()
