"""What a training was asked to do, how to do it elsewhere, and what its worker has printed."""

import json

import streamlit as st

from core.errors import LatentLabError
from core.jobs import Status, runner


def show(status: Status) -> None:
    """The recipe to take along and the log, folded away."""
    recipe = status.spec.params.get("recipe")
    with st.expander("Recipe and log", icon=":material/description:"):
        if isinstance(recipe, dict):
            _recipe(recipe)
        st.markdown("**Log** of the worker, its end")
        try:
            log = runner().log(status.id)
        except LatentLabError:
            log = ""
        st.code(log or "Nothing has been printed.", language=None, height=240 if log else None)


def _recipe(recipe: dict[str, object]) -> None:
    name = f"{recipe.get('name', 'recipe')}.json"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**Recipe** – all that training needs", width="stretch")
        st.download_button(
            "Recipe",
            json.dumps(recipe, indent=1),
            file_name=name,
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            help="A file with which the same training runs from a shell, here or elsewhere.",
        )
    st.code(f"python -m core.training {name}", language="sh")
    st.json(recipe, expanded=False)
