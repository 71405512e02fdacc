"""The optimisation of a new training: optimiser, epochs, deformations and early stopping."""

from typing import Any, get_args

import streamlit as st

import models
from core.training.recipes.recipe import Augmentation, Optimiser, Stopping
from pages.shared.choices.dataset import worded
from pages.train.form.form_state import FormState

RATE = "Step size (learning rate)"
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
TARGETS = {
    "same": "the digit as deformed",
    "other": "another deformed copy (two views)",
    "original": "the original",
}


def choose(form: FormState, family: str) -> dict[str, Any]:
    """Choose how the weights are optimised and when to stop; fields of a `Recipe`."""
    base = form.base
    values: dict[str, Any] = {"optimiser": _optimiser(form)}
    left, right = st.columns(2)
    schedules = list(SCHEDULES)
    values["schedule"] = left.selectbox(
        "Step size over time (schedule)", schedules, schedules.index(base.schedule),
        format_func=SCHEDULES.__getitem__, **form.bound("schedule"),
        help="How the size of the steps changes during the training.",
    )  # fmt: skip
    values["batch_size"] = right.number_input(
        "Images per step (batch size)", 1, 60_000, base.batch_size, **form.bound("batch"),
        help="How many images each training step looks at.",
    )  # fmt: skip
    left, right = st.columns(2)
    values["epochs"] = left.number_input(
        "Passes (epochs)", 1, 10_000, base.epochs, **form.bound("epochs"),
        help="How often training looks at every training image.",
    )  # fmt: skip
    values["kl_warmup_epochs"] = 0
    if models.FAMILIES[family].variational:
        values["kl_warmup_epochs"] = right.number_input(
            "Passes to full KL weight (warm-up)", 0, 1000, base.kl_warmup_epochs,
            **form.bound("warmup"),
            help="Passes over which the KL weight rises from 0 to its full value.",
        )  # fmt: skip
    values["augment"] = _augmentation(form, family)
    values["stopping"] = _stopping(form, family)
    return values


def _augmentation(form: FormState, family: str) -> dict[str, Any] | None:
    recipe = form.base.augment
    if not st.toggle(
        worded("Deform the digits at random"), recipe is not None, **form.bound("augment"),
        help="Small rotations, scales, shears and shifts, different in every pass.",
    ):  # fmt: skip
        return None
    values = (recipe or Augmentation()).model_dump()
    return values | {"target": _target(form, family)}


def _target(form: FormState, family: str) -> str:
    """What an autoencoder that sees a deformed digit should return."""
    if models.FAMILIES[family].task == "classify":
        return "same"
    default = "other" if models.FAMILIES[family].contrastive else "same"
    target = form.base.augment.target if form.base.augment else default
    return st.selectbox(
        worded("For a deformed digit it should return"), list(TARGETS), list(TARGETS).index(target),
        format_func=TARGETS.__getitem__, **form.bound(f"{family}.target"),
        help=worded(
            "Two views teach a contrastive encoder what a digit has in common with its "
            "deformed "
        "copies. The original teaches an autoencoder to undo the deformation."),
    )  # fmt: skip


def _optimiser(form: FormState) -> dict[str, Any]:
    recipe = form.base.optimiser
    left, right = st.columns(2)
    kinds = list(get_args(Optimiser.model_fields["kind"].annotation))
    kind = left.selectbox(
        "Update rule (optimiser)", kinds, kinds.index(recipe.kind),
        format_func=OPTIMISERS.__getitem__, **form.bound("kind"),
        help="The rule that updates the weights in each step.",
    )  # fmt: skip
    rate = right.text_input(
        RATE, f"{recipe.learning_rate:g}", **form.bound("rate"),
        help="The size of each step. If it is too large, the loss stops being a number.",
    )  # fmt: skip
    spec = {"kind": kind, "learning_rate": form.number(RATE, rate)}
    left, right = st.columns(2)
    spec["weight_decay"] = left.number_input(
        "Pull towards 0 (weight decay)", 0.0, 10.0, recipe.weight_decay, format="%g", step=0.01,
        **form.bound("decay"), help="How strongly each step pulls the weights towards 0.",
    )  # fmt: skip
    if kind == "sgd":
        spec["momentum"] = right.number_input(
            "Momentum", 0.0, 0.999, recipe.momentum, 0.1, **form.bound("momentum"),
            help="Share of the last step that the next one keeps.",
        )  # fmt: skip
        spec["dampening"] = left.number_input(
            "Dampening", 0.0, 1.0, recipe.dampening, 0.1, **form.bound("dampening"),
            help="If it equals the momentum, the step is a running mean.",
        )  # fmt: skip
    return spec


def _stopping(form: FormState, family: str) -> dict[str, Any] | None:
    recipe = form.base.stopping
    if not st.toggle(
        "Stop early once it settles", recipe is not None, **form.bound("stopping"),
        help="Stops when a figure has hardly changed over the last passes.",
    ):  # fmt: skip
        return None
    recipe = recipe or Stopping()
    left, middle, right = st.columns(3)
    classifies = models.FAMILIES[family].task == "classify"
    monitors = [name for name in MONITORS if name != "balanced_error" or classifies]
    monitor = left.selectbox(
        "Watch the", monitors, monitors.index(recipe.monitor) if recipe.monitor in monitors else 0,
        format_func=MONITORS.__getitem__, **form.bound("monitor" if classifies else "monitor_loss"),
        help="The figure that must settle.",
    )  # fmt: skip
    epochs = middle.number_input(
        "Over the last passes", 1, 1000, recipe.epochs, **form.bound("stop_epochs"),
        help="How many passes the figure is compared over.",
    )  # fmt: skip
    change = right.number_input(
        "Change below (%)", 0.01, 99.0, recipe.change * 100, **form.bound("change"),
        help="The training stops if the figure changes by less than this.",
    )  # fmt: skip
    return {"monitor": monitor, "epochs": int(epochs), "change": change / 100}
