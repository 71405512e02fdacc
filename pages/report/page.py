"""Report: one model in detail, or several side by side."""

from collections.abc import Callable, Sequence
from importlib import import_module

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.checkpoints.pool import pool
from core.errors import LatentLabError
from core.evaluation.probe import is_finite
from pages.report.selection import Selection
from pages.shared.addresses import linked_choice
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import DEFAULT, load_dataset, worded
from pages.shared.frame import ending
from pages.shared.frame.layout import picture_and_settings
from pages.shared.literal import literal
from pages.shared.parts.chart import choose_chart_format
from pages.shared.widgets import download

# The sections by group, and the module of each. A module is imported when its section is opened,
# because some of them need scikit-learn, which takes seconds.
HISTORY = "How it was made"
GROUPS: dict[str, dict[str, str]] = {
    "What it gets right": {
        "Errors": "quality.errors",
        "Confusion": "quality.confusion",
        "Confidence": "quality.confidence",
        "Unusual": "quality.unusual",
    },
    "What is in the data": {"Labels": "contents.labels", "Duplicates": "contents.duplicates"},
    "What it has learned": {"Features": "features", "Latent size": "latent_size"},
    "Noise": {"Digits": "noise.digits", "Denoising": "noise.denoising"},
    HISTORY: {
        "Training": "history.training",
        "Pretraining": "history.pretraining",
        "Literature": "history.literature",
    },
}
DEFAULT_MODELS = ("ae-dense-32", "clf-mlp-3", "dae-conv-32-fashion", "clf-conv-fashion")
WITHOUT_MODELS = ("Pretraining", "Literature")  # sections that choose their own
WITHOUT_SETTINGS = "Literature"  # a table alone, without models and charts
MAX_MODELS = 4  # side by side; more would make their pictures too small
EMPTY_STORE = (
    "There is no model in the checkpoint store yet: train one on [Train](train) or "
    "with `python -m core.training ae-dense-32`, or add one on [Checkpoints](checkpoints)."
)


def choose_section() -> tuple[str, str]:
    """Choose a group and one of its sections; the page's address holds the section."""
    link = st.query_params.get("section")
    group_of = {section: group for group, sections in GROUPS.items() for section in sections}
    if link is not None and link not in group_of:
        st.info(literal(f"The link asks for {link}, which is not a part of the report."))
    first = next(iter(GROUPS))
    group = st.session_state.setdefault("report_group", group_of.get(link or "", first))
    if link in GROUPS[group]:
        st.session_state.setdefault(f"section of {group}", link)
    with st.container(horizontal=True):
        group = _choose("Part of the report", list(GROUPS), "report_group")
        sections = list(GROUPS[group])
        st.session_state.setdefault(f"section of {group}", sections[0])
        section = _choose("Section", sections, f"section of {group}")
    # Not bound to the address by Streamlit, because the options depend on the group.
    st.query_params["section"] = section
    return group, section


def _choose(label: str, options: list[str], key: str) -> str:
    """Choose one of the options; the session holds the first choice."""
    return str(
        st.segmented_control(
            label,
            options,
            format_func=worded,
            required=True,
            wrap=True,
            key=key,
            label_visibility="collapsed",
        )
    )


def choose_models(names: list[str]) -> list[str]:
    """Choose the models that the report is about; the page's address holds them."""
    fitting = model_choice.trained_on_chosen(names)
    default = [name for name in DEFAULT_MODELS if name in fitting] or fitting[:1]
    linked_choice.restore("models", names, default, most=MAX_MODELS)
    chosen = st.multiselect(
        "Models",
        names,
        format_func=model_choice.title,
        max_selections=MAX_MODELS,
        key="models",
        persist_state="session",
        wrap=True,
        placeholder="Choose one or several",
        help=f"Up to {MAX_MODELS} side by side.",
    )
    linked_choice.keep("models", chosen, default)
    return chosen


def with_finite_outputs(names: Sequence[str]) -> list[str]:
    """The models whose outputs are finite; the screen names the others."""
    useful = []
    for name in names:
        if is_finite(name, dataset.split("test")):
            useful.append(name)
        else:
            st.warning(
                literal(
                    f"{model_choice.title(name)} is omitted: its outputs are infinite or not a "
                    "number, so there is nothing to measure. Choose another model."
                )
            )
    return useful


def select(names: Sequence[str], settings: DeltaGenerator) -> Selection:
    """The models by task, with the data set and the place of a section's settings."""
    tasks = {name: pool().card(name).task for name in names}
    return Selection(
        [name for name in names if tasks[name] == "reconstruct"],
        [name for name in names if tasks[name] == "classify"],
        dataset,
        settings,
    )


def offers(names: Sequence[str]) -> list[download.Offer]:
    """Entries of the Download menu: the test pictures with each model's outputs."""
    return [
        download.pictures(f"Pictures with the codes of {model_choice.title(name)}", dataset, "test",
                          vectors=name, models=[name, *(other for other in names if other != name)])
        for name in names
    ]  # fmt: skip


def section_of(module: str) -> Callable[[Selection], None]:
    """The function that draws a section, from its module."""
    draw: Callable[[Selection], None] = import_module(f"pages.report.{module}").section
    return draw


st.title("Report", anchor=False)
st.markdown(
    "One model in detail, or several side by side: what it gets right and wrong, and what it has "
    "learned to look for."
)
dataset = load_dataset()
try:
    known = pool().names_for(dataset)
except LatentLabError as error:
    st.error(literal(str(error)))
    ending.stop()
if not known:
    st.info(EMPTY_STORE if dataset.name == DEFAULT else model_choice.missing("reconstruct"))
    ending.stop()
group, section = choose_section()
chosen: list[str] = []
if section == WITHOUT_SETTINGS:
    picture = settings = saving = st.container()
else:
    picture, beside = picture_and_settings()
    with beside:
        if section not in WITHOUT_MODELS:
            chosen = choose_models(known)
        settings = st.container(key="report_settings")
        choose_chart_format()
        saving = st.container()
with picture:
    try:
        # A model's history is in its card, so its weights need not be usable.
        names = chosen if group == HISTORY else with_finite_outputs(model_choice.loadable(chosen))
        if group != HISTORY:
            with saving:
                download.menu(offers(names))
        section_of(GROUPS[group][section])(select(names, settings))
    except LatentLabError as error:
        st.error(literal(str(error)))
