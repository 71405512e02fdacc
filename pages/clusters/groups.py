"""Clusters: what the groups read, what each looks like, and which of them are muddled."""

import numpy as np
import pandas as pd
import streamlit as st

from core import clustering, figures
from core.clustering import Clustering, Study
from core.clustering.centres import are_decoded
from core.clustering.kmeans import IMPURE_ABOVE
from core.data import Dataset
from core.figures.pictures import data_uri, grey_png
from core.storage.cache import if_kept
from core.text.numbers import number, percent
from pages.clusters import groups_map
from pages.clusters.job import panel
from pages.shared.chart import chart, csv_button, explain
from pages.shared.gallery import Cell, gallery

HOW_ERROR = """
- **Test digits misread**: share of the test digits that fall into a group named after another
  class. No test digit took part in finding the groups or in naming them.
- **Training digits misread**: the same of the digits that were grouped. A little lower, for these
  digits chose the names.
- **Agreement** (*adjusted mutual information*): how much the groups and the true classes say about
  each other, without any names. 1: they are the same; 0: what chance would give. It falls when
  there are more groups than classes, however pure they are.
- **Muddled groups**: those where more than 40 % of the training digits are not of the class that
  the group stands for.
"""
HOW_CONFUSION = """
A line is a true class, a column the class of the group that a test digit fell into. The diagonal
holds what was read correctly. Digits that look alike share groups: 4 and 9, 3, 5 and 8.
"""
HOW_PURITY = """
Each bar is a group; its height is the share of its training digits that are of the class it stands
for (its *purity*). Left the purest. Bars below the dotted line, hatched, are the muddled groups:
more than 40 % of their digits are of another class.
"""


def section(study: Study, digits: Dataset) -> None:
    """The groups where they are known, else the offer to find them."""
    found = if_kept(lambda: clustering.fit(study))
    if found is None:
        panel(
            study,
            "Find the groups",
            f"{study.title}, of {digits.train:,} training digits. It takes from seconds to a few "
            "minutes, in the background; the result is kept and opens at once from then on.",
            done=False,
        )
        return
    _tiles(found)
    _confusion(found)
    _centres(found)
    _purity(found)
    groups_map.section(found)


def _tiles(found: Clustering) -> None:
    known = np.isfinite(found.purity).sum()
    with st.container(horizontal=True, gap="medium"):
        st.metric("Test digits misread", percent(found.test_error, 2), width="content")
        st.metric("Training digits misread", percent(found.train_error, 2), width="content")
        st.metric("Agreement (AMI)", f"{found.mutual_information:.3f}", width="content")
        st.metric("Muddled groups", f"{len(found.impure)} of {known}", width="content")
    steps = "passes" if found.study.settings.method == "full" else "steps"
    st.caption(
        f"{found.study.title}, found among {found.dataset.train:,} training digits in "
        f"{found.seconds:.1f} s and {found.iterations:,} {steps} (the best of "
        f"{found.study.settings.starts} runs, seed {found.study.settings.seed}; inertia "
        f"{number(found.inertia)}), "
        f"read on {len(found.dataset) - found.dataset.train:,} test digits."
    )
    explain(HOW_ERROR)


def _confusion(found: Clustering) -> None:
    st.subheader("What is taken for what?", anchor=False)
    share = st.segmented_control(
        "Cells show",
        ["Counts", "Per cent of the line"],
        default="Counts",
        required=True,
        key="cluster_share",
    )
    figure = figures.confusion_matrix(
        found.confusion, found.dataset.classes, per_cent=share != "Counts"
    )
    chart(figure, "clusters-confusion", HOW_CONFUSION, key=f"-{share}")


def _centres(found: Clustering) -> None:
    st.subheader("What the groups look like", anchor=False)
    how = (
        "what the decoder draws for the mean of its training digits' latent vectors"
        if are_decoded(found)
        else "the mean picture of its training digits"
    )
    st.markdown(
        f"The middle of each group: {how}. Below it the class that the group stands for, how many "
        "training digits it has, and how many per cent of them are of that class."
    )
    pictures = clustering.centre_pictures(found)
    order = np.lexsort((-found.sizes, found.cluster_classes))
    classes = found.dataset.classes
    cells = [
        Cell(
            (grey_png(pictures[cluster]),),
            (
                f"{classes[found.cluster_classes[cluster]]}: {found.sizes[cluster]:,}",
                percent(found.purity[cluster]),
            ),
            f"Group {cluster} stands for {classes[found.cluster_classes[cluster]]}",
        )
        for cluster in order
        if found.sizes[cluster]
    ]
    with st.container(height=460, border=True):
        gallery(cells, "cluster-centres", side=52)
    empty = int((found.sizes == 0).sum())
    if empty:
        st.caption(f"{empty} groups have no training digit and are left out.")


def _purity(found: Clustering) -> None:
    st.subheader("How pure is each group?", anchor=False)
    figure = figures.purity_bars(
        found.purity,
        found.sizes,
        found.cluster_classes,
        found.dataset.classes,
        impure_below=1 - IMPURE_ABOVE,
    )
    chart(figure, "clusters-purity", HOW_PURITY)
    st.markdown(f"**Groups with an error above {percent(IMPURE_ABOVE)}**")
    if not len(found.impure):
        st.info("There is none: every group is mostly of one class.")
    else:
        _muddled(found)
    csv_button(table(found).to_csv(index=False), "clusters")


def _muddled(found: Clustering) -> None:
    pictures = clustering.centre_pictures(found)
    chosen = table(found).iloc[found.impure]
    chosen.insert(0, "Middle", [data_uri(grey_png(pictures[i])) for i in found.impure])
    st.dataframe(
        chosen,
        hide_index=True,
        height=min(420, 38 + 35 * len(chosen)),
        column_config={
            "Middle": st.column_config.ImageColumn(width="small"),
            "Training digits": st.column_config.NumberColumn(format="localized"),
            "Error": st.column_config.NumberColumn(format="%.1f %%"),
        },
        alt="The groups in which more than 40 % of the digits are of another class.",
    )


def table(found: Clustering) -> pd.DataFrame:
    """A line for each group, by its number."""
    classes = found.dataset.classes
    lines = []
    for cluster, counts in enumerate(found.contingency):
        total = int(counts.sum())
        top = [i for i in np.argsort(-counts, kind="stable")[:3] if counts[i]]
        lines.append(
            {
                "Group": cluster,
                "Stands for": classes[found.cluster_classes[cluster]],
                "Training digits": total,
                "Error": 100 * (1 - float(found.purity[cluster])),
                "Mostly": ", ".join(f"{classes[i]} ({percent(counts[i] / total)})" for i in top),
            }
        )
    return pd.DataFrame(lines)
