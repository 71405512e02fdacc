"""A new training: three presets, one button, and all other fields in an expander."""

from typing import Any

import streamlit as st

from core import data
from core.jobs import plan
from core.training.recipes.presets import PRESETS, SOURCE
from core.training.recipes.recipe import Recipe, on_dataset, recipe_from, spec_for
from core.training.recipes.shipped import RECIPES
from pages.shared.addresses.address import bound
from pages.shared.choices import dataset
from pages.shared.literal import literal
from pages.train.form import data as images
from pages.train.form import launch, network, noise, optimisation, presets, result
from pages.train.form.form_state import FormState

START = "start"  # the key of the starting point, in the session and in the address
FIELDS = "fields"  # the key of the expander
BLANK = "blank"
BLANK_RECIPE = {"name": "my-model", "title": "My model", "model": {"family": "dense"}}
STARTS = (*PRESETS, BLANK, *RECIPES)
# On a wide screen the summary of the training stays in sight beside every field.
STICKY = """<style>@media (min-width: 1000px) {
    [data-testid="stColumn"]:has(.st-key-launch) {
        position: sticky; top: 4rem; align-self: flex-start;
    }
}</style>"""


def show() -> None:
    """The presets and the fields, and beside them a summary of the training with its button."""
    st.html(STICKY)
    query = st.query_params.to_dict()
    notice = st.container()
    left, right = st.columns([3, 2], gap="large")
    with left:
        cards = st.container()
        fields = st.expander(
            "Change anything", icon=":material/tune:", key=FIELDS, on_change="rerun"
        )
        with fields:
            form = _choose_start()
            # Until they are opened, the many fields would only make the screen slow to appear.
            request = _choose_training(form) if fields.open or _is_filled() else _default(form)
        with cards:  # they show which starting point is chosen, so its field comes first
            presets.choose(START, request.device)
    if invalid := [name for name in query if _is_refused(name, query[name])]:
        names = ", ".join(f"'{literal(name[:40])}'" for name in invalid[:3])
        notice.warning(f"This link has settings that do not fit here, so defaults stand: {names}.")
    with right:
        if form.problems:
            launch.show_problem(form.problems[0])
        else:
            launch.show(request)


def _choose_start() -> FormState:
    start = st.selectbox(
        "Start from",
        _starts(),
        format_func=_start_title,
        help="Fills the form with the settings of a preset or of a shipped model; change what you "
        "like. Each starting point keeps its own changes.",
        **bound(START),
    )
    return FormState(start, _base(start))


def _is_filled() -> bool:
    """Whether the address or this session has values of the fields."""
    return any(is_setting(str(n)) and n != START for n in (*st.query_params, *st.session_state))


def _default(form: FormState) -> launch.Request:
    """The training that the fields describe before anybody changes them."""
    name = result.free_name(result.suggested_name(form))
    device = next(iter(result.devices()))
    return launch.Request(_base_values(form) | {"name": name}, device, "last", {})


def _base_values(form: FormState) -> dict[str, Any]:
    """Values of the recipe that fills the form, without what the recipe's own training noted."""
    return {**form.base.model_dump(mode="json"), "source": SOURCE, "notes": []}


def _choose_training(form: FormState) -> launch.Request:
    values = _base_values(form)
    with st.container(border=True):
        st.markdown("**Network**")
        values["model"], encoder = network.choose(form)
    with st.container(border=True):
        st.markdown("**Noise to learn to remove**")
        values["noise"] = noise.choose(form)
    with st.container(border=True):
        st.markdown("**Training**")
        values |= optimisation.choose(form, values["model"]["family"])
    with st.container(border=True):
        st.markdown("**Data**")
        values |= images.choose(form, encoder)
    values["model"] = spec_for(values["model"], data.entry_named(values["dataset"]))
    with st.container(border=True):
        st.markdown("**Result**")
        values |= result.choose_names(form)
        epoch = result.choose_epoch(form)
        device = result.choose_device()
    with st.container(border=True):
        st.markdown("**Several runs (a sweep)**")
        axes = _choose_sweep(form)
        halve = bool(axes) and _choose_halving()
    return launch.Request(values, device, epoch, axes, halve)


def is_setting(name: str) -> bool:
    """Whether a name in the address belongs to this form."""
    return name in (START, "device") or name.partition(".")[0] in (*STARTS, "sweep")


def _is_refused(name: str, value: str) -> bool:
    """Whether the form has dropped a setting of the address that it cannot take."""
    if not is_setting(name) or name in st.query_params:
        return False
    # Streamlit also drops a value that equals the default. For `START` the address has the title.
    if name == START:
        return _start_title(str(st.session_state.get(START))) != value
    return str(st.session_state.get(name)).lower() != value.lower()


def _starts() -> list[str]:
    """The starting points for the chosen data set."""
    known = dataset.name()
    return [name for name in STARTS if name not in RECIPES or RECIPES[name].dataset == known]


def _base(start: str) -> Recipe:
    """The recipe that fills the form, for the chosen data set."""
    if start in PRESETS:
        return PRESETS[start].recipe_for(data.entry_named(dataset.name()))
    if start == BLANK:
        return on_dataset(recipe_from(BLANK_RECIPE), data.entry_named(dataset.name()))
    return RECIPES[start]


def _start_title(name: str) -> str:
    if name in PRESETS:
        return PRESETS[name].title
    return "A blank form" if name == BLANK else f"{RECIPES[name].title} ({name})"


def _choose_sweep(form: FormState) -> dict[str, list[float]]:
    """Choose what to vary, with the values of each; empty for a single training."""
    names = st.multiselect(
        "Vary",
        list(plan.SWEPT),
        placeholder="nothing: a single run",
        help="One run per combination of the values: one after the other on this machine, side "
        "by side on a cluster.",
        **bound("sweep"),
    )
    axes = {}
    for axis in names:
        label = f"Values of the {axis}"
        default = ", ".join(f"{value:g}" for value in plan.SWEPT[axis])
        text = st.text_input(
            label, default, help="Numbers, separated by commas.", **bound(f"sweep.{axis}")
        )
        axes[axis] = form.numbers(label, text)
    return axes


def _choose_halving() -> bool:
    """Choose whether runs that trail are stopped early."""
    return st.toggle(
        "Stop runs that trail (successive halving)",
        help="After an eighth, a quarter and a half of the epochs, the runs with the higher "
        "validation loss stop, and the better half goes on. A run that was stopped says why, and "
        "can be resumed.",
        **bound("sweep.halve"),
    )
