"""The data set that a page works on."""

import streamlit as st

from core import data
from core.data import Dataset
from core.errors import LatentLabError
from pages.shared.literal import literal


def load_dataset(name: str = "mnist") -> Dataset:
    """The data set, shared by all visitors; if it cannot be read, show why and end the page."""
    try:
        with st.spinner("Reading the digits …"):
            dataset = data.load(name)
    except LatentLabError as error:
        st.error(literal(str(error)))
        st.stop()
    if dataset.notice:
        st.caption(literal(f"{dataset.title}: {dataset.notice}"))
    return dataset
