"""The fields of the training form beside the network's, built from the recipe that they fill."""

from dataclasses import fields
from typing import Any, get_args

import streamlit as st

from core import data as datasets
from core import noise as noises
from core.checkpoints.pool import pool
from core.jobs import plan
from core.training.recipes import Augmentation, Optimiser, Stopping
from pages.shared.literal import literal
from pages.train.entries import Form

OPTIMISERS = {"adam": "Adam", "adamw": "AdamW", "sgd": "SGD (with momentum)"}
SCHEDULES = {
    "constant": "Constant",
    "one-cycle": "Rises, then falls (one-cycle)",
    "cosine": "Falls (cosine)",
}
MONITORS = {
    "loss": "training loss",
    "validation_loss": "validation loss",
    "balanced_error": "balanced error (classifiers)",
}
ASKED = {
    "same": "the digit as deformed",
    "other": "another deformed copy (two views)",
    "original": "the original",
}
KEEP = {"last": "the last epoch", "best": "the epoch with the lowest validation loss"}


def noise(form: Form) -> dict[str, Any] | None:
    """The specification of the noise, or None."""
    given = form.base.noise
    own = "none" if given is None else str(given["kind"])
    kinds = ["none", *noises.KINDS] + (["mixture"] if own == "mixture" else [])
    titles = {"none": "None", "mixture": "Every kind, as in the recipe"}
    kind = st.selectbox(
        "Kind",
        kinds,
        kinds.index(own),
        format_func=lambda name: titles.get(name) or noises.KINDS[name].title,
        key=form.key("noise"),
        help="The network sees the noisy picture and is asked for the clean one.",
    )
    if kind in titles:
        return given if kind == "mixture" else None
    spec: dict[str, Any] = {"kind": kind}
    for item in fields(noises.KINDS[kind]):
        usual: Any = given[item.name] if given and kind == own else item.default
        low, high = float(item.metadata["low"]), float(item.metadata["high"])
        spec[item.name] = st.slider(
            item.metadata["label"], low, high, float(usual), float(item.metadata["step"]),
            key=form.key(f"{kind}.{item.name}"), help=item.metadata["help"],
        )  # fmt: skip
    return spec


def training(form: Form, family: str) -> dict[str, Any]:
    """How the weights move, and when to stop."""
    base = form.base
    values: dict[str, Any] = {"optimiser": _optimiser(form)}
    left, right = st.columns(2)
    schedules = list(SCHEDULES)
    values["schedule"] = left.selectbox(
        "Learning rate over time", schedules, schedules.index(base.schedule),
        format_func=SCHEDULES.__getitem__, key=form.key("schedule"),
    )  # fmt: skip
    values["batch_size"] = right.number_input(
        "Batch size", 1, 60_000, base.batch_size, key=form.key("batch"), help="Images of one step."
    )
    left, right = st.columns(2)
    values["epochs"] = left.number_input(
        "Epochs", 1, 10_000, base.epochs, key=form.key("epochs"),
        help="Passes over the training images.",
    )  # fmt: skip
    values["kl_warmup_epochs"] = 0
    if family.startswith("vae"):
        values["kl_warmup_epochs"] = right.number_input(
            "KL warm-up (epochs)", 0, 1000, base.kl_warmup_epochs, key=form.key("warmup"),
            help="Epochs over which the KL weight rises from 0 to its full value.",
        )  # fmt: skip
    values["augment"] = None
    if st.toggle(
        "Deform the digits at random", base.augment is not None, key=form.key("augment"),
        help="Small rotations, scales, shears and shifts, new ones in every epoch.",
    ):  # fmt: skip
        values["augment"] = (base.augment or Augmentation()).model_dump() | {
            "target": _asked(form, family)
        }
    values["stopping"] = _stopping(form, family)
    return values


def _asked(form: Form, family: str) -> str:
    """What an autoencoder that sees a deformed digit is asked for."""
    if family.startswith("clf-"):
        return "same"
    usual = "other" if family == "contrastive" else "same"
    given = form.base.augment.target if form.base.augment else usual
    return st.selectbox(
        "For a deformed digit it is asked for", list(ASKED), list(ASKED).index(given),
        format_func=ASKED.__getitem__, key=form.key(f"{family} asked"),
        help="Two views teach a contrastive encoder what a digit has in common with its deformed "
        "copies; the original teaches an autoencoder to undo the deformation.",
    )  # fmt: skip


def _optimiser(form: Form) -> dict[str, Any]:
    given = form.base.optimiser
    left, right = st.columns(2)
    kinds = list(get_args(Optimiser.model_fields["kind"].annotation))
    kind = left.selectbox(
        "Optimiser", kinds, kinds.index(given.kind), format_func=OPTIMISERS.__getitem__,
        key=form.key("kind"), help="The rule by which the weights move.",
    )  # fmt: skip
    rate = right.text_input(
        "Learning rate", f"{given.learning_rate:g}", key=form.key("rate"),
        help="How far each step goes. Too large and the loss stops being a number.",
    )  # fmt: skip
    spec = {"kind": kind, "learning_rate": form.number("Learning rate", rate)}
    left, right = st.columns(2)
    spec["weight_decay"] = left.number_input(
        "Weight decay", 0.0, 10.0, given.weight_decay, format="%g", step=0.01,
        key=form.key("decay"), help="How strongly each step pulls the weights towards 0.",
    )  # fmt: skip
    if kind == "sgd":
        spec["momentum"] = right.number_input(
            "Momentum", 0.0, 0.999, given.momentum, 0.1, key=form.key("momentum"),
            help="Share of the last step that the next one keeps.",
        )  # fmt: skip
        spec["dampening"] = left.number_input(
            "Dampening", 0.0, 1.0, given.dampening, 0.1, key=form.key("dampening"),
            help="At the momentum's value the step is a running mean.",
        )  # fmt: skip
    return spec


def _stopping(form: Form, family: str) -> dict[str, Any] | None:
    given = form.base.stopping
    if not st.toggle(
        "Stop early once it settles", given is not None, key=form.key("stopping"),
        help="Stops when a figure has changed too little over the last epochs.",
    ):  # fmt: skip
        return None
    given = given or Stopping()
    left, middle, right = st.columns(3)
    monitors = [name for name in MONITORS if name != "balanced_error" or family.startswith("clf-")]
    monitor = left.selectbox(
        "Watch the", monitors, monitors.index(given.monitor) if given.monitor in monitors else 0,
        format_func=MONITORS.__getitem__, key=form.key(f"monitor of {len(monitors)}"),
    )  # fmt: skip
    epochs = middle.number_input(
        "Over the last epochs", 1, 1000, given.epochs, key=form.key("stop epochs")
    )
    change = right.number_input(
        "Change below (%)", 0.01, 99.0, given.change * 100, key=form.key("change")
    )
    return {"monitor": monitor, "epochs": int(epochs), "change": change / 100}


def data(form: Form, encoder: str | None) -> dict[str, Any]:
    """What to train on, and what to start from: ``encoder`` where the network has said so."""
    base = form.base
    left, right = st.columns(2)
    names = list(datasets.NAMES)
    dataset = left.selectbox(
        "Data set", names, names.index(base.dataset),
        format_func=lambda name: datasets.CATALOGUE[name].title, key=form.key("dataset"),
    )  # fmt: skip
    most = datasets.CATALOGUE[dataset].train
    count = right.number_input(
        "Training images (0: all)", 0, None, base.train_count or 0, 1000,
        key=form.key("count"), help=f"Of {most:,}, balanced by class.",
    )  # fmt: skip
    left, right = st.columns(2)
    share = left.number_input(
        "Validation share (%)", 0.0, 99.0, base.validation_share * 100, 5.0,
        key=form.key("share"),
        help="Held out of the training images to judge each epoch; at 0 the test images do.",
    )  # fmt: skip
    seed = right.number_input(
        "Seed", 0, 2**31 - 1, base.seed, key=form.key("seed"),
        help="The same seed and settings give the same weights.",
    )  # fmt: skip
    return {
        "dataset": dataset,
        "train_count": int(count) or None,
        "validation_share": share / 100,
        "seed": int(seed),
        "initial": encoder or _initial(form),
    }


def _initial(form: Form) -> str | None:
    """The checkpoint whose encoder is where the weights start, or None."""
    wanted = form.base.initial
    stored = pool().store
    names = [entry.name for entry in stored.entries() if entry.card] if (
        stored.folder.exists()
    ) else []  # fmt: skip
    if wanted and wanted not in names:
        st.warning(
            f"The recipe starts from the encoder of {literal(wanted)}, which is not in the store: "
            "train that one first, or start from fresh weights."
        )
    if not names:
        return None
    options = ["", *names]
    return st.selectbox(
        "Start from the encoder of", options, options.index(wanted if wanted in names else ""),
        format_func=lambda name: name or "Nothing: fresh weights", key=form.key("initial"),
        help="Weights that another network has learned; its encoder must have the same layers.",
    ) or None  # fmt: skip


def names(form: Form) -> dict[str, str]:
    """What the checkpoint will be called."""
    left, right = st.columns(2)
    usual = form.base.name if form.start == "blank" else f"{form.base.name}-mine"
    name = left.text_input(
        "Name of the checkpoint", usual, max_chars=80, key=form.key("name"),
        help="Lower-case letters, digits, '.', '_' and '-'.",
    )  # fmt: skip
    title = right.text_input("Title", form.base.title, max_chars=200, key=form.key("title"))
    title = " ".join(title.split())
    if not title:
        form.problems.append("Title: give the model a title, such as My model.")
    return {"name": name, "title": title}


def keep(form: Form) -> str:
    """Whose weights become the checkpoint."""
    return st.selectbox(
        "Keep the weights of", list(KEEP), format_func=KEEP.__getitem__, key=form.key("keep")
    )


def device() -> str:
    """Where to train."""
    found = {device.name: device.title for device in _devices()}
    return st.selectbox(
        "Device", list(found), format_func=found.__getitem__, key="device",
        help="One training runs on a device at a time; the others wait in its queue.",
    )  # fmt: skip


@st.cache_data(ttl=10, show_spinner=False)
def _devices() -> list[plan.Device]:
    return plan.devices()
