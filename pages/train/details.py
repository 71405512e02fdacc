"""The recipe and the log of a training."""

import json
from collections.abc import Mapping

import streamlit as st

from core.errors import LatentLabError
from core.jobs import Status, runner


def show(status: Status) -> None:
    """The recipe, to run it elsewhere, and the end of the log."""
    recipe = status.spec.params.get("recipe")
    with st.expander("Recipe and log", icon=":material/description:"):
        if isinstance(recipe, dict):
            _recipe(recipe)
        st.markdown("**Log**, its last lines")
        try:
            log = runner().log(status.id)
        except LatentLabError:
            log = ""
        text = log or "The training has printed nothing."
        st.code(text, language=None, height=240 if log else None)


def _recipe(recipe: Mapping[str, object]) -> None:
    file = f"{recipe.get('name', 'recipe')}.json"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**Recipe**: everything that training needs", width="stretch")
        st.download_button(
            "Download recipe",
            json.dumps(recipe, indent=1),
            file_name=file,
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            help="A file that runs the same training from a shell, here or on another machine.",
        )
    st.code(f"python -m core.training {file}", language="sh")
    st.json(recipe, expanded=False)
