"""The sections of the Report page, and how a test opens one."""

from streamlit.testing.v1 import AppTest

from tests.app.helpers import open_page

SECTIONS = (
    "Errors",
    "Digits",
    "Unusual",
    "Labels",
    "Duplicates",
    "Features",
    "Confusion",
    "Confidence",
    "Training",
    "Pretraining",
    "Denoising",
    "Latent size",
    "Literature",
)
DATA = ("Labels", "Duplicates")  # lists of pictures, without charts
HISTORY = ("Training", "Pretraining", "Literature")  # about the past, not about outputs
NEED_AUTOENCODER = ("Errors", "Digits", "Unusual", "Denoising")
NEED_CLASSIFIER = ("Confusion", "Confidence", "Denoising")


def open_section(section: str, *models: str, **query: str) -> AppTest:
    """Open a section of the Report page with these models selected, or the default ones."""
    chosen = {"models": models} if models else {}
    return open_page("report", {"section": section, **chosen, **query})
