"""Clusters: what the literature reports, and what the same comes to here."""

import math
from typing import Any

import pandas as pd
import streamlit as st

from core import clustering, figures
from core.clustering import Clustering, Study
from core.data import Dataset
from core.errors import LatentLabError
from core.jobs import clustering as jobs
from core.jobs import runner
from core.literature.kmeans import COMPARED, Claim
from core.text.numbers import percent
from pages.clusters import job as clusters_job
from pages.shared.chart import chart, csv_button
from pages.shared.literal import literal

POLL_S = 1.0
HOW = """
Each line is one way to turn a digit into numbers, grouped by k-means and read by the groups'
names. The grey bar is the error that the source reports on its test digits, the blue one ours.
**Met** says whether ours is at most what is asked, which is the source's value or a stricter one.
There are 225 groups unless the line says otherwise.

- *Pixels*: the picture as it is. *Each row at length 1*: bold and pale digits become alike.
- *Standardised*: each pixel scaled to the same spread. It makes things worse, for a pixel at the
  rim that is rarely used then counts as much as one in the middle.
- *25 numbers of an autoencoder*: the source's own kind, trained to give each digit back as it is.
- *25 numbers regardless of pose*: this autoencoder sees turned, stretched and shifted digits and is
  asked for the originals, so near in these numbers means alike in shape, whatever the pose.
- *64 numbers of a contrastive encoder*: the network learned, without labels, that two deformed
  copies of a digit are the same thing and copies of different digits are not.
"""


def section(study: Study, digits: Dataset) -> None:
    """The comparison, as far as it is computed, and the offer to compute the rest."""
    st.subheader("What others found", anchor=False)
    if digits.is_sample:
        st.info(f"The figures need the complete set; here is the {literal(digits.notice or '')}")
    rows = [(claim, _kept(claim)) for claim in COMPARED]
    missing = [claim for claim, found in rows if found is None]
    possible = [claim for claim in missing if _problem(claim) is None]
    active = [claim for claim in possible if _is_active(claim)]
    if active:
        st.fragment(_watch, run_every=POLL_S)([claim.id for claim in active], len(possible))
    elif possible:
        st.button(
            f"Compute the {len(possible)} missing" if len(possible) > 1 else "Compute the missing",
            type="primary",
            icon=":material/play_arrow:",
            key="start literature",
            on_click=_start,
            args=(possible,),
        )
        st.caption("Some minutes in the background, one after the other; each result is kept.")
    if said := st.session_state.pop(clusters_job.SAID, None):
        st.error(literal(said))
    for claim in missing:
        if problem := _problem(claim):
            st.caption(f"{claim.title}: {literal(problem)}")
    figure = figures.claim_bars(
        [claim.title for claim, _ in rows],
        [claim.reported for claim, _ in rows],
        [None if found is None else found.test_error for _, found in rows],
    )
    chart(figure, "clusters-literature", HOW)
    lines = [_line(claim, found) for claim, found in rows]
    st.dataframe(
        [{name: _shown(name, value) for name, value in line.items()} for line in lines],
        hide_index=True,
        height=38 + 35 * len(lines),
        alt="The literature's errors beside ours.",
    )
    csv_button(pd.DataFrame(lines).to_csv(index=False), "clusters-literature-table")


def _shown(name: str, value: Any) -> Any:
    if value is None:
        return "–"
    if "error" in name or name == "At most":
        return percent(value, 2)
    return f"{value:.3f}" if isinstance(value, float) else value


def _line(claim: Claim, found: Clustering | None) -> dict[str, Any]:
    verdict = "not computed yet"
    if found is not None:
        verdict = claim.verdict(found.test_error)
    return {
        "What stands for a digit": claim.title,
        "Our error": None if found is None else found.test_error,
        "Source's error": claim.reported,
        "At most": claim.at_most if math.isfinite(claim.at_most) else None,
        "Met": verdict,
        "k": claim.study.settings.clusters,
        "Our error, training digits": None if found is None else found.train_error,
        "Agreement (AMI)": None if found is None else found.mutual_information,
        "Model": claim.study.source.checkpoint or "none",
    }


def _kept(claim: Claim) -> Clustering | None:
    try:
        return clustering.kept(claim.study)
    except LatentLabError:
        return None


def _problem(claim: Claim) -> str | None:
    """Why it cannot be computed here, None where it can."""
    try:
        clustering.kept(claim.study)
    except LatentLabError as problem:
        return str(problem)
    return None


def _is_active(claim: Claim) -> bool:
    status = jobs.newest(runner(), claim.study)
    return status is not None and status.active


def _start(claims: list[Claim]) -> None:
    try:
        for claim in claims:
            jobs.start(runner(), claim.study)
    except LatentLabError as problem:
        st.session_state[clusters_job.SAID] = str(problem)


def _watch(ids: list[str], of: int) -> None:
    """The jobs at work; the page is drawn anew whenever one of them ends."""
    claims = [claim for claim in COMPARED if claim.id in ids]
    states = [(claim, jobs.newest(runner(), claim.study)) for claim in claims]
    at_work = [(claim, status) for claim, status in states if status and status.active]
    if len(at_work) < len(claims):
        st.rerun()
    for _, status in at_work:
        if status is not None and status.state != "queued":
            clusters_job.bar(status)
    st.caption(f"{len(at_work)} of {of} are at work or waiting.")
    st.button(
        "Cancel them",
        icon=":material/stop_circle:",
        key="cancel literature",
        on_click=_cancel,
        args=([status.id for _, status in at_work if status],),
    )


def _cancel(ids: list[str]) -> None:
    try:
        for job in reversed(ids):  # the waiting ones first, so that none of them starts
            runner().cancel(job)
    except LatentLabError as problem:
        st.session_state[clusters_job.SAID] = str(problem)
