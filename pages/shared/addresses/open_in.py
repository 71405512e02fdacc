"""Links from a checkpoint to the screens that can show it."""

from urllib.parse import quote

import streamlit as st

from core import data
from core.checkpoints import Card
from pages.shared.choices import dataset


def addresses(card: Card) -> dict[str, str]:
    """Address per screen that fits the network, by the screen's name."""
    name = quote(card.name)
    places = {}
    if card.task == "classify":
        places["Denoise"] = f"denoise?reader={name}"
    elif card.task == "reconstruct":
        places["Denoise"] = f"denoise?cleaners={name}"
    if card.latent_size in (2, 3):
        places["Map"] = f"map?map=bottleneck:{name}"
    elif card.task == "encode":
        places["Map"] = f"map?part=Make%20a%20map&preset=Expert&new_source={name}"
    if card.task == "encode":
        places["Clusters"] = f"clusters?source={name}"
    if card.task == "reconstruct":
        view = "plane" if card.latent_size == 2 else "directions"
        places["Walk"] = f"walk?view={view}&model={name}"
    set_name = _dataset(card)
    if set_name == dataset.DEFAULT:
        return places
    return {screen: f"{address}&data={quote(set_name)}" for screen, address in places.items()}


def _dataset(card: Card) -> str:
    """The data set to show a network with: the one it was trained on, else the chosen one."""
    learned = data.find_entry(card.dataset.name)
    if card.is_table or (learned and data.is_local(learned.name) and learned.shape == card.shape):
        return card.dataset.name  # a table knows the pictures of this set only
    return dataset.name()


def show(card: Card) -> None:
    """A button per screen that fits the network; each opens a new tab."""
    with st.container(horizontal=True):
        for screen, address in addresses(card).items():
            st.link_button(f"Open in {screen}", address, icon=":material/open_in_new:")
