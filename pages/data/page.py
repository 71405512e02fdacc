"""Data: every data set, what is in it, and the way to the screens that show it."""

import streamlit as st

from pages.data import choice, details, drop, gallery, own
from pages.shared.frame import notices

choice.go_on()
st.title("Data", anchor=False)
st.markdown(
    "The pictures that the networks learn from. Open a **data set** to see what is in it, or add "
    "pictures of your own: every screen then shows them."
)
notices.show(choice.NOTICE)
name = choice.restore()
if name is None:
    if not drop.show():
        gallery.show()
        own.show_damaged()
else:
    details.show(name)
