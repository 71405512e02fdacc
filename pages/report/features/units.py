"""Report: the layers of a network and how strongly digits drive their units."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.evaluation import activations
from core.evaluation.activations import Layer
from pages.report.selection import Selection
from pages.shared.choices.model_choice import markdown_title, title
from pages.shared.frame.stage import pixels
from pages.shared.jobs.waiting import wait


def columns(count: int) -> list[Any]:
    """Columns side by side, or one container for a single one."""
    return st.columns(count) if count > 1 else [st.container()]


def strengths(selection: Selection, name: str, layer: str) -> NDArray[np.float32]:
    """How strongly each test digit drives each unit of a layer: float32 (N, units)."""
    dataset = selection.dataset
    return wait(
        f"Showing {len(selection.test):,} digits to {title(name)}",
        (name, layer, dataset.fingerprint),
        lambda on_progress: activations.strengths(name, layer, dataset.name, "test", on_progress),
    )


def choose_layer(name: str, stages: Sequence[Layer], key: str) -> Layer:
    """Choose one of a network's layers."""
    titles = {stage.name: stage.title for stage in stages}
    layer = st.selectbox(
        f"Layer of {markdown_title(name)}",
        list(titles),
        format_func=titles.__getitem__,
        key=f"{key}_layer_{name}",
        bind="query-params",
        width=pixels(330),
        help="From the picture to the output.",
    )
    return next(stage for stage in stages if stage.name == layer)
