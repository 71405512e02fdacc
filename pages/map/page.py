"""Map: every digit at two or three numbers, of a network or of a projection."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from core import maps
from core.data import Dataset
from core.data.dataset import Split
from core.errors import LatentLabError
from core.maps import MapInfo
from core.maps.projections.request import nouns
from pages.map import before, choices, finished_maps, jobs, new_map, trust
from pages.map.latent_map import latent_map
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import load_dataset, worded
from pages.shared.frame.layout import picture_and_settings
from pages.shared.literal import literal
from pages.shared.widgets import download

NO_MAP = (
    "No network of the store keeps two or three numbers of these pictures, and there is no "
    "projection of them yet: make one under “Make a map”, or train such a network on "
    "[Train](train)."
)
ABOUT = {
    choices.SHOW: "Each point is a digit. Similar ones lie close.",
    choices.MAKE: "Place digits so that similar ones lie together (projection).",
}
HOW_TO_READ = """
- **Point at a digit** to see it. Click it, or press Enter, to keep it below the map. Arrow keys go
  from digit to digit.
- The **nearest neighbours** of a chosen digit are below its card, in a latent space and in pixels.
  Click one to go on from there. **Find a picture** takes a row, a class or your own drawing.
- **Lasso** or **Box**, then drag around some points: the digits inside are shown below, with their
  classes and their mean. The others turn grey. *Select view*, or the key S, selects all in view.
- **Zoom in**, with the wheel, two fingers or +, and the points become the digits themselves.
- **Imagined digits** shows what the network imagines at each place, behind the points (decoded
  plane): its decoder draws a digit for any two numbers. Shift and an arrow key walk there.
- **Two maps**: what you point at or select on one is marked on the other. *Same scale* gives both
  the same axes, to compare how far they spread.
- **Difference from the original (squared error)**: the difference of each pixel of the
  rebuilt digit, squared, all added up.
- A map of **three numbers** can be turned: drag it, use the arrow keys or the buttons on it, or two
  fingers. Near points are large and strong, far ones small and pale. Shift and an arrow key go from
  digit to digit there.
- Both axes have one scale, so distances are the same in all directions. Only nearness within one
  map means something. The direction of an axis and the distance between two groups need not.
- The page's address holds the view: whoever opens the link sees the same.
"""


def show_maps(infos: Mapping[str, MapInfo], dataset: Dataset) -> None:
    """One map, or two side by side, with their settings beside them."""
    picture, settings = picture_and_settings()
    with settings:
        jobs.offer_finished()
        choice = choices.choose_maps(infos)
        split = choices.choose_split(dataset, choice)
        if split is None:
            st.info(
                worded(
                    "These two maps have no digits in common: choose another one to compare with."
                )
            )
            return
        model_choice.note_other_training_data(
            [info.checkpoint for info in choice if info.checkpoint]
        )
        download.menu([_offer(info, dataset, split) for info in choice])
        with st.expander("The card beside the pointer"):
            card = choices.choose_card(choice[0])
        # What is folded is sent once it is opened, because it would make the map appear later.
        with st.expander("How to read this", key="how_to_read", on_change="rerun") as guide:
            if guide.open:
                st.markdown(worded(HOW_TO_READ))
    with picture:
        latent_map(
            key="latent_map",
            maps=[
                (
                    replace(info, title=model_choice.map_title(info)),
                    maps.key(info.id, dataset.name, split),
                )
                for info in choice
            ],
            digits=dataset,
            split=split,
            split_title=nouns(dataset.name, split),
            autoencoder=card.autoencoder,
            classifier=card.classifier,
            encoders=choices.encoders(choice[0], card, dataset),
            link=card.address,
            calls=choices.open_map_calls(),
        )
    with st.expander("How far to trust this", key="trust", on_change="rerun") as check:
        if check.open:
            trust.show(choice, dataset.name, split)


def _offer(info: MapInfo, dataset: Dataset, split: Split) -> download.Offer:
    # A projection may be of some digits only. Its points are on disk; those of a bottleneck may
    # have to be computed first, and are of all digits.
    count = None if info.checkpoint else len(maps.layout(info.id, dataset.name, split))
    title = f"Pictures on {model_choice.map_title(info)}"
    return download.pictures(title, dataset, split, map_id=info.id, count=count)


def make_maps(dataset: Dataset) -> None:
    """The form of a new projection, those in progress, and the finished ones."""
    with st.container(key="new_map"):
        preset = new_map.choose_preset()
        if preset == new_map.EXPERT:
            new_map.show_form(dataset)
    if preset == new_map.EXPERT:
        jobs.offer_finished()
        jobs.show()
    else:
        picture, settings = picture_and_settings()
        with settings:
            new_map.show_preset(preset, dataset)
        with picture:
            jobs.offer_finished()
            jobs.show()
            before.show(dataset)
    st.header("Finished maps", anchor=False)
    finished_maps.show()


with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="page_head"):
    st.title("Map", anchor=False, width="content")
    part = choices.choose_part()
    st.markdown(worded(ABOUT[part]), width="content")
dataset = load_dataset()
try:
    if part == choices.MAKE:
        make_maps(dataset)
    elif known := {info.id: info for info in maps.infos(dataset.name)}:
        show_maps(known, dataset)
    else:
        st.info(NO_MAP)
except LatentLabError as error:
    st.error(literal(str(error)))
