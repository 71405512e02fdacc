"""The models and the data set that the sections of the Report page work on."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.data import Dataset
from pages.shared.addresses import linked_choice
from pages.shared.choices import model_choice


@dataclass(frozen=True)
class Selection:
    """The selected models, their data set, and the place for a section's settings."""

    autoencoders: list[str]
    classifiers: list[str]
    dataset: Dataset
    settings: DeltaGenerator
    """Container beside the picture, in which a section puts its settings."""

    @property
    def test(self) -> Dataset:
        """The test images."""
        return self.dataset.split("test")

    @property
    def names(self) -> list[str]:
        """Names of all selected models, the autoencoders first."""
        return [*self.autoencoders, *self.classifiers]


def has_model(names: Sequence[str], task: str) -> bool:
    """Whether a model for the task is selected; if not, show what to do."""
    if names:
        return True
    if not model_choice.available(task):
        st.info(model_choice.missing(task))
    else:
        noun = "an autoencoder" if task == "reconstruct" else "a classifier"
        st.info(f"Choose {noun} to see this.")
    return False


def choose_model(label: str, names: list[str], key: str) -> str:
    """Choose one of the selected models; no control if there is only one."""
    if len(names) == 1:
        return names[0]
    linked_choice.restore(key, names, names[:1])
    chosen = st.selectbox(
        label, names, format_func=model_choice.title, key=key, persist_state="session"
    )
    linked_choice.keep(key, [chosen], names[:1])
    return chosen
