"""Clusters: what to group, into how many groups, and every setting of k-means."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.checkpoints.pool import pool
from core.clustering import KMeansSettings, Source, Study, study_from
from core.clustering.study import MAX_CLUSTERS, SCALINGS
from core.data import Dataset
from core.errors import LatentLabError
from pages.shared.literal import literal

PIXELS = "pixels"
USUAL = KMeansSettings()
METHODS = {
    "mini-batch": "Mini-batches: a random few digits a step (quick)",
    "full": "All digits in each step (Lloyd; slower, a little better)",
}
INITS = {
    "k-means++": "Digits far apart from each other (k-means++)",
    "random": "Digits drawn at random",
}


def ask(digits: Dataset) -> Study:
    """The controls; the study that they describe. The address carries the main ones."""
    try:
        names = pool().names()
    except LatentLabError as problem:
        st.warning(f"{literal(str(problem))} The pixels can be grouped all the same.")
        names = []
    sources, scalings = [PIXELS, *names], list(SCALINGS)
    left, middle, right = st.columns([5, 5, 3])
    with left:
        chosen = st.selectbox(
            "What stands for a digit",
            sources,
            index=_addressed("source", sources),
            format_func=lambda name: "Its 784 pixels" if name == PIXELS else f"Latent of {name}",
            key="source",
            help="The numbers that k-means compares: the pixels, or what a network makes of them.",
        )
    with middle:
        scaling = st.segmented_control(
            "Scaled",
            scalings,
            format_func=SCALINGS.__getitem__,
            default=scalings[_addressed("scaling", scalings)],
            required=True,
            key="scaling",
            help="Standardised: each number has mean 0 and standard deviation 1 over the training "
            "digits. Length 1: each digit's row of numbers is divided by its length, so that only "
            "its direction counts and a bold digit equals a pale one.",
        )
    with right:
        clusters = st.number_input(
            "Groups (k)",
            1,
            min(MAX_CLUSTERS, digits.train),
            min(USUAL.clusters, digits.train),
            key="k",
            bind="query-params",
            help="More groups read better, and each says less.",
        )
    # For a reload, a bookmark and a colleague; the widgets' own binding would write their labels.
    st.query_params.update({"source": chosen, "scaling": scaling})
    with st.expander("Every setting of k-means"):
        settings = _settings(chosen == PIXELS)
    source = Source(checkpoint=None if chosen == PIXELS else chosen, scaling=scaling)
    return study_from(
        {
            "source": source.model_dump(),
            "settings": {**settings, "clusters": int(clusters)},
            "dataset": digits.name,
        }
    )


def _addressed(name: str, options: Sequence[str]) -> int:
    """Which option the page's address asks for, or the first."""
    asked = st.query_params.get(name)
    return options.index(asked) if asked in options else 0


def _settings(pixels: bool) -> dict[str, Any]:
    """Each field of `KMeansSettings` but the number of clusters."""
    left, middle, right = st.columns(3)
    # As in the comparison with the literature: so few numbers need no mini-batches.
    method = left.selectbox(
        "Steps over",
        list(METHODS),
        0 if pixels else 1,
        format_func=METHODS.__getitem__,
        key="method" if pixels else "latent_method",
    )
    init = middle.selectbox("First centres", list(INITS), format_func=INITS.__getitem__, key="init")
    seed = right.number_input(
        "Seed", 0, 2**31 - 21, USUAL.seed, key="cluster_seed",
        help="The same seed and settings give the same groups. Run number 2 takes the next seed.",
    )  # fmt: skip
    starts = left.number_input(
        "Runs", 1, 20, USUAL.starts, key="starts",
        help="Whole runs from different first centres; the one with the lowest inertia is kept.",
    )  # fmt: skip
    max_iter = middle.number_input(
        "Passes over the digits, at most", 1, 1000, USUAL.max_iter, key="max_iter"
    )
    mini = method == "mini-batch"
    batch = right.number_input(
        "Digits a step", 1, 60_000, USUAL.batch_size, key="batch", disabled=not mini
    )
    patience = left.number_input(
        "Stop after so many steps without gain", 1, 1000, USUAL.max_no_improvement,
        key="patience", disabled=not mini,
    )  # fmt: skip
    ratio = middle.number_input(
        "Move a centre below this share of the largest", 0.0, 1.0, USUAL.reassignment_ratio, 0.01,
        key="ratio", disabled=not mini,
        help="A group with so few digits gets a new centre (reassignment ratio).",
    )  # fmt: skip
    tolerance = right.number_input(
        "Stop once centres move less than", 0.0, 1.0, USUAL.tolerance, 1e-4, format="%.5f",
        key="tolerance", disabled=mini, help="Relative to the spread of the digits (tolerance).",
    )  # fmt: skip
    st.caption("Greyed settings belong to the other way of stepping.")
    return {
        "method": method,
        "init": init,
        "seed": int(seed),
        "starts": int(starts),
        "max_iter": int(max_iter),
        "batch_size": int(batch),
        "max_no_improvement": int(patience),
        "reassignment_ratio": float(ratio),
        "tolerance": float(tolerance),
    }
