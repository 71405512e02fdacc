"""Plotly figures from arrays: on light ground or dark, in words too, and free of any page."""

from core.figures.base import alt_text, config
from core.figures.robustness import robustness_curves

__all__ = ["alt_text", "config", "robustness_curves"]
