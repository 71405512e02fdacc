"""The presets as cards: what each learns, what a person gets, and how long it takes."""

import streamlit as st

from core.checkpoints.pool import pool
from core.errors import LatentLabError
from core.jobs import plan
from core.text.numbers import rough_duration
from core.training.recipes.presets import PRESETS, Preset
from pages.shared.cards import Card, choose_card
from pages.shared.demonstrations import NOTHING, picture_of


def choose(into: str, device: str) -> None:
    """Show the presets; a click writes the name of one to ``st.session_state[into]``."""
    cards = []
    for name, preset in PRESETS.items():
        picture, caption = _picture(preset)
        text = f"{preset.does} {preset.gives}"
        cards.append(Card(name, preset.title, text, _time(preset, device), picture, caption))
    choose_card(cards, key="presets", into=into, label="What to train")


def _time(preset: Preset, device: str) -> str:
    if device != "cpu":
        return "Its time is known after one epoch"
    return f"Takes {rough_duration(plan.cpu_seconds(preset.recipe))} here"


@st.cache_data(ttl=60, show_spinner=False)
def _picture(preset: Preset) -> tuple[str, str]:
    try:
        names = pool().names()
    except LatentLabError:
        return NOTHING
    example = next((name for name in preset.examples if name in names), None)
    return picture_of(example) if example else NOTHING
