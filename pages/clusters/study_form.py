"""Clusters: what to group, into how many groups, and every setting of k-means."""

from typing import Any

import streamlit as st

from core.checkpoints.pool import pool
from core.clustering import KMeansSettings, Source, Study, study_from
from core.clustering.study import MAX_CLUSTERS, SCALINGS
from core.data import Dataset
from core.errors import LatentLabError
from pages.shared.address import option_index
from pages.shared.literal import literal

PIXELS = "pixels"
DEFAULTS = KMeansSettings()
METHODS = {
    "mini-batch": "Mini-batches: a few random digits per step (quick)",
    "full": "All digits in each step (Lloyd; slower, a little better)",
}
INITS = {
    "k-means++": "Digits far apart from each other (k-means++)",
    "random": "Random digits",
}


def choose(dataset: Dataset) -> Study:
    """Choose what to group and how; the page's address holds the main choices."""
    try:
        names = pool().names()
    except LatentLabError as error:
        st.warning(f"{literal(str(error))} You can still group the pixels.")
        names = []
    sources, scalings = [PIXELS, *names], list(SCALINGS)
    left, middle, right = st.columns([5, 5, 3])
    with left:
        source = st.selectbox(
            "What stands for a digit",
            sources,
            index=option_index("source", sources),
            format_func=lambda name: "Its 784 pixels" if name == PIXELS else f"Code of {name}",
            key="source",
            help="The numbers that k-means compares: the pixels, or a network's code (latent "
            "vector).",
        )
    with middle:
        scaling = st.segmented_control(
            "Scaled",
            scalings,
            format_func=SCALINGS.__getitem__,
            default=scalings[option_index("scaling", scalings)],
            required=True,
            wrap=True,
            key="scaling",
            help="Standardised: each number has mean 0 and standard deviation 1 over the training "
            "digits. Length 1: each digit's row of numbers is divided by its length, so only its "
            "direction counts and a bold digit equals a pale one.",
        )
    with right:
        clusters = st.number_input(
            "Groups (k)",
            1,
            min(MAX_CLUSTERS, dataset.train),
            min(DEFAULTS.clusters, dataset.train),
            key="k",
            bind="query-params",
            help="More groups read better, and each says less.",
        )
    # Not bound like k: a bound widget would write the labels of its options.
    st.query_params.update({"source": source, "scaling": scaling})
    with st.expander("Every setting of k-means"):
        settings = _choose_settings(source == PIXELS)
    checkpoint = None if source == PIXELS else source
    return study_from(
        {
            "source": Source(checkpoint=checkpoint, scaling=scaling).model_dump(),
            "settings": {**settings, "clusters": int(clusters)},
            "dataset": dataset.name,
        }
    )


def _choose_settings(pixels: bool) -> dict[str, Any]:
    """Choose each field of `KMeansSettings` except the number of clusters."""
    left, middle, right = st.columns(3)
    # As in the comparison with the literature: so few numbers need no mini-batches.
    method = left.selectbox(
        "Steps over",
        list(METHODS),
        0 if pixels else 1,
        format_func=METHODS.__getitem__,
        key="method" if pixels else "latent_method",
        help="Which digits a step looks at before it moves the centres.",
    )
    init = middle.selectbox(
        "First centres", list(INITS), format_func=INITS.__getitem__, key="init",
        help="Where the centres of the groups start.",
    )  # fmt: skip
    seed = right.number_input(
        "Seed", 0, 2**31 - 21, DEFAULTS.seed, key="cluster_seed",
        help="The same seed and settings give the same groups. Run number 2 uses the next seed.",
    )  # fmt: skip
    starts = left.number_input(
        "Runs", 1, 20, DEFAULTS.starts, key="starts",
        help="Whole runs from different first centres. The one with the lowest inertia (the sum "
        "of squared distances to the centres) counts.",
    )  # fmt: skip
    max_iter = middle.number_input(
        "Passes over the digits, at most", 1, 1000, DEFAULTS.max_iter, key="max_iter",
        help="A pass looks at every training digit once.",
    )  # fmt: skip
    mini = method == "mini-batch"
    batch = right.number_input(
        "Digits per step", 1, 60_000, DEFAULTS.batch_size, key="batch", disabled=not mini,
        help="How many random digits each step looks at (batch size).",
    )  # fmt: skip
    patience = left.number_input(
        "Stop after steps without gain", 1, 1000, DEFAULTS.max_no_improvement,
        key="patience", disabled=not mini, help="How many steps may pass without a lower inertia.",
    )  # fmt: skip
    ratio = middle.number_input(
        "Move a centre below this share", 0.0, 1.0, DEFAULTS.reassignment_ratio, 0.01,
        key="ratio", disabled=not mini,
        help="A group with fewer digits than this share of the largest group gets a new centre "
        "(reassignment ratio).",
    )  # fmt: skip
    tolerance = right.number_input(
        "Stop if centres move less than", 0.0, 1.0, DEFAULTS.tolerance, 1e-4, format="%.5f",
        key="tolerance", disabled=mini, help="Relative to the spread of the digits (tolerance).",
    )  # fmt: skip
    st.caption("Disabled settings belong to the other way of stepping.")
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
