"""Room: people draw on their phones, and their digits fly onto the map on the wall."""

import sys

import streamlit as st

from core.rooms import addresses
from core.settings import settings
from core.visitors import Action
from pages.room import notes
from pages.room.wall import wall
from pages.shared import widgets
from pages.shared.access import visit
from pages.shared.choices.dataset import stay_with_digits
from pages.shared.frame import ending
from pages.shared.server.listening import bound_host

HELP = """
- **The phones and this machine must be in one network.** Guest networks often keep devices apart;
  then open a hotspot on a phone or on this machine, and let everyone join that one.
- **A firewall may stop them:** allow incoming connections to this port.
- **If this machine has several addresses,** choose another one above the code. In a container, a
  virtual machine or behind a tunnel, type the address at which it can be reached.
- **A name of your own** (not an address of numbers) must be in the setting
  `LATENT_LAB_ALLOWED_HOSTS`.
- A room ends when you close it, when the dashboard stops, or after two hours in which nobody does
  anything. Nothing is kept then: save the drawings before.
"""


st.title("Room", anchor=False)
st.markdown("Everyone draws a digit on a phone, and it flies onto the map on this screen.")
stay_with_digits("A room reads drawings as digits of 28×28 pixels")
if not visit.may(Action.OPEN_ROOM):
    st.info(notes.how_to_open())
    if not settings().kiosk:
        st.link_button("Join a room with its code", widgets.with_base_path("/r/"))
    ending.stop()
reach = addresses.reach(
    st.context.url or "http://localhost:8501/room",
    bound_host(sys.argv),
    addresses.of_this_machine(),
)
problems = notes.problems(visit.visitor(), reach)
for problem in problems:
    st.warning(problem)
wall(key="room_wall", origins=reach.origins, warnings=len(problems))
with st.expander("If phones cannot open the page"):
    st.markdown(HELP)
