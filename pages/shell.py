"""The frame around every page: it navigates and does nothing else."""

import streamlit as st

st.set_page_config(page_title="Latent Lab", page_icon=":material/blur_on:", layout="wide")

st.navigation(
    [
        st.Page("denoise.py", title="Denoise", icon=":material/auto_fix_high:", default=True),
        st.Page("map.py", title="Map", icon=":material/scatter_plot:"),
        st.Page("checkpoints.py", title="Checkpoints", icon=":material/inventory_2:"),
    ]
).run()
