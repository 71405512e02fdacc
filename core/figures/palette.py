"""Colours for screens and figures that colour-blind people can tell apart.

The ten class colours are those of Petroff, "Accessible Color Sequences for Data Visualization"
(2021). The others come from Okabe and Ito, "Color Universal Design" (2008).
"""

CLASSES: tuple[str, ...] = (
    "#3f90da",
    "#ffa90e",
    "#bd1f01",
    "#94a4a2",
    "#832db6",
    "#a96b59",
    "#e76300",
    "#b9ac70",
    "#717581",
    "#92dadd",
)
BLUE = "#0072b2"
ORANGE = "#e69f00"
GREEN = "#009e73"
VERMILION = "#d55e00"
PURPLE = "#cc79a7"
SKY = "#56b4e9"
GREY = "#8c8c8c"

SERIES: tuple[str, ...] = (BLUE, ORANGE, GREEN, PURPLE, VERMILION, SKY)
