"""The result of a new training: the checkpoint's name, its epoch, and where it is trained."""

from itertools import count

import streamlit as st

from core.checkpoints.pool import pool
from core.errors import LatentLabError
from core.jobs import CLUSTER, plan, runner
from core.jobs.places import default_device
from core.training.recipes.shipped import RECIPES
from pages.shared.addresses.address import bound
from pages.train.form.form_state import FormState

NAME = "Name of the checkpoint"
EPOCHS = {"last": "the last epoch", "best": "the epoch with the lowest validation loss"}


def choose_names(form: FormState) -> dict[str, str]:
    """Choose the checkpoint's name and title; fields of a `Recipe`."""
    left, right = st.columns(2)
    default = suggested_name(form)
    name = left.text_input(
        NAME, default, max_chars=80, **form.bound("name"),
        help="Lower-case letters, digits, '.', '_' and '-'. If the suggested name is taken, it "
        "gets a number.",
    )  # fmt: skip
    if name == default:
        name = free_name(default)
    title = right.text_input(
        "Title", form.base.title, max_chars=200, **form.bound("title"),
        help="What the screens call the model.",
    )  # fmt: skip
    title = " ".join(title.split())
    if not title:
        form.problems.append("Title: give the model a title, such as My model.")
    return {"name": name, "title": title}


def suggested_name(form: FormState) -> str:
    """The checkpoint's name before anybody changes it; another checkpoint may have it."""
    return f"{form.base.name}-mine" if form.start in RECIPES else form.base.name


def free_name(name: str) -> str:
    """``name``, or if the store has it already, ``name-2`` or the next number that is free."""
    try:
        names = {entry.name for entry in pool().store.entries()}
    except LatentLabError:
        return name
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in names else next(one for one in numbered if one not in names)


def choose_epoch(form: FormState) -> str:
    """Choose the epoch whose weights become the checkpoint, ``last`` or ``best``."""
    return st.selectbox(
        "Keep the weights of", list(EPOCHS), format_func=EPOCHS.__getitem__, **form.bound("keep"),
        help="Whose weights become the checkpoint.",
    )  # fmt: skip


def choose_device() -> str:
    """Choose where to train, such as ``cpu``, ``cuda:0`` or the cluster."""
    titles = devices()
    help = "A device runs one training at a time; the others wait in its queue."
    if CLUSTER in titles:
        help += " The cluster runs as many at once as it has room for."
    return st.selectbox(
        "Device", list(titles), format_func=titles.__getitem__, help=help, **bound("device")
    )


def devices() -> dict[str, str]:
    """Titles of the devices that can train, by name; the first is the default."""
    titles = {device.name: device.title for device in _devices()}
    cluster = runner().cluster
    if cluster.refusal:
        return titles
    cluster_title = {CLUSTER: f"Cluster ({cluster.demand} per training)"}
    first = default_device("train") == CLUSTER
    return cluster_title | titles if first else titles | cluster_title


@st.cache_data(ttl=10, show_spinner=False)
def _devices() -> list[plan.Device]:
    return plan.devices()
