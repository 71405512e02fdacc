"""Start: what an autoencoder does, in one moving picture, and three ways in."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core import data, latent, maps
from core.checkpoints.pool import pool
from core.data import Dataset, lookup
from core.errors import LatentLabError
from core.figures.pictures import image_png, points_png, samples_png
from core.storage.cache import if_kept
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import DEFAULT, load_dataset, shows_digits, worded
from pages.shared.parts.example_digit import clean_and_noisy
from pages.start.hourglass import Door, hourglass

# Networks with few numbers, each of which changes the drawn digit visibly.
SHOWN = ["vae-conv-16", "ae-conv-16", "vae-dense-20", "dae-dense-10", "dae-dense-32-8x8"]
MAPS = ["bottleneck:clf-conv-bottleneck-2", "bottleneck:ae-conv-2"]
MAP_PX = 112
SAMPLES = 3  # pictures on each side of a sheet
COUNT = 7  # digits that the picture goes through, all different

# Links from before this screen existed: Denoise was the first screen.
DENOISE_KEYS = {"digit", "kind", "cleaners", "reader", "seed", "sigma", "zeros", "ones"}


def forward_old_links() -> None:
    """Open Denoise for an address that holds its settings."""
    if DENOISE_KEYS & set(st.query_params):
        st.switch_page("denoise/page.py", query_params=st.query_params.to_dict())


def different_rows(digits: Dataset) -> list[int]:
    """Row ids of the first test digits of `COUNT` different classes, in the order of the set."""
    test = digits.split("test")
    return test.rows.numpy()[lookup.first_of_each_class(test)[:COUNT]].tolist()


def doors(digits: Dataset) -> list[Door]:
    """The three ways in, each with a picture of what its screen shows."""
    clean, spoiled = clean_and_noisy(digits, sigma=0.6)
    # Draw is about digits whatever the data set.
    digit = clean if shows_digits() else clean_and_noisy(data.load(DEFAULT), sigma=0)[0]
    ways = [
        ("draw", "Draw", "Write a digit and see what the networks make of it.", image_png(digit)),
        (
            "denoise",
            "Denoise",
            worded("Bury a digit in noise and watch it come back."),
            image_png(np.where(np.arange(clean.shape[-1]) < clean.shape[-1] // 2, spoiled, clean)),
        ),
    ]
    ids = [info.id for info in maps.infos(digits.name, flat=True)]
    if ids:
        about = worded("See all digits at once, sorted by a network that kept two numbers of each.")
        ways.append(("map", "Explore the map", about, map_picture(digits, ids)))
    else:
        about = worded("Let a network learn what these digits look like.")
        ways.append(("train", "Train a network", about, samples_picture(digits)))
    return [Door(*way) for way in ways]


def map_picture(digits: Dataset, ids: Sequence[str]) -> bytes:
    """A thumbnail of the Map screen's first map; sample digits if the map is not computed yet."""
    map_id = model_choice.first_available(ids, MAPS)
    layout = if_kept(lambda: maps.layout(map_id, digits.name, "test"))
    if layout is None:
        return samples_picture(digits)
    return points_png(layout.xy, layout.labels, side=MAP_PX)


def samples_picture(digits: Dataset) -> bytes:
    """PNG of the first `SAMPLES`² test digits in a square."""
    images = digits.split("test").images[: SAMPLES**2].numpy()
    return samples_png(images, SAMPLES, MAP_PX // SAMPLES)


def shown_loop(digits: Dataset) -> tuple[str, latent.Loop | None]:
    """The network of the moving picture and its loop; no loop if the store has no autoencoder."""
    try:
        names = pool().names("reconstruct", digits.shape)
        if not names:
            return "", None
        model = model_choice.first_available(names, SHOWN)
        return model, latent.loop(model, digits, different_rows(digits))
    except LatentLabError as error:
        st.warning(str(error))
        return "", None


forward_old_links()
st.title("Latent Lab", anchor=False)
st.markdown(
    worded(
        "A network squeezes a picture into **a few numbers**, and draws the picture again from "
        "them. To manage that, it has to learn what digits look like."
    )
)

digits = load_dataset()
model, loop = shown_loop(digits)
if not model:
    st.info(model_choice.missing("reconstruct"))
door = hourglass(key="hourglass", model=model, loop=loop, doors=doors(digits))
if model:
    model_choice.note_other_training_data([model])
if door:
    st.switch_page(f"{door}/page.py")
