"""Clusters: how well the groups read digits, what each looks like, which of them are mixed."""

import numpy as np
import pandas as pd
import streamlit as st

from core import clustering, figures
from core.clustering import Clustering, Study
from core.clustering.centres import has_decoder
from core.clustering.groups import by_class
from core.clustering.groups import groups as all_groups
from core.clustering.result import IMPURE_ABOVE
from core.data import Dataset
from core.figures.pictures import data_uri, grey_png
from core.storage.cache import if_kept
from core.text.numbers import number, percent
from pages.clusters import groups_map
from pages.clusters.job import panel
from pages.shared.chart import chart, csv_button, explain
from pages.shared.gallery import Cell, gallery

HOW_ERROR = """
- **Test digits misread (never seen)**: share of the test digits that fall into a group named after
  another class. No test digit took part in finding or naming the groups.
- **Training digits misread (learned from)**: the same for the digits that were grouped. It is a
  little lower, because these digits chose the names.
- **Agreement** (*adjusted mutual information, AMI*): how much the groups and the true classes tell
  about each other, without any names. 1: they are the same; 0: no more than random groups. It falls
  if there are more groups than classes, however pure they are.
- **Mixed groups**: those in which more than 40 % of the training digits belong to another class
  than the one that the group stands for.
"""
HOW_CONFUSION = """
A row is a true class, a column the class of the group that a test digit fell into. The diagonal
holds the digits that are read correctly. Digits that look alike share groups: 4 and 9, or 3, 5
and 8.
"""
HOW_PURITY = """
Each bar is a group. Its height is the share of its training digits that belong to the class that it
stands for (its *purity*), the purest at the left. Hatched bars below the dotted line are the mixed
groups: more than 40 % of their digits belong to another class.
"""


def section(study: Study, dataset: Dataset) -> None:
    """The groups if they are cached, else a button that finds them."""
    result = if_kept(lambda: clustering.fit(study))
    if result is None:
        panel(
            study,
            "Find the groups",
            f"{study.title}, of {dataset.train:,} training digits. This takes from seconds to a "
            "few minutes in the background. The result is saved and opens at once next time.",
            done=False,
        )
        return
    _tiles(result)
    _confusion(result)
    _centres(result)
    _purity(result)
    groups_map.show(result)


def _tiles(result: Clustering) -> None:
    known = np.isfinite(result.purity).sum()
    with st.container(horizontal=True, gap="medium"):
        st.metric("Test digits misread", percent(result.test_error, 2), width="content")
        st.metric("Training digits misread", percent(result.train_error, 2), width="content")
        st.metric("Agreement (AMI)", f"{result.mutual_information:.3f}", width="content")
        st.metric("Mixed groups", f"{len(result.impure)} of {known}", width="content")
    settings, dataset = result.study.settings, result.dataset
    steps = "passes" if settings.method == "full" else "steps"
    st.caption(
        f"{result.study.title}, found in {dataset.train:,} training digits and read on "
        f"{len(dataset) - dataset.train:,} test digits. It took {result.seconds:.1f} s "
        f"and {result.iterations:,} {steps} (the best of {settings.starts} runs, seed "
        f"{settings.seed}; inertia {number(result.inertia)})."
    )
    explain(HOW_ERROR)


def _confusion(result: Clustering) -> None:
    st.header("What is read as what?", anchor=False)
    unit = st.segmented_control(
        "Cells show",
        ["Counts", "Per cent of the row"],
        default="Counts",
        required=True,
        wrap=True,
        key="cluster_share",
    )
    figure = figures.confusion_matrix(
        result.confusion, result.dataset.classes, per_cent=unit != "Counts"
    )
    chart(figure, "clusters-confusion", HOW_CONFUSION, key=f"-{unit}")


def _centres(result: Clustering) -> None:
    st.header("What do the groups look like?", anchor=False)
    picture = (
        "what the decoder draws for the mean code of its training digits"
        if has_decoder(result)
        else "the mean picture of its training digits"
    )
    st.markdown(
        f"The middle of each group: {picture}. Below it are the class that the group stands for, "
        "the number of its training digits, and how many per cent of them belong to that class."
    )
    pictures, rows = clustering.centre_pictures(result), all_groups(result)
    cells = [
        Cell(
            (grey_png(pictures[at]),),
            (f"{rows[at].stands_for}: {rows[at].size:,}", percent(rows[at].purity)),
            f"Group {at} stands for {rows[at].stands_for}",
        )
        for at in by_class(result)
    ]
    with st.container(height=460, border=True):
        gallery(cells, "cluster-centres", side=52)
    if empty := result.k - len(cells):
        st.caption(f"Omitted: {empty} groups have no training digits.")


def _purity(result: Clustering) -> None:
    st.header("How pure is each group?", anchor=False)
    figure = figures.purity_bars(
        result.purity,
        result.sizes,
        result.cluster_classes,
        result.dataset.classes,
        impure_below=1 - IMPURE_ABOVE,
    )
    chart(figure, "clusters-purity", HOW_PURITY)
    st.markdown(f"**Mixed groups**, with an error above {percent(IMPURE_ABOVE)}")
    rows = table(result)
    if len(result.impure):
        _mixed_groups(result, rows.iloc[result.impure])
    else:
        st.info("There are none: every group is mostly of one class.")
    csv_button(rows.to_csv(index=False), "clusters")


def _mixed_groups(result: Clustering, rows: pd.DataFrame) -> None:
    pictures = clustering.centre_pictures(result)
    middles = [data_uri(grey_png(pictures[at])) for at in result.impure]
    st.dataframe(
        rows.assign(Middle=middles)[["Middle", *rows.columns]],
        hide_index=True,
        height=min(420, 38 + 35 * len(rows)),
        column_config={
            "Middle": st.column_config.ImageColumn(width="small"),
            "Training digits": st.column_config.NumberColumn(format="localized"),
            "Error": st.column_config.NumberColumn(format="%.1f %%"),
        },
        alt="The groups in which more than 40 % of the digits belong to another class.",
    )


def table(result: Clustering) -> pd.DataFrame:
    """One row per group, by its number; errors in per cent."""
    rows = [
        {
            "Group": group.number,
            "Stands for": group.stands_for,
            "Training digits": group.size,
            "Error": 100 * (1 - group.purity),
            "Mostly": ", ".join(f"{name} ({percent(share)})" for name, share in group.top),
        }
        for group in all_groups(result)
    ]
    return pd.DataFrame(rows)
