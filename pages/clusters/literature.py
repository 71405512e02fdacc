"""Clusters: the errors that the literature reports, beside ours."""

from typing import Any

import pandas as pd
import streamlit as st

from core import clustering, figures
from core.clustering import Clustering, Study
from core.data import Dataset
from core.errors import LatentLabError
from core.jobs import runner
from core.jobs.kinds import clustering as jobs
from core.literature.claim import Claim
from core.literature.claims.clustering import COMPARISON, ClusteringMeasure, reported_error
from core.storage.cache import if_kept
from core.text.numbers import percent
from core.visitors import Action
from pages.clusters import job as clusters_job
from pages.shared.access import changes, visit
from pages.shared.frame import notices
from pages.shared.jobs.running_job import show_progress
from pages.shared.literal import literal
from pages.shared.parts.chart import chart, csv_button

POLL_S = 1.0
HOW = """
Each row is one way to turn a digit into numbers. k-means groups the numbers, and each group reads
as the digit that is most common in it. The grey bar is the error that the source reports on its
test digits, the blue one ours. **Met** says whether ours is at most the required one, which is the
source's or a stricter one. There are 225 groups unless the row says otherwise.

- *Pixels*: the picture as it is. *Each row at length 1*: bold and pale digits become alike.
- *Standardised*: each pixel scaled to the same spread. It makes things worse, because a pixel at
  the edge that is rarely used then counts as much as one in the middle.
- *25 numbers of an autoencoder*: the source's architecture, trained to reconstruct each digit.
- *25 numbers regardless of pose*: this autoencoder sees turned, stretched and shifted digits and
  must give back the originals, so digits with similar numbers have a similar shape, whatever their
  pose.
- *64 numbers of a contrastive encoder*: the network learned, without labels, that two deformed
  copies of a digit are the same thing and copies of different digits are not.
"""


def section(dataset: Dataset) -> None:
    """The errors that are computed, and a button that computes the others."""
    st.header("What does the literature report?", anchor=False)
    if dataset.is_sample:
        st.info(f"The figures need the complete set; this is a part ({dataset.notice}).")
    rows = [(measure, _result(measure.study)) for measure in COMPARISON]
    missing = [measure for measure, result in rows if result is None]
    possible = [measure for measure in missing if _problem(measure.study) is None]
    active = [measure for measure in possible if _is_active(measure.study)]
    if active:
        studies = [measure.study for measure in active]
        st.fragment(_watch, run_every=POLL_S)(studies, len(possible))
    elif possible and visit.may(Action.GROUP):
        st.button(
            "Compute the missing",
            type="primary",
            icon=":material/play_arrow:",
            key="start literature",
            on_click=notices.attempt,
            args=(
                clusters_job.NOTICE,
                lambda: [jobs.start(changes.to_jobs(), measure.study) for measure in possible],
            ),
        )
        st.caption(
            f"Missing: {len(possible)} of {len(rows)}. They take some minutes in the background; "
            "each result is saved."
        )
    notices.show(clusters_job.NOTICE)
    for measure in missing:
        if problem := _problem(measure.study):
            st.caption(f"{measure.title}: {literal(problem)}")
    figure = figures.bars_beside_source(
        [measure.title for measure, _ in rows],
        [None if result is None else result.test_error for _, result in rows],
        [reported_error(measure) for measure, _ in rows],
        title="Test digits misread",
    )
    chart(figure, "clusters-literature", HOW, of_mnist=True)
    lines = [_line(measure, result) for measure, result in rows]
    st.dataframe(
        [{name: _cell_text(name, value) for name, value in line.items()} for line in lines],
        hide_index=True,
        height=38 + 35 * len(lines),
        alt="The literature's errors beside ours.",
    )
    csv_button(pd.DataFrame(lines).to_csv(index=False), "clusters-literature-table")


def _cell_text(name: str, value: Any) -> Any:
    if value is None:
        return "–"
    if "error" in name or name == "At most":
        return percent(value, 2)
    return f"{value:.3f}" if isinstance(value, float) else value


def _line(measure: ClusteringMeasure, result: Clustering | None) -> dict[str, Any]:
    claim = COMPARISON[measure]
    return {
        "What stands for a digit": measure.title,
        "Our error": None if result is None else result.test_error,
        "Source's error": reported_error(measure),
        "At most": None if claim is None else claim.bound,
        "Met": "not computed yet" if result is None else verdict(claim, result.test_error),
        "k": measure.study.settings.clusters,
        "Our error, training digits": None if result is None else result.train_error,
        "Agreement (AMI)": None if result is None else result.mutual_information,
        "Model": measure.study.source.checkpoint or "none",
    }


def verdict(claim: Claim | None, error: float) -> str:
    """How a measured error compares with a claim, as the table shows it."""
    if claim is None:
        return "to compare"
    if not claim.is_met(error):
        return "✗ worse"
    beats_source = isinstance(claim.reported, float) and error < claim.reported
    return "✓ better" if beats_source else "✓ met"


def _result(study: Study) -> Clustering | None:
    try:
        return if_kept(lambda: clustering.fit(study))
    except LatentLabError:
        return None


def _problem(study: Study) -> str | None:
    """Why the study cannot be computed here; None if it can."""
    try:
        if_kept(lambda: clustering.fit(study))
    except LatentLabError as problem:
        return str(problem)
    return None


def _is_active(study: Study) -> bool:
    status = jobs.newest(runner(), study)
    return status is not None and status.active


def _watch(studies: list[Study], total: int) -> None:
    """Show the active jobs; the page reruns when one of them ends."""
    states = [jobs.newest(runner(), study) for study in studies]
    active = [status for status in states if status and status.active]
    if len(active) < len(studies):
        st.rerun()
    for status in active:
        if status.state != "queued":
            show_progress(status)
    st.caption(f"{len(active)} of {total} are running or waiting.")
    own = [status.id for status in active if changes.to_jobs().may_change(status)]
    if own:
        st.button(
            "Cancel all",
            icon=":material/stop_circle:",
            key="cancel literature",
            on_click=notices.attempt,
            args=(
                clusters_job.NOTICE,
                lambda: _cancel(own),
            ),
        )


def _cancel(ids: list[str]) -> None:
    for job in reversed(ids):  # the waiting ones first, so that none of them starts
        changes.to_jobs().cancel(job)
