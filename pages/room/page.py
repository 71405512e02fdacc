"""Room: people draw on their phones, and their digits fly onto the map on the wall."""

import sys

import streamlit as st

from core.rooms import addresses
from core.visitors import Action
from core.visitors.identity import Arrival, Server, identify
from pages.room.wall import wall
from pages.shared import login, visit
from pages.shared.dataset import stay_with_digits
from pages.shared.listening import bound_host

START = "`LATENT_LAB_LOCAL=owner make run HOST=0.0.0.0`"
PROBLEMS = {
    "loopback": (
        "**Phones cannot reach this dashboard yet:** it listens on this machine only. Stop it, "
        f"start it again with {START}, and open this page again at *localhost*."
    ),
    "no network": (
        "**Phones cannot reach this machine yet:** it is in no network. Join the network of the "
        "phones, or open a hotspot on this machine or on a phone and join it, then load this page "
        "again."
    ),
}
NOT_YOU = (
    "**To open a room** on the machine that runs the dashboard, start it with "
    f"{START} and open this page at *localhost*. Elsewhere, log in as a member."
)
NOT_PHONES = (
    "**Phones would have to log in first:** with the setting `LATENT_LAB_ANONYMOUS=audience` they "
    "can draw in a room without a login, and see nothing else."
)
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


def phones_may_draw() -> bool:
    """Whether a visitor from elsewhere without a login may draw in a room."""
    phone = Arrival({}, "192.0.2.1")  # of RFC 5737, nobody's address
    return identify(phone, Server(has_login=login.is_enabled())).may(Action.DRAW_IN_ROOM)


st.title("Room")
stay_with_digits("A room reads drawings as digits of 28×28 pixels.")
st.markdown("Everyone draws a digit on a phone, and it flies onto this map.")
if not visit.may(Action.OPEN_ROOM):
    st.info(NOT_YOU)
    st.stop()
reach = addresses.reach(
    st.context.url or "http://localhost:8501/room",
    bound_host(sys.argv),
    addresses.of_this_machine(),
)
if reach.problem:
    st.warning(PROBLEMS[reach.problem])
if not phones_may_draw():
    st.warning(NOT_PHONES)
wall(key="room_wall", origins=reach.origins)
with st.expander("If phones cannot open the page"):
    st.markdown(HELP)
