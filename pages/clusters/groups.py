"""Clusters: how well the groups read digits, what each looks like, which of them are mixed."""

import math

import numpy as np
import pandas as pd
import streamlit as st

from core import clustering, figures
from core.clustering import EXAMPLE, Clustering, Study
from core.clustering.centres import has_decoder
from core.clustering.groups import groups as all_groups
from core.clustering.result import IMPURE_ABOVE
from core.clustering.study import is_quick
from core.data import Dataset
from core.figures.pictures import data_uri, image_png
from core.storage.cache import if_kept
from core.text.numbers import number, percent, quantity, unbroken
from core.visitors import Action
from pages.clusters import groups_map, lanes
from pages.clusters.job import panel
from pages.clusters.study_form import study_title
from pages.shared.access import visit
from pages.shared.choices.controls import COUNTS, choose_unit
from pages.shared.choices.dataset import worded
from pages.shared.frame.layout import end_picture
from pages.shared.jobs.waiting import wait
from pages.shared.literal import literal
from pages.shared.parts.chart import chart, csv_button, explain
from pages.shared.widgets import download

HOW_ERROR = """
- **Misread, never seen**: share of the test digits that fall into a group named after another
  class. No test digit took part in finding or naming the groups.
- **Misread, learned from**: the same for the training digits, which were grouped. It is a little
  lower, because these digits chose the names.
- **Mixed groups**: those in which more than 40 % of the training digits belong to another class
  than the one that the group stands for.
- **Agreement** (*adjusted mutual information, AMI*): how much the groups and the true classes tell
  about each other, without any names. 1: they are the same; 0: no more than random groups. It falls
  if there are more groups than classes, however pure they are. Here it is **{agreement:.3f}**.
- **Inertia**: how far the digits are from the middles of their groups, all distances squared and
  added up. Here it is **{inertia}**.
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
    """The groups if they are cached or quick to find, else a button that finds them."""
    result = if_kept(lambda: clustering.fit(study))
    numbers = math.prod(dataset.images.shape[1:])
    at_once = study == EXAMPLE or (
        visit.may(Action.GROUP) and is_quick(study, dataset.train, numbers)
    )
    if result is None and at_once:
        result = wait(
            f"Finding {study_title(study)}",
            (study, dataset.fingerprint),
            lambda on_progress: clustering.fit(study, on_progress),
        )
    if result is None:
        panel(
            study,
            "Find the groups",
            worded(
                f"{literal(study_title(study))}, of {dataset.train:,} training digits. This takes "
                "from seconds to a few minutes in the background. The result is saved and opens "
                "at once next time."
            ),
            done=False,
        )
        return
    _picture(result)
    end_picture()
    if dataset.classes:
        _tiles(result)
        _confusion(result)
        _purity(result)
    else:
        st.caption(_origin(result))
        csv_button(table(result).to_csv(index=False), "clusters")
    groups_map.show(result)


def offers(study: Study) -> list[download.Offer]:
    """Entries of the Download menu for a study; empty until its groups are found."""
    result = if_kept(lambda: clustering.fit(study))
    if result is None:
        return []
    map_id, rows, title = groups_map.selection_of(result)
    source = study.source.checkpoint
    return [
        download.pictures(
            "Pictures and their groups",
            result.dataset,
            "test",
            map_id=map_id,
            vectors=source or "pixels",
            study=study,
            selection=rows,
            selection_title=title,
        )
    ]


def _picture(result: Clustering) -> None:
    """What the groups can read, which classes they miss, and the middle of each."""
    title, tests = literal(study_title(result.study)), len(result.dataset) - result.dataset.train
    if result.dataset.classes:
        read = percent(1 - result.test_error, 1)
        st.markdown(
            worded(f"**{title}** read **{read}** of {tests:,} digits that they have never seen.")
        )
    else:
        st.markdown(f"**{title}**, without names: these pictures have no classes.")
    if missing := result.unnamed_classes:
        st.warning(
            worded(
                f"No group is named after {' or '.join(missing)}: every digit of "
                f"{'this class' if len(missing) == 1 else 'these classes'} is misread. Choose more "
                "groups or another seed."
            )
        )
    lanes.show(result)
    picture = (
        "what the decoder draws for the mean code of its training digits"
        if has_decoder(result)
        else "the mean picture of its training digits"
    )
    note = f"Each picture is the middle of a group: {picture}. "
    if result.dataset.classes:
        note += (
            "It stands below the class that most of them belong to. The figures are the number of "
            "its training digits, and how many per cent of them belong to that class."
        )
    else:
        note += "The figure is the number of its training digits."
    note = worded(note)
    if empty := int((result.sizes == 0).sum()):
        note += worded(f" Omitted: {quantity(empty, 'group')} without training digits.")
    st.caption(note)


def _tiles(result: Clustering) -> None:
    filled = np.isfinite(result.purity).sum()
    with st.container(horizontal=True, gap="medium"):
        st.metric("Misread, never seen", percent(result.test_error, 2), width="content")
        st.metric("Misread, learned from", percent(result.train_error, 2), width="content")
        st.metric("Mixed groups", f"{len(result.impure)} of {filled}", width="content")
    st.caption(_origin(result))
    agreement, inertia = result.mutual_information, number(result.inertia)
    explain(HOW_ERROR.format(agreement=agreement, inertia=inertia))


def _origin(result: Clustering) -> str:
    """How the groups were found: the number of digits, the time, the steps and the seed."""
    settings, dataset = result.study.settings, result.dataset
    steps = "passes" if settings.method == "full" else "steps"
    tests = len(dataset) - dataset.train
    read = f" and read on {tests:,} test digits" if dataset.classes else ""
    return worded(
        f"{literal(study_title(result.study))}, found in {dataset.train:,} training digits{read}. "
        f"It took {result.seconds:.1f} s and {result.iterations:,} {steps} (the best of "
        f"{quantity(settings.starts, 'run')}, seed {settings.seed})."
    )


def _confusion(result: Clustering) -> None:
    st.header("What is read as what?", anchor=False)
    unit = choose_unit(
        "cluster_share",
        worded("How many test digits, or their share of all test digits of the same true class."),
    )
    figure = figures.confusion_matrix(
        result.confusion, result.dataset.classes, per_cent=unit != COUNTS
    )
    chart(figure, "clusters-confusion", HOW_CONFUSION, key=f"-{unit}")


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
    st.markdown(f"**Mixed groups**, with an error above {unbroken(percent(IMPURE_ABOVE))}")
    rows = table(result)
    if len(result.impure):
        _mixed_groups(result, rows.iloc[result.impure])
    else:
        st.info("There are no mixed groups: every group is mostly one class.")
    csv_button(rows.to_csv(index=False), "clusters")


def _mixed_groups(result: Clustering, rows: pd.DataFrame) -> None:
    pictures = clustering.centre_pictures(result)
    middles = [data_uri(image_png(pictures[at])) for at in result.impure]
    st.dataframe(
        rows.assign(Middle=middles)[["Middle", *rows.columns]],
        hide_index=True,
        height=min(420, 38 + 35 * len(rows)),
        column_config={
            "Middle": st.column_config.ImageColumn(width="small"),
            "Training digits": st.column_config.NumberColumn(
                worded("Training digits"), format="localized"
            ),
            "Error": st.column_config.NumberColumn(format="%.1f %%"),
        },
        alt=worded("The groups in which more than 40 % of the digits belong to another class."),
    )


def table(result: Clustering) -> pd.DataFrame:
    """One row per group, in the order of their numbers; errors in per cent if there are classes."""
    rows = [
        {
            "Group": group.number,
            "Stands for": group.class_name,
            "Training digits": group.size,
            "Error": 100 * (1 - group.purity),
            "Mostly": ", ".join(f"{name} ({percent(share)})" for name, share in group.top),
        }
        for group in all_groups(result)
    ]
    columns = list(rows[0]) if result.dataset.classes else ["Group", "Training digits"]
    return pd.DataFrame(rows)[columns]
