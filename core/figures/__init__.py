"""Plotly figures from arrays: on light ground or dark, in words too, and free of any page."""

from core.figures.base import alt_text, config
from core.figures.classes import confusion_matrix, per_class_bars
from core.figures.network import network_graph
from core.figures.robustness import robustness_curves
from core.figures.training import curve_groups, training_curves

__all__ = [
    "alt_text",
    "config",
    "confusion_matrix",
    "curve_groups",
    "network_graph",
    "per_class_bars",
    "robustness_curves",
    "training_curves",
]
