"""Clusters: the middle of every group, in a column per class."""

import html
import math
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import clustering
from core.clustering import Clustering
from core.clustering.groups import Group, by_class, groups
from core.figures import palette
from core.figures.pictures import data_uri, image_png
from core.text.numbers import percent, quantity, unbroken
from pages.shared.choices.dataset import worded
from pages.shared.parts.gallery import rem, save_button

STYLE = """<style>
.ll-lanes { display: grid; grid-template-columns: repeat(auto-fit, minmax(3.9rem, 1fr)); gap: 8px; }
.ll-lanes section { min-width: 0; }
.ll-lanes strong { display: block; margin-bottom: 6px; border-bottom: 3px solid; text-align: center;
  font-size: 1.1rem; line-height: 1.3; }
.ll-lanes div { display: flex; flex-wrap: wrap; gap: 4px; justify-content: center; }
.ll-lanes figure { margin: 0; max-width: 100%; text-align: center; }
.ll-lanes img { display: block; max-width: 100%; height: auto; image-rendering: pixelated;
  border-radius: 3px; background: #000; }
.ll-lanes figcaption { font-size: 0.75rem; line-height: 1.3; padding: 2px 0 4px; }
.ll-lanes p { font-size: 0.8rem; text-align: center; margin: 0; }
</style>"""
# Sides of a picture in pixels, the largest first. The first that fits all groups above the fold of
# a laptop is used. Small pictures show their figures only in the tooltip.
SIDES = (80, 66, 52)
SMALL, SMALLEST = 34, 26
SMALL_UP_TO = 60  # groups in a column
CAPTION_FROM, CAPTION_PX = 52, 36
WIDTH_PX, HEIGHT_PX = 884, 450  # of all columns on a laptop
GAP_PX, BETWEEN_PX = 4, 8  # between pictures, between columns
ALL = "All groups"


@dataclass(frozen=True)
class _Lane:
    """The groups that stand for one class, or all groups if there are no classes."""

    name: str
    colour: str
    groups: tuple[Group, ...]


def show(result: Clustering) -> None:
    """The pictures, the largest group of each class on top, and a button that saves them."""
    rows = groups(result)
    lanes = [
        _Lane(
            name,
            palette.CLASSES[at % len(palette.CLASSES)],
            tuple(rows[i] for i in by_class(result) if result.cluster_classes[i] == at),
        )
        for at, name in enumerate(result.dataset.classes or (ALL,))
    ]
    pictures = [image_png(picture) for picture in clustering.centre_pictures(result)]
    longest = max(len(lane.groups) for lane in lanes)
    side = _side(longest, len(lanes))
    body = "".join(_lane(lane, pictures, side) for lane in lanes)
    st.html(f'{STYLE}<div class="ll-lanes">{body}</div>')
    across = max(1, round(np.sqrt(result.k)))
    order = [pictures[i] for i in by_class(result)]
    sheet = [order[i : i + across] for i in range(0, len(order), across)]
    save_button(sheet, "cluster-centres")


def _side(longest: int, lanes: int) -> int:
    """Side of a picture in pixels; the longest of the ``lanes`` columns has ``longest`` groups."""
    width = WIDTH_PX / lanes - BETWEEN_PX
    for side in SIDES:
        across = max(1, int((width + GAP_PX) // (side + GAP_PX)))
        if math.ceil(longest / across) * (side + CAPTION_PX) <= HEIGHT_PX:
            return side
    return SMALL if longest <= SMALL_UP_TO else SMALLEST


def _lane(lane: _Lane, pictures: list[bytes], side: int) -> str:
    figures = "".join(_figure(group, pictures[group.number], side) for group in lane.groups)
    content = f"<div>{figures}</div>" if figures else "<p>no group</p>"
    name = html.escape(lane.name)
    label = name if name == ALL else f"Groups named {name}"
    return (
        f'<section aria-label="{label}">'
        f'<strong style="border-color:{lane.colour}">{name}</strong>{content}</section>'
    )


def _figure(group: Group, png: bytes, side: int) -> str:
    if group.class_name:
        about = (
            f"Group {group.number} stands for {group.class_name}: {percent(group.purity)} of its "
            f"{quantity(group.size, 'digit')}"
        )
        figures = f"{group.size:,}<br>{unbroken(percent(group.purity))}"
    else:
        about, figures = f"Group {group.number}: {quantity(group.size, 'digit')}", f"{group.size:,}"
    alt = html.escape(worded(about), quote=True)
    caption = f"<figcaption>{figures}</figcaption>"
    return (
        f'<figure title="{alt}"><img src="{data_uri(png)}" style="width:{rem(side)}" '
        f'alt="{alt}">{caption if side >= CAPTION_FROM else ""}</figure>'
    )
