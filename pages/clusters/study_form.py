"""Clusters: what to group, into how many groups, and every setting of k-means."""

from typing import Any

import streamlit as st

from core.checkpoints.card import PIXELS
from core.checkpoints.pool import pool
from core.clustering import EXAMPLE, Source, Study, study_from
from core.clustering.study import MAX_CLUSTERS, SCALINGS, suggested_clusters
from core.data import Dataset
from core.errors import LatentLabError
from core.text import glossary
from pages.shared.addresses import linked_choice
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import worded
from pages.shared.literal import literal

DEFAULTS = EXAMPLE.settings
METHODS = {
    "mini-batch": "A few random ones (mini-batches)",
    "full": "All of them (Lloyd)",
}
INITS = {
    "k-means++": "Far apart (k-means++)",
    "random": "Random ones",
}


def source_title(source: Source) -> str:
    """What is grouped, such as ``Best copier (ae-conv-25), rows at length 1``."""
    name = source.checkpoint
    return source.titled(model_choice.title(name)) if name else source.title


def study_title(study: Study) -> str:
    """The groups and what is grouped, such as ``20 groups of Best copier (ae-conv-25)``."""
    return study.titled(source_title(study.source))


def choose(dataset: Dataset) -> Study:
    """Choose what to group and how; the page's address holds every choice."""
    try:
        names = pool().names_for(dataset)
    except LatentLabError as error:
        st.warning(f"{literal(str(error))} You can still group the pixels.")
        names = []
    sources, scalings = [PIXELS, *names], list(SCALINGS)
    clusters = st.number_input(
        "Groups (k)",
        1,
        min(MAX_CLUSTERS, dataset.train),
        suggested_clusters(dataset.train, len(dataset.classes)),
        key="k",
        bind="query-params",
        persist_state="session",
        help=f"{glossary.meaning('group')} More groups read better, and each says less.",
    )
    linked_choice.restore("source", sources, [PIXELS])
    source = st.selectbox(
        worded("What stands for a digit"),
        sources,
        format_func=lambda name: (
            f"Its {dataset.numbers}" if name == PIXELS else f"Code of: {model_choice.title(name)}"
        ),
        key="source",
        persist_state="session",
        help="The numbers that k-means compares: the pixels, or a network's code (latent vector). "
        f"{glossary.meaning('code')}",
    )
    linked_choice.keep("source", [source], [PIXELS])
    linked_choice.restore("scaling", scalings, scalings[:1])
    scaling = st.segmented_control(
        "Scaled",
        scalings,
        format_func=SCALINGS.__getitem__,
        required=True,
        wrap=True,
        key="scaling",
        persist_state="session",
        help=worded(
            "Standardised: each number has mean 0 and standard deviation 1 over the training "
            "digits. Length 1: each digit's row of numbers is divided by its length, so only its "
            "direction counts and a bold digit equals a pale one."
        ),
    )
    scaling = scaling or scalings[0]
    linked_choice.keep("scaling", [scaling], scalings[:1])
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
    seed = st.number_input(
        "Seed", 0, 2**31 - 21, DEFAULTS.seed, key="cluster_seed",
        bind="query-params", persist_state="session",
        help="The same seed and settings give the same groups. Run number 2 uses the next seed.",
    )  # fmt: skip
    starts = st.number_input(
        "Runs", 1, 20, DEFAULTS.starts, key="starts",
        bind="query-params", persist_state="session",
        help="Whole runs from different first centres. The one with the lowest inertia (the sum "
        "of squared distances to the centres) counts.",
    )  # fmt: skip
    init = st.selectbox(
        "First centres", list(INITS), format_func=INITS.__getitem__, key="init",
        bind="query-params", persist_state="session",
        help="Where the centres of the groups start.",
    )  # fmt: skip
    # As in the comparison with the literature: so few numbers need no mini-batches.
    method = st.selectbox(
        "Each step looks at",
        list(METHODS),
        0 if pixels else 1,
        format_func=METHODS.__getitem__,
        key="method" if pixels else "latent_method",
        bind="query-params",
        persist_state="session",
        help=worded(
            "Which digits a step looks at before it moves the centres. A few random digits are "
            "quick; all digits are slower and a little better."
        ),
    )
    max_iter = st.number_input(
        worded("Passes over the digits, at most"), 1, 1000, DEFAULTS.max_iter, key="max_iter",
        bind="query-params", persist_state="session",
        help=worded("A pass looks at every training digit once."),
    )  # fmt: skip
    settings = {
        "method": method,
        "init": init,
        "seed": int(seed),
        "starts": int(starts),
        "max_iter": int(max_iter),
    }
    return {**settings, **(_mini_batches() if method == "mini-batch" else _full_steps())}


def _mini_batches() -> dict[str, Any]:
    batch = st.number_input(
        worded("Digits per step"), 1, 60_000, DEFAULTS.batch_size, key="batch",
        bind="query-params", persist_state="session",
        help=worded("How many random digits each step looks at (batch size)."),
    )  # fmt: skip
    patience = st.number_input(
        "Stop after steps without gain", 1, 1000, DEFAULTS.max_no_improvement, key="patience",
        bind="query-params", persist_state="session",
        help="How many steps may pass without a lower inertia.",
    )  # fmt: skip
    ratio = st.number_input(
        "Move a centre below this share", 0.0, 1.0, DEFAULTS.reassignment_ratio, 0.01,
        key="ratio", bind="query-params", persist_state="session",
        help=worded(
            "A group with fewer digits than this share of the largest group gets a new "
            "centre "
        "(reassignment ratio)."),
    )  # fmt: skip
    return {
        "batch_size": int(batch),
        "max_no_improvement": int(patience),
        "reassignment_ratio": float(ratio),
    }


def _full_steps() -> dict[str, Any]:
    tolerance = st.number_input(
        "Stop if centres move less than", 0.0, 1.0, DEFAULTS.tolerance, 1e-4, format="%.5f",
        key="tolerance", bind="query-params", persist_state="session",
        help=worded("Relative to the spread of the digits (tolerance)."),
    )  # fmt: skip
    return {"tolerance": float(tolerance)}
