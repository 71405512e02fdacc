"""The presets as cards: what each learns, what it is good for, and how long it takes."""

import streamlit as st

from core import data
from core.checkpoints.pool import pool
from core.errors import LatentLabError
from core.evaluation.demonstration import kind_of
from core.jobs import plan
from core.text.numbers import rough_duration
from core.training.recipes.presets import PRESETS, Preset
from core.training.recipes.recipe import Recipe
from pages.shared.choices import dataset, model_choice
from pages.shared.parts.demonstrations import NOTHING, picture_of, samples_of
from pages.shared.widgets.cards import Card, choose_card


def choose(into: str, device: str) -> None:
    """Show the presets; a click writes the name of one to ``st.session_state[into]``."""
    cards = []
    for name, preset in PRESETS.items():
        picture, caption = _picture(preset, dataset.name())
        text = dataset.worded(f"{preset.does} {preset.gives}")
        recipe = preset.recipe_for(data.entry_named(dataset.name()))
        time = _time(recipe, device)
        cards.append(Card(name, preset.title, text, time, picture, caption))
    choose_card(cards, key="presets", into=into, label="What to train")


def _time(recipe: Recipe, device: str) -> str:
    if device != "cpu":
        return "Its time is known after one epoch"
    return f"Takes {rough_duration(plan.cpu_seconds(recipe))} here"


@st.cache_data(ttl=60, show_spinner=False)
def _picture(preset: Preset, chosen: str) -> tuple[str, str]:
    try:
        names = pool().names(shape=data.entry_named(chosen).shape)
    except LatentLabError:
        return NOTHING
    fitting = model_choice.trained_on_chosen(names)
    example = next((name for name in preset.examples if name in fitting), None)
    if example is None:
        own = [pool().card(name) for name in fitting]
        example = next(
            (
                card.name
                for card in own
                if card.dataset.name == chosen and kind_of(card) == preset.demonstration
            ),
            None,
        )
    return picture_of(example) if example else samples_of(chosen)
