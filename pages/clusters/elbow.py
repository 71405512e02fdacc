"""Clusters: how many groups to choose, by inertia and errors over the number of groups."""

import math

import streamlit as st

from core import clustering, figures
from core.clustering import ElbowPoint, ElbowStudy, Study
from core.clustering.study import MAX_CLUSTERS
from core.data import Dataset
from core.errors import ClusteringError, validate
from core.text.numbers import quantity
from pages.clusters.job import panel
from pages.clusters.study_form import source_title
from pages.shared.literal import literal
from pages.shared.parts.chart import chart

LONG_NUMBERS = 1_000_000_000  # compared in one step of all runs, which then take a minute or more
HOW_ELBOW = """
*Inertia* is how far the digits are from the middle of their group: each distance is squared, and
all are added up. More groups always lower it, so the lowest value is no guide. Look for the bend,
the *elbow*: up to there each further group explains a lot, beyond it little.

**The star** marks the knee. Draw a straight line from the first point to the last (dashed). With
both axes scaled from 0 to 1, the knee is the point farthest below that line (*Kneedle*, Satopää
and others, 2011). It depends on where the curve begins and ends, so take it as a hint. The dotted
vertical line is the number of groups that is chosen now.
"""
HOW_ERRORS = """
How often the groups misread digits, for each number of groups. For reading, more groups help far
beyond the knee, because a group of few digits is purer. Where the lines part, the names fit the
training digits better than new ones.
"""


def section(study: Study, dataset: Dataset) -> None:
    """The choice of the numbers of groups to try, the job, and the curves so far."""
    st.header("How many groups?", anchor=False)
    source = literal(source_title(study.source))
    st.markdown(f"K-means on **{source}** for many numbers of groups, all else as chosen.")
    left, middle, right = st.columns(3)
    most = min(MAX_CLUSTERS, dataset.train)
    lowest = left.number_input(
        "Fewest groups (k)",
        1,
        most,
        1,
        key="lowest",
        bind="query-params",
        help="The smallest number of groups to try.",
    )
    highest = middle.number_input(
        "Most groups (k)",
        1,
        most,
        min(250, most),
        key="highest",
        bind="query-params",
        help="The largest number of groups to try.",
    )
    step = right.number_input(
        "In steps of", 1, MAX_CLUSTERS, 10, key="step", bind="query-params",
        help="1 tries every number. Earlier points are not computed again.",
    )  # fmt: skip
    try:
        elbow = validate(
            ElbowStudy,
            {"study": study, "lowest": int(lowest), "highest": int(highest), "step": int(step)},
            ClusteringError,
            "This elbow cannot be computed",
        )
    except ClusteringError as error:
        st.error(str(error))
        return
    missing = len(elbow.ks) - len(elbow.cached_points())
    panel(
        elbow,
        "Continue" if missing < len(elbow.ks) else "Draw the elbow",
        f"{missing} of {len(elbow.ks)} numbers of groups are not computed yet. Each takes "
        f"{quantity(study.settings.starts, 'run')}: {_duration(study, dataset, int(highest))}. "
        "They are computed in the background; you can stop, and every point is saved.",
        done=not missing,
        show_result=lambda: _curves(elbow, study.settings.clusters, bool(dataset.classes)),
    )


def _duration(study: Study, dataset: Dataset, highest: int) -> str:
    """How long one number of groups takes, by the size of the data set."""
    numbers = dataset.train * math.prod(dataset.images.shape[1:])
    if numbers * highest * study.settings.starts < LONG_NUMBERS:
        return "usually less than a minute for this data set"
    return "minutes for the pixels, less for short codes"


def _curves(elbow: ElbowStudy, chosen: int, has_classes: bool) -> None:
    points: list[ElbowPoint] = elbow.cached_points()
    if not points:
        return
    ks = [point.k for point in points]
    inertias = [point.inertia for point in points]
    if len(points) < len(elbow.ks):
        st.caption(f"{len(points)} of {len(elbow.ks)} points so far; the knee may still move.")
    bend = clustering.knee(ks, inertias)
    name = f"-{elbow.study.source.title}"
    chart(figures.elbow_curve(ks, inertias, knee=bend, choice=chosen), "elbow", HOW_ELBOW, key=name)
    if not has_classes:
        return
    errors = {
        "Training digits": [point.train_error for point in points],
        "Test digits": [point.test_error for point in points],
    }
    chart(figures.cluster_errors(ks, errors, choice=chosen), "elbow-errors", HOW_ERRORS, key=name)
