"""The result of a new training: the checkpoint's name, its epoch, and where it is trained."""

import streamlit as st

from core.jobs import plan
from pages.train.form_state import FormState

EPOCHS = {"last": "the last epoch", "best": "the epoch with the lowest validation loss"}


def choose_names(form: FormState) -> dict[str, str]:
    """Choose the checkpoint's name and title; fields of a `Recipe`."""
    left, right = st.columns(2)
    default = form.base.name if form.start == "blank" else f"{form.base.name}-mine"
    name = left.text_input(
        "Name of the checkpoint", default, max_chars=80, key=form.key("name"),
        help="Lower-case letters, digits, '.', '_' and '-'.",
    )  # fmt: skip
    title = right.text_input(
        "Title", form.base.title, max_chars=200, key=form.key("title"),
        help="What the screens call the model.",
    )  # fmt: skip
    title = " ".join(title.split())
    if not title:
        form.problems.append("Title: give the model a title, such as My model.")
    return {"name": name, "title": title}


def choose_epoch(form: FormState) -> str:
    """Choose the epoch whose weights become the checkpoint, ``last`` or ``best``."""
    return st.selectbox(
        "Keep the weights of", list(EPOCHS), format_func=EPOCHS.__getitem__, key=form.key("keep"),
        help="Whose weights become the checkpoint.",
    )  # fmt: skip


def choose_device() -> str:
    """Choose where to train, such as ``cpu`` or ``cuda:0``."""
    titles = {device.name: device.title for device in _devices()}
    return st.selectbox(
        "Device", list(titles), format_func=titles.__getitem__, key="device",
        help="A device runs one training at a time; the others wait in its queue.",
    )  # fmt: skip


@st.cache_data(ttl=10, show_spinner=False)
def _devices() -> list[plan.Device]:
    return plan.devices()
