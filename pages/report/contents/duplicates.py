"""Report: pictures that are the same, or nearly, by their pixels and by a network's latents."""

import pandas as pd
import streamlit as st

from core.data import lookup
from core.evaluation import duplicates
from core.evaluation.duplicates import SHARE, Nearest
from core.exports import lists
from core.exports.lists import Duplicates
from core.figures.pictures import image_png
from core.text.numbers import alike, percent, quantity
from pages.report.contents.part import choose_encoder, choose_part, part_link
from pages.report.selection import Selection
from pages.shared.choices.model_choice import markdown_title
from pages.shared.frame.layout import end_picture
from pages.shared.jobs.waiting import wait
from pages.shared.parts.chart import explain
from pages.shared.parts.gallery import Cell, gallery
from pages.shared.widgets import download

SHOWN = 24  # pairs
TITLES = {
    "row": "Row",
    "class": "Class",
    "other_row": "Other row",
    "other_class": "Other class",
    "distance": "Distance",
}
PIXELS, LATENTS = "Pixels", "Latent vectors"
HOW = f"""
**The same**: every pixel is equal, found by a digest of each picture, over the whole data set.

**Nearly the same**: the distance of a picture to its nearest other one is at most the threshold
(Euclidean: in pixels, of values from 0 to 1). The search is exact. The threshold starts where
{percent(SHARE, 1)} of the pictures have another one within it. In pixels, a shifted copy is far
away; in a latent space it can be near, and so can two different digits that a network draws alike.
"""


def section(selection: Selection) -> None:
    """The exact duplicates, then the nearest pairs below a threshold."""
    _exact(selection)
    encoder = choose_encoder(selection, "duplicates_encoder")
    if encoder is None:
        return
    part = choose_part(selection, "duplicates_part")
    with selection.settings:
        space = st.segmented_control(
            "Distance in",
            [PIXELS, LATENTS],
            default=PIXELS,
            required=True,
            key="duplicates_space",
            bind="query-params",
        )
    chosen = encoder if space == LATENTS else None
    dataset = selection.dataset
    nearest = wait(
        "Comparing every picture with all others",
        (chosen, dataset.fingerprint, part),
        lambda on_progress: duplicates.nearest(dataset.name, part, chosen, on_progress),
    )
    st.header("Nearly the same", anchor=False)
    usual = nearest.usual_threshold
    with selection.settings:
        threshold = st.number_input(
            "Largest distance",
            0.0,
            None,
            usual,
            float(f"{usual / 20:.1g}") or 0.01,
            key=f"duplicates_{chosen}_{part}",
            format="%.3g",
            help="Pairs of pictures that are at most so far apart are listed.",
        )
    pairs = nearest.pairs(threshold)
    noun, verb = ("pair", "is") if len(pairs) == 1 else ("pairs", "are")
    where = f"the latent space of {markdown_title(chosen)}" if chosen else "pixels"
    st.markdown(
        f"**{len(pairs):,}** {noun} among {len(nearest.rows):,} pictures {verb} at most "
        f"{alike([threshold])[0]} apart in {where}."
    )
    if pairs:
        first = f"The {SHOWN} nearest" if len(pairs) > SHOWN else "The nearest first"
        st.caption(f"{first}, with classes and distance. A click shows a pair on the map.")
        _pictures(selection, nearest, pairs[:SHOWN])
        end_picture()
        with st.expander("All pairs as a table"):
            _table(selection, nearest, threshold)
            listed = Duplicates(dataset.name, part, chosen, threshold)
            download.menu([download.duplicates(listed)], key="download list")
    explain(HOW)


def _exact(selection: Selection) -> None:
    data = selection.dataset
    groups = duplicates.exact(data)
    st.header("The same", anchor=False)
    if not groups:
        st.markdown(f"No two of all {len(data):,} pictures have equal pixels.")
        return
    extra = sum(len(rows) - 1 for rows in groups)
    st.markdown(
        f"**{extra:,}** of all {len(data):,} pictures {'has' if extra == 1 else 'have'} the pixels "
        f"of an earlier one, in {quantity(len(groups), 'group')}."
    )
    images = data.images.numpy()
    cells = [
        Cell(
            (image_png(images[lookup.position(data, int(rows[0]))]),),
            (f"{len(rows)} times",),
            f"The picture of the rows {', '.join(map(str, rows[:10].tolist()))}",
            part_link(selection, rows.tolist()),
        )
        for rows in groups[:SHOWN]
    ]
    gallery(cells, "same", side=56)


def _name(selection: Selection, label: int) -> str:
    classes = selection.dataset.classes
    return classes[label] if classes else ""


def _pictures(selection: Selection, nearest: Nearest, pairs: list[tuple[int, int, float]]) -> None:
    data = selection.dataset
    images, cells = data.images.numpy(), []
    distances = alike([distance for _, _, distance in pairs])
    for (first, second, _), distance in zip(pairs, distances, strict=True):
        rows = [int(nearest.rows[first]), int(nearest.rows[second])]
        names = [_name(selection, int(nearest.labels[place])) for place in (first, second)]
        pictures = tuple(image_png(images[at]) for at in lookup.positions(data, rows))
        both = " · ".join(dict.fromkeys(name for name in names if name))
        cells.append(
            Cell(
                pictures,
                (f"{both} · {distance}" if both else distance,),
                f"Rows {rows[0]} and {rows[1]}, distance {distance}",
                part_link(selection, rows),
            )
        )
    gallery(cells, "near", side=52)


def _table(selection: Selection, nearest: Nearest, threshold: float) -> None:
    table = pd.DataFrame(lists.pairs(nearest, threshold, selection.dataset.classes))
    st.dataframe(
        table.rename(columns=TITLES), hide_index=True, alt="Every pair of nearly equal pictures."
    )
