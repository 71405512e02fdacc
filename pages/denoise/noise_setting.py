"""The noise of the Denoise page: its kind, and its settings in the visit and in the address."""

import streamlit as st

from core import noise
from core.text.controls import controls
from pages.denoise.noise_dial import NoiseSetting, settings_of

SEEDS = 2**31


def choose_kind() -> str:
    """Choose the kind of noise; the name of one of `core.noise.KINDS`."""
    # A link may hold the name of the kind; the widget itself writes and reads titles.
    if (kind := st.query_params.get("kind")) in noise.KINDS:
        st.session_state.setdefault("kind", kind)
    return st.selectbox(
        "Kind of noise",
        list(noise.KINDS),
        format_func=lambda name: noise.KINDS[name].title,
        key="kind",
        bind="query-params",
        width=240,
        help="  \n".join(f"**{known.title}**: {known.summary}." for known in noise.KINDS.values()),
    )


def initial(kind: str) -> NoiseSetting:
    """The dial's setting for this kind: the last one of this visit, else that of the address."""
    settings = st.session_state.setdefault("noise_settings", {})
    if kind not in settings:
        seed = st.query_params.get("seed", "0")
        settings[kind] = NoiseSetting(
            kind,
            settings_of(kind, st.query_params),
            int(seed) if seed.isascii() and seed.isdigit() and int(seed) < SEEDS else 0,
        )
    return settings[kind]


def remember(setting: NoiseSetting) -> None:
    """Keep the setting for this visit, and what differs from the defaults in the address."""
    st.session_state.noise_settings[setting.kind] = setting
    defaults = {**settings_of(setting.kind, {}), "seed": 0}
    values = {**setting.values, "seed": setting.seed}
    changed = {name: f"{value:g}" for name, value in values.items() if value != defaults[name]}
    fields_of_all = {
        "seed",
        *(each.name for kind in noise.KINDS.values() for each in controls(kind)),
    }
    for name in fields_of_all:
        if name not in changed and name in st.query_params:
            del st.query_params[name]
    for name, value in changed.items():
        if st.query_params.get(name) != value:
            st.query_params[name] = value
