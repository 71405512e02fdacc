"""Data: every data set, what is in it, and the way to the screens that show it."""

import streamlit as st

from pages.data import choice, details, gallery
from pages.shared import notices

choice.go_on()
st.title("Data")
st.markdown(
    "The pictures that the networks learn from. Open a **data set** to see what is in it, and "
    "explore it: every screen then shows its pictures."
)
notices.show(choice.NOTICE)
name = choice.restore()
if name is None:
    gallery.show()
else:
    details.show(name)
