"""Plotly figures from arrays: on light ground or dark, in words too, and free of any page."""

from core.figures.base import alt_text, config, whole
from core.figures.calibration import reliability_diagram
from core.figures.classes import confusion_matrix, per_class_bars
from core.figures.clustering import cluster_map, purity_bars
from core.figures.comparing import compared_curves, payoff_bars
from core.figures.elbow import claim_bars, cluster_errors, elbow_curve
from core.figures.errors import histogram
from core.figures.latent import latent_reach, latent_sizes
from core.figures.network import network_graph
from core.figures.robustness import robustness_curves
from core.figures.roc import roc_curves
from core.figures.table import csv_of
from core.figures.training import training_curves

__all__ = [
    "alt_text",
    "claim_bars",
    "cluster_errors",
    "cluster_map",
    "compared_curves",
    "config",
    "confusion_matrix",
    "csv_of",
    "elbow_curve",
    "histogram",
    "latent_reach",
    "latent_sizes",
    "network_graph",
    "payoff_bars",
    "per_class_bars",
    "purity_bars",
    "reliability_diagram",
    "robustness_curves",
    "roc_curves",
    "training_curves",
    "whole",
]
