"""Report: the detector of non-digits that reads drawings and uploads, as its card describes it."""

import pandas as pd
import streamlit as st

from core.images.nondigits.doubt import AUTOENCODER, CLASSIFIER, detector
from core.text.numbers import percent
from pages.shared.parts.chart import explain

HOW = f"""
An error alone finds what is drawn badly, and misses a letter that is drawn well. So Draw asks a
small network that weighs three signs together: the features of `{CLASSIFIER}`, the squared error of
`{AUTOENCODER}`, and the distance of the latent vector from the nearest class. It has learned from
MNIST's training digits, some of them written on pages and photographed, against letters, shapes,
textures, turned digits and pairs of digits. The figures are of the 10,000 test digits and of 3,000
drawn pictures that it has not seen.
"""


def detector_card() -> None:
    """Error rates and thresholds of the detector that Draw uses."""
    st.header("The detector that Draw asks", anchor=False)
    shipped = detector()
    if shipped is None:
        st.info(
            "The detector is missing, or was fitted to other weights: run "
            "`python -m core.images calibrate`."
        )
        return
    measures, figures = shipped.measures, shipped.figures
    rows = {
        "Area under the ROC curve": f"{measures.auroc:.4f}",
        "False alarms: test digits called no digit": percent(measures.digits_refused, 2),
        "Test digits called no digit or in doubt": percent(measures.digits_doubted, 2),
        "Other pictures called no digit": percent(measures.others_found, 1),
        "Threshold: log odds below which it is no digit": f"{figures.threshold:.2f}",
        "In doubt below a probability of": percent(figures.least_probability),
    }
    table = pd.DataFrame({"Figure": rows.values()}, index=pd.Index(rows, name="What"))
    st.dataframe(table, height="content", alt="How well the detector tells digits from the rest.")
    explain(HOW, of_mnist=True)
