"""Plotly figures from arrays, for a light or a dark page, each with a description in words.

>>> from core import figures
>>> figure = figures.training_curves([{"loss": 0.4}, {"loss": 0.3}], ["loss"])
>>> figures.alt_text(figure)
'Over 2 epochs: loss from 0.400 to 0.300.'
>>> figures.csv_of(figure).splitlines()[1:]  # its points as a table
['Loss,1,0.4', 'Loss,2,0.3']
>>> figures.config("training")["toImageButtonOptions"]["filename"]  # of Plotly's camera
'training'

`style` and `palette` hold what all of them share, `table` gives the numbers of any figure, and
`pictures` draws small images. Every other module draws what it is named after; `classifiers` and
`clustering` hold the figures of those chapters.
"""

from core.figures.balance import class_counts
from core.figures.bars import bars_beside_source, payoff_bars, per_class_bars
from core.figures.classifiers.confusion import confusion_matrix
from core.figures.classifiers.reliability import reliability_diagram
from core.figures.classifiers.robustness import robustness_curves
from core.figures.classifiers.roc import roc_curves
from core.figures.clustering.clusters import cluster_map, purity_bars
from core.figures.clustering.elbow import cluster_errors, elbow_curve
from core.figures.curves import compared_curves, run_curves, sweep_curves, training_curves
from core.figures.histogram import histogram
from core.figures.latent import error_over_size, latent_reach, latent_sizes
from core.figures.layout import layout_so_far
from core.figures.network import network_graph
from core.figures.seeds import seed_pairs
from core.figures.style import alt_text, config, enlarge
from core.figures.table import csv_of

__all__ = [
    "alt_text",
    "bars_beside_source",
    "class_counts",
    "cluster_errors",
    "cluster_map",
    "compared_curves",
    "config",
    "confusion_matrix",
    "csv_of",
    "elbow_curve",
    "enlarge",
    "error_over_size",
    "histogram",
    "latent_reach",
    "latent_sizes",
    "layout_so_far",
    "network_graph",
    "payoff_bars",
    "per_class_bars",
    "purity_bars",
    "reliability_diagram",
    "robustness_curves",
    "roc_curves",
    "run_curves",
    "seed_pairs",
    "sweep_curves",
    "training_curves",
]
